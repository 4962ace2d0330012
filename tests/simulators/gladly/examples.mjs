import { fieldsOf, parametersOf } from '../shared/catalogue.mjs';
import { DAY, HOUR } from '../shared/clock.mjs';
import { objects } from './catalogue.mjs';
import { iso } from './time.mjs';

/** The record each path parameter names: usually the same one, for some operations another. */
function paramsFor({ op, path }, organization) {
  const { landmarks: known } = organization;
  const usual = {
    agentId: organization.agents.list()[0].id,
    answerId: known.answerInHelpCenter,
    attachmentId: known.attachment,
    businessHoursId: organization.businessHours.list()[0].id,
    campaignId: known.emailCampaign,
    commentId: known.taskComment,
    conversationId: known.openConversation,
    customAttributeId: organization.customAttributes.list()[0].id,
    customerId: known.chargedTwice,
    filename: 'conversation_items.jsonl',
    helpCenterId: known.helpCenter,
    inboxId: known.escalations,
    itemId: known.customerEmail,
    jobId: known.exportJob,
    language: 'en-us',
    noteId: known.note,
    orgId: organization.id,
    taskId: known.openTask,
    teamId: organization.teams.list()[0].id,
    topicId: organization.topics.list()[0].id,
    type: 'public',
    webhookId: known.enabledWebhook,
  };
  const special = {
    'agent_call_recorders.get': { agentId: known.agentOnCall },
    'agent_call_recorders.update': { agentId: known.agentOnCall },
    'answer_contents.delete': { type: 'messaging' },
    'answers.delete': { answerId: known.freeAnswer },
    'business_hours.delete': { businessHoursId: organization.businessHours.list()[1].id },
    'conversation_item_recordings.download': { itemId: known.call },
    'conversation_items.delete': { itemId: known.activity },
    'conversation_items.delete_for_customer': { itemId: known.activity, customerId: known.settled },
    'conversation_notes.get': { conversationId: known.everyChannelConversation },
    'conversation_topics.delete': { topicId: organization.conversations.get(known.openConversation).topicIds[0] },
    'customers.delete': { customerId: known.settled },
    'tasks.list': { customerId: known.caller },
    'voice_transcripts.get': { itemId: known.call },
    'webhooks.delete': { webhookId: known.disabledWebhook },
  }[op];
  return Object.fromEntries(parametersOf(path).map((name) => [name, { ...usual, ...special }[name]]));
}

const minute = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 16)}Z`;
const day = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

/** Queries with something in them where the catalogue alone would not find anything. */
function queryFor({ op, query = {} }, { organization, minimal, now }) {
  const audienceId = organization.audiences.list()[0].id;
  const full = {
    'conversation_items.list': { sessionId: organization.landmarks.session },
    'customers.list': { phoneNumber: '+15550100101' },
    'events.list': { startAt: iso(now - 23 * HOUR), endAt: iso(now), entities: ['CONVERSATION', 'TASK', 'CUSTOMER'] },
    'export_jobs.list': { status: 'COMPLETED', startAt: iso(now - 10 * DAY), endAt: iso(now) },
    'help_center_answer_titles.list': { lng: 'en-us', audienceId },
    'public_answers.get': { lng: 'es-419' },
    'public_answers.list': { lng: 'en-us', audienceId },
    'public_answers.search': { q: 'return an item', lng: 'en-us', audienceId },
    'tasks.list': { status: 'OPEN' },
  }[op];
  if (!minimal || op === 'customers.list') return full ?? {};
  const required = fieldsOf(query).filter((field) => field.required);
  return Object.fromEntries(required.map(({ name }) => [name, full[name]]));
}

/** Full bodies by operation; a minimal one keeps the mandatory fields and those named in `_keep`. */
function bodyFor(op, { organization, now }) {
  const { landmarks: known } = organization;
  const [agent] = organization.agents.list();
  const assignee = { inboxId: known.escalations, agentId: agent.id };
  const customer = { emailAddress: 'somebody-new@customers.example' };
  const task = { id: 'my-task-1', assignee, body: '<p>Call back.</p>', dueAt: iso(now + 2 * DAY) };
  const activity = {
    type: 'CUSTOMER_ACTIVITY',
    title: 'Order shipped',
    body: '<p>Left the warehouse.</p>',
    activityType: 'ISSUE',
    sourceName: 'Shop',
    link: { url: 'https://shop.example/orders/1', text: 'Order' },
    expandByDefault: true,
    occurredAt: iso(now - HOUR),
  };
  const officeHours = {
    timezone: 'Europe/Paris',
    monday: [{ start: '9:00', stop: '17:30' }],
    exceptions: [
      { name: 'Fair', start: iso(now), stop: iso(now + DAY), scheduleBlocks: [{ start: '10:00', stop: '12:00' }] },
    ],
  };
  const profile = {
    name: 'Noor Example',
    image: 'https://images.example/noor.png',
    address: '1 Example Road',
    emails: [{ original: 'Noor@customers.example', primary: true }],
    phones: [
      {
        original: '(555) 010-7777',
        regionCode: 'US',
        type: 'MOBILE',
        primary: true,
        smsPreference: 'ON',
        extension: '1',
      },
    ],
    externalCustomerId: 'shop-9999',
    customAttributes: { tier: 'gold' },
  };
  const answer = {
    name: 'Brand new answer',
    description: 'When asked',
    audienceIds: [organization.audiences.list()[0].id],
  };
  const webhook = {
    name: 'Example',
    events: ['TASK/CREATED'],
    url: 'https://hooks.example/gladly',
    credentials: { username: 'hook', password: 'obviously-fake', realm: 'hooks' },
    headers: { 'X-Example': 'obviously-fake' },
    enabled: true,
  };
  const pair = (value) => ({ key: 'ORDER_ID', value });
  return {
    'agent_call_recorders.update': { recording: false },
    'answer_contents.update': { bodyHtml: '<p>New text</p>', title: 'New title', _keep: ['title'] },
    'answers.create': { id: 'my-answer-1', ...answer },
    'answers.update': answer,
    'business_hours.create': { name: 'Evenings', primary: true, officeHours },
    'business_hours.update': {
      version: organization.businessHours.list()[0].version,
      name: 'Evenings',
      primary: true,
      officeHours,
    },
    'communications.send_email': {
      to: [{ email: 'somebody-new@customers.example', name: 'Somebody New' }],
      from: organization.emailAddresses[0],
      subject: 'Hello',
      body: { html: '<p>Hello</p>', text: 'Hello' },
    },
    'communications.send_sms': {
      customer: { mobileNumber: '+15550100101' },
      from: organization.phoneNumbers[0],
      body: 'Hello',
    },
    'conversation_freeform_topics.update': { add: [pair('77120'), pair('77121')], remove: [pair('1')] },
    'conversation_items.create': { id: 'my-item-1', content: activity },
    'conversation_items.create_by_contact': { id: 'my-item-1', customer, content: activity },
    'conversation_items.redact': {},
    'conversation_items.reply': { content: { type: 'EMAIL', body: '<p>Sorry!</p>', bodyPlain: 'Sorry!' } },
    'conversation_notes.create': { content: { body: '<p>A note</p>' } },
    'conversation_topics.create': {
      topicIds: organization.topics
        .list()
        .slice(0, 2)
        .map(({ id }) => id),
    },
    'conversations.update': { assignee, status: { value: 'CLOSED', force: true } },
    'customers.create': { id: 'my-customer-1', ...profile },
    'customers.update': profile,
    'recipient_collections.create': {
      name: 'Batch 1',
      startAfter: iso(now + HOUR),
      endBefore: iso(now + DAY),
      recipients: [{ customerName: 'Noor', emailAddress: 'noor@customers.example', timezone: 'Europe/Paris' }],
    },
    'reports.generate': {
      metricSet: 'ConversationExportReport',
      timezone: 'America/New_York',
      startAt: day(now - 60 * DAY),
      endAt: day(now),
      aggregationLevel: 'daily',
      filters: { channel: 'allChannels', inboxes: [known.billing], teams: [] },
      _keep: ['startAt', 'endAt'],
    },
    'task_comments.create': { id: 'my-comment-1', agentId: agent.id, comment: 'Done tomorrow.' },
    'tasks.create': task,
    'tasks.create_by_contact': { ...task, customer },
    'tasks.update': { status: 'CLOSED', body: '<p>Changed.</p>', dueAt: iso(now + 3 * DAY), assignee },
    'topics.create': {
      id: 'my-topic-1',
      name: 'Brand New',
      disabled: false,
      parentId: organization.topics.list()[0].id,
    },
    'topics.update': { name: 'Brand New', disabled: true, parentId: organization.topics.list()[1].id },
    'user_identity.create_jwt': {
      identityType: 'EMAIL',
      identity: 'noor@customers.example',
      _keep: ['identityType', 'identity'],
    },
    'webhooks.create': webhook,
    'webhooks.update': webhook,
    'work_session_reports.generate': { startAtTime: minute(now - 5 * DAY), endAtTime: minute(now) },
  }[op];
}

function mandatoryOf(shape) {
  const whole = typeof shape === 'string' ? objects[shape] : shape;
  return fieldsOf('|' in whole ? whole['|'][0] : whole)
    .filter(({ required }) => required)
    .map(({ name }) => name);
}

/** Valid arguments for an endpoint, every optional one included unless `minimal`; ids come from the organization's data. */
export function exampleFor(endpoint, organization, { minimal = false } = {}) {
  const context = { organization, minimal, now: organization.clock.now() };
  const params = paramsFor(endpoint, organization);
  const query = queryFor(endpoint, context);
  if (!endpoint.body) return { params, query, body: undefined };
  const { _keep: keep = [], ...body } = bodyFor(endpoint.op, context);
  if (!minimal) return { params, query, body };
  const kept = [...mandatoryOf(endpoint.body), ...keep];
  return { params, query, body: Object.fromEntries(Object.entries(body).filter(([name]) => kept.includes(name))) };
}
