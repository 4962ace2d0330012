import { iso } from '../time.mjs';
import { ageInHours, callContent, createTimeline } from './timeline.mjs';

const ORDER = '88213';
const CALL = [
  ['Thank you for calling, how can I help you today?', 0],
  [`Hello, my order ${ORDER} was supposed to arrive on Monday and it is still not here.`, 1],
  ['I am sorry about that. I see that the parcel was returned to our warehouse by the carrier.', 0],
  ['Then I would like a refund of the express fee, and please send it again.', 1],
  [`I will open a task for the express fee of order ${ORDER} and we will call you back within two days.`, 0],
  ['All right, thank you.', 1],
];

function seedTranscript({ transcripts }, item, lines) {
  let time = 0.4;
  const paragraphs = lines.map(([transcript, speaker]) => {
    const startTime = Number(time.toFixed(2));
    time += transcript.length / 14;
    const endTime = Number(time.toFixed(2));
    time += 0.6;
    return { transcript, speaker, startTime, endTime };
  });
  transcripts.add({
    id: item.id,
    paragraphs,
    customerId: item.customerId,
    numberOfSpeakers: new Set(lines.map(([, speaker]) => speaker)).size,
    language: 'en-us',
    createdAt: item.timestamp,
    updatedAt: item.timestamp,
  });
}

const recordingUrl = ({ host }, item) => `https://${host}/api/v1/conversation-items/${item.id}/media/recording`;

/** A customer charged twice: a settled old question, then an open complaint by e-mail and text message. */
function seedChargedTwice(organization, { open, add, close }) {
  const { agents, landmarks, emailAddresses, phoneNumbers, slug, topics } = organization;
  const [, agent] = agents.list();
  const from = `maya.lindqvist@${slug}-customers.example`;
  const [to] = emailAddresses;
  const old = open(landmarks.chargedTwice, ageInHours(24 * 40), { agentId: agent.id });
  add(old, 'CUSTOMER', { type: 'EMAIL', from, to: [to], subject: 'Size chart', content: '<p>Is a 42 large?</p>' });
  add(old, 'AGENT', {
    type: 'EMAIL',
    from: to,
    to: [from],
    subject: 'Re: Size chart',
    content: '<p>It is a medium.</p>',
  });
  close(old);
  const topicIds = topics.list(({ name }) => name === 'Double Charge').map(({ id }) => id);
  const now = open(landmarks.chargedTwice, ageInHours(20), { inbox: 'Billing', topicIds });
  const subject = 'Charged twice for order 77120';
  const content = '<p>My card shows <b>two</b> payments of $59.90 for order 77120.</p>';
  const attachments = [
    { id: organization.newId(), contentType: 'image/png', filename: 'bank statement.png', fileSize: 48_213 },
  ];
  const email = add(now, 'CUSTOMER', { type: 'EMAIL', from, to: [to], subject, content, attachments });
  const [companyNumber] = phoneNumbers;
  const sms = { type: 'SMS', from: '+15550100101', to: companyNumber, content: 'Any news about the second payment?' };
  const text = add(now, 'CUSTOMER', sms);
  Object.assign(landmarks, {
    openConversation: now.id,
    settledConversation: old.id,
    customerEmail: email.id,
    customerSms: text.id,
    attachment: attachments[0].id,
  });
}

/** A customer whose call was recorded and transcribed. */
function seedCaller(organization, { open, add, close }) {
  const { agents, landmarks, phoneNumbers, topics } = organization;
  const [, , , agent] = agents.list();
  const [to] = phoneNumbers;
  const earlier = open(landmarks.caller, ageInHours(24 * 12), { agentId: agent.id });
  add(earlier, 'CUSTOMER', { type: 'SMS', from: '+15550100102', to, content: `Where is my order ${ORDER}?` });
  add(earlier, 'AGENT', { type: 'SMS', from: to, to: '+15550100102', content: 'It leaves our warehouse today.' });
  close(earlier);
  const topicIds = topics.list(({ name }) => name === 'Late Delivery').map(({ id }) => id);
  const conversation = open(landmarks.caller, ageInHours(30), { agentId: agent.id, topicIds, status: 'WAITING' });
  const summary = `Order ${ORDER} came back to the warehouse; the customer wants the express fee refunded.`;
  const details = { from: '+15550100102', to, seconds: 42, summary };
  const call = add(conversation, 'CUSTOMER', callContent(conversation.createdAt, details), {
    sessionId: organization.newId(),
  });
  call.content.recordingUrl = recordingUrl(organization, call);
  call.responder = { id: agent.id, type: 'AGENT' };
  seedTranscript(organization, call, CALL);
  add(conversation, 'AGENT', { type: 'CONVERSATION_NOTE', body: '<p>Promised a call back within two days.</p>' });
  Object.assign(landmarks, { call: call.id, callConversation: conversation.id });
}

/** Somebody is speaking with the second agent right now. */
function seedOngoingCall(organization, { open, add }) {
  const { agents, landmarks, phoneNumbers, clock } = organization;
  const [, agent] = agents.list();
  const conversation = open(landmarks.onThePhone, 120_000, { agentId: agent.id });
  const startedAt = iso(clock.base - 110_000);
  const content = {
    type: 'PHONE_CALL',
    from: '+15550100104',
    to: phoneNumbers[1],
    startedAt,
    answeredAt: iso(clock.base - 95_000),
  };
  const call = add(conversation, 'CUSTOMER', content);
  agent._call = { customerId: call.customerId, conversationItemId: call.id, recording: true };
  landmarks.agentOnCall = agent.id;
}

/** One of each kind of item that can be read, and one kind that cannot. */
function seedEveryChannel(organization, { open, add }) {
  const { agents, landmarks, phoneNumbers, emailAddresses, slug, topics, newId } = organization;
  const [agent] = agents.list();
  const [companyNumber] = phoneNumbers;
  const customerNumber = '+15550100103';
  const from = `iris.novak@${slug}-customers.example`;
  const conversation = open(landmarks.onEveryChannel, ageInHours(10), { agentId: agent.id });
  const sessionId = newId();
  const session = { sessionId };
  const options = [
    { id: 'exchange', label: 'Exchange it' },
    { id: 'refund', label: 'Refund it' },
  ];
  const chat = (messageType, content, messageData) => ({
    type: 'CHAT_MESSAGE',
    messageType,
    sessionId,
    content,
    ...(messageData && { messageData }),
  });
  const first = add(conversation, 'CUSTOMER', chat('TEXT', 'The jacket is too small.'), session);
  const asked = add(conversation, 'AGENT', chat('QUICK_REPLY_REQUEST', 'What shall we do?', { options }), session);
  const choice = { quickReplyRequest: { options }, selectedOptionId: 'exchange', requestMessageId: asked.id };
  add(conversation, 'CUSTOMER', chat('QUICK_REPLY_RESPONSE', 'Exchange it', choice), session);
  const topicId = topics.find(({ name }) => name === 'Returns').id;
  conversation.topicIds.push(topicId);
  add(conversation, 'AGENT', { type: 'TOPIC_CHANGE', addedTopicIds: [topicId] });
  const note = add(conversation, 'AGENT', { type: 'CONVERSATION_NOTE', body: '<p>Exchange approved.</p>' });
  add(conversation, 'CUSTOMER', {
    type: 'EMAIL',
    from,
    to: [emailAddresses[0]],
    subject: 'Jacket',
    content: '<p>Which label?</p>',
  });
  add(conversation, 'CUSTOMER', { type: 'SMS', from: customerNumber, to: companyNumber, content: 'Is it on its way?' });
  add(conversation, 'CUSTOMER', {
    type: 'FACEBOOK_MESSAGE',
    pageId: '1002003',
    userId: '4005006',
    content: 'Hello again',
  });
  add(conversation, 'CUSTOMER', { type: 'INSTAGRAM_DIRECT', content: 'Do you have it in red?' });
  add(conversation, 'CUSTOMER', { type: 'TWITTER', content: '@acme anybody there?' });
  const heard = { type: 'VOICE_AI_MESSAGE', customerNumber, companyNumber };
  add(conversation, 'SYSTEM', { ...heard, body: 'How can I help?', status: 'PLAYED' });
  const item = add(conversation, 'CUSTOMER', { type: 'VOICEMAIL', recordingStatus: 'AVAILABLE', recordingDuration: 6 });
  Object.assign(item.content, { startedAt: item.timestamp, recordingUrl: recordingUrl(organization, item) });
  seedTranscript(organization, item, [['Please call me back about the red jacket.', 0]]);
  const call = add(conversation, 'CUSTOMER', {
    ...callContent(item.timestamp, { from: customerNumber, to: companyNumber, seconds: 9, summary: '' }),
    recordingStatus: 'DELETED',
    recordingSummary: { status: 'FAILED' },
  });
  add(conversation, 'CUSTOMER', {
    type: 'CUSTOMER_ACTIVITY',
    title: 'Survey answered',
    body: '<p>4 of 5</p>',
    activityType: 'SURVEY',
    sourceName: 'Survey tool',
    link: { url: 'https://surveys.example/1', text: 'See the answers' },
    expandByDefault: false,
    occurredAt: call.timestamp,
    receivedAt: call.timestamp,
  });
  add(conversation, 'AGENT', { type: 'CONVERSATION_STATUS_CHANGE', status: 'OPEN' });
  const hidden = add(conversation, 'AGENT', { type: 'PAYMENT_REQUEST' }, { _hidden: true });
  const last = add(conversation, 'CUSTOMER', { type: 'WHATSAPP', content: 'Thanks!' });
  Object.assign(landmarks, {
    everyChannelConversation: conversation.id,
    session: sessionId,
    chat: first.id,
    note: note.id,
    voicemail: item.id,
    hidden: hidden.id,
    whatsapp: last.id,
  });
}

/** The conversations that demonstrations and tests look for. */
export function seedContacts(organization) {
  const timeline = createTimeline(organization);
  seedChargedTwice(organization, timeline);
  seedCaller(organization, timeline);
  seedOngoingCall(organization, timeline);
  seedEveryChannel(organization, timeline);
}
