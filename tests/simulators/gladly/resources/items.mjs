import { DAY } from '../../shared/clock.mjs';
import { blank, invalid } from '../errors.mjs';
import { addItem, conversationOf, emitFor, itemsOf } from './conversation-records.mjs';
import { customerByContact, customerOf } from './customer-records.mjs';
import { apiUser, byApi, now, refuseTaken } from './records.mjs';
import { checkTask, createTask } from './tasks.mjs';

const YEAR = 365 * DAY;

export function itemOf({ organization, params }) {
  const item = organization.items.require(params.itemId);
  if (item._hidden) throw invalid(`Conversation item with id [${item.id}] exists but is not supported by the API.`);
  return item;
}

function checkOccurrence({ clock }, { occurredAt }) {
  const age = clock.now() - Date.parse(occurredAt);
  if (age > YEAR) throw invalid('occurredAt cannot be more than one year ago', 'content.occurredAt');
}

/** Timeline items made here stand outside any conversation. */
function createActivity(context, customer, { id, content }) {
  const time = now(context);
  return context.organization.items.add({
    id,
    customerId: customer.id,
    timestamp: time,
    initiator: byApi(context),
    content: { expandByDefault: false, occurredAt: time, ...content, receivedAt: time },
  });
}

/** The deprecated way to a task, which answers with what looks like a timeline item. */
function createTaskItem(context, customer, { id, content }) {
  const task = createTask(context, customer, { id, ...content });
  return {
    id: task.id,
    customerId: customer.id,
    timestamp: task.timestamp,
    initiator: task.createdBy,
    content: { type: 'TASK', assignee: task.assignee, body: task.body, dueAt: task.dueAt },
  };
}

/** `findCustomer` comes last, so that a refused request makes no profile. */
function create(context, findCustomer) {
  const { organization, body } = context;
  const isTask = body.content.type === 'TASK';
  const siblings = isTask ? organization.tasks : organization.items;
  refuseTaken(siblings, body.id, 'conversation item already exists', 'newConversationItems');
  if (isTask) checkTask(context, body.content, 'content.');
  else checkOccurrence(context, body.content);
  return (isTask ? createTaskItem : createActivity)(context, findCustomer(), body);
}

function remove({ organization }, item) {
  if (item.content.type !== 'CUSTOMER_ACTIVITY') throw invalid('only customer activities can be deleted');
  organization.items.remove(item);
}

const ANSWERS = {
  EMAIL: (asked, { body }) => ({
    type: 'EMAIL',
    from: asked.to[0],
    to: [asked.from],
    subject: /^re:/i.test(asked.subject) ? asked.subject : `Re: ${asked.subject}`,
    content: body,
  }),
  CHAT_MESSAGE: (asked, { body, messageType = 'TEXT', messageData }) => ({
    type: 'CHAT_MESSAGE',
    messageType,
    sessionId: asked.sessionId,
    content: body,
    ...(messageData && { messageData }),
  }),
  FACEBOOK_MESSAGE: (asked, { body }) => ({ ...asked, content: body }),
  SMS: (asked, { body }) => ({ type: 'SMS', from: asked.to, to: asked.from, content: body }),
};
const plainAnswer = (asked, { body }) => ({ type: asked.type, content: body });

function refuseRepeats(options = []) {
  const ids = options.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw invalid('option ids must be unique', 'content.messageData.options');
}

function reply(context) {
  const { organization, body } = context;
  const { content } = body;
  const item = itemOf(context);
  const conversation = organization.conversations.get(item.conversationId);
  if (conversation?.status === 'CLOSED') throw invalid('you cannot reply to items in closed conversations');
  if (!conversation || item.initiator?.type !== 'CUSTOMER') throw invalid('you can only reply to customer messages');
  if (content.type !== item.content.type) {
    throw invalid(`type [${content.type}] does not match the item's type [${item.content.type}]`, 'content.type');
  }
  refuseRepeats(content.messageData?.options);
  conversation.agentId ??= apiUser(context).id;
  const initiator = byApi(context);
  const answer = addItem(context, conversation, {
    sessionId: item.sessionId,
    initiator,
    responder: { id: item.customerId, type: 'CUSTOMER' },
    content: { ...(ANSWERS[content.type] ?? plainAnswer)(item.content, content), attachments: undefined },
  });
  const channel = { CHAT_MESSAGE: 'CHAT', FACEBOOK_MESSAGE: 'FB_MESSENGER' }[content.type] ?? content.type;
  emitFor(
    context,
    conversation,
    'CONTACT/MESSAGE_SENT',
    { channel, contactId: item.sessionId ?? item.id, messageId: answer.id },
    initiator,
  );
  return `/conversation-items/${answer.id}`;
}

const BLANKED = {
  CHAT_MESSAGE: { content: '', messageData: undefined },
  EMAIL: { subject: '', content: '' },
  PHONE_CALL: { recordingStatus: 'DELETED', recordingUrl: undefined },
  SMS: { content: '' },
  TWITTER: { content: '' },
  VOICEMAIL: { recordingStatus: 'DELETED', recordingUrl: undefined },
  WHATSAPP: { content: '' },
};

function redact(context) {
  const { organization } = context;
  const item = itemOf(context);
  const blanked = BLANKED[item.content.type];
  if (!blanked) throw invalid(`type [${item.content.type}] cannot be redacted`);
  Object.assign(item.content, blanked, { attachments: undefined });
  // Without its choices, a quick reply is no longer one.
  if (item.content.messageType) item.content.messageType = 'TEXT';
  if (item.content.recordingSummary) item.content.recordingSummary = { status: 'REDACTED' };
  const transcript = organization.transcripts.get(item.id);
  if (transcript) organization.transcripts.remove(transcript);
  return `/conversation-items/${item.id}`;
}

const movedItems = ({ url }) => ({
  attr: 'customer id',
  detail: (old, survivor) => `the customer id has changed from [${old}] to [${survivor}]`,
  location: (survivor) => `${url.origin}/api/v1/customers/${survivor}/conversation-items`,
});

export default {
  'conversation_items.list': (context) => {
    const { organization, query } = context;
    if (query.sessionId === '') throw blank('sessionId cannot be blank', 'sessionId');
    return itemsOf(organization, conversationOf(context)).filter(
      (item) => !item._hidden && (query.sessionId === undefined || item.sessionId === query.sessionId),
    );
  },
  'conversation_items.get': itemOf,
  'conversation_items.create_by_contact': (context) =>
    create(context, () => customerByContact(context, context.body.customer)),
  'conversation_items.create': (context) => {
    const customer = customerOf(context, { moved: movedItems(context) });
    return create(context, () => customer);
  },
  'conversation_items.delete': (context) => remove(context, itemOf(context)),
  'conversation_items.delete_for_customer': (context) => {
    const customer = customerOf(context);
    const { organization, params } = context;
    remove(
      context,
      organization.items.require(params.itemId, ({ customerId }) => customerId === customer.id),
    );
  },
  'conversation_items.reply': reply,
  'conversation_items.redact': redact,
};
