import { invalid, notFound } from '../errors.mjs';
import { pageOf } from '../paging.mjs';

const threadOf = ({ portal, params }, archived = false) => {
  if (!/^\d+$/.test(params.threadId)) throw invalid(`${params.threadId} is not the number of a thread`);
  return portal.threads.require(params.threadId, (thread) => thread.archived === archived);
};

const actorOf = ({ portal }, id) => {
  const actor = portal.actors.get(id);
  if (!actor) throw notFound(`There is no actor ${id}`);
  return actor;
};

/** A thread; its ticket is shown to those who ask for it. */
const shownThread = ({ query }, { _ticket, ...thread }) => ({
  ...thread,
  ...(query.association?.includes('TICKET') && { threadAssociations: { associatedTicketId: _ticket } }),
});

const isWanted = (query) => (thread) =>
  thread.archived === (query.archived ?? false) &&
  (query.associatedContactId === undefined || thread.associatedContactId === String(query.associatedContactId)) &&
  (query.associatedTicketId === undefined || thread._ticket === String(query.associatedTicketId)) &&
  (query.inboxId === undefined || query.inboxId.includes(thread.inboxId)) &&
  (query.threadStatus === undefined || thread.status === query.threadStatus) &&
  (query.latestMessageTimestampAfter === undefined || Date.parse(thread.latestMessageTimestamp) > Date.parse(query.latestMessageTimestampAfter));

/** What HubSpot's guide says of filters that go together, and of the orders there are. */
function checkListing({ threadStatus, associatedContactId, inboxId, sort: [sort] = [], latestMessageTimestampAfter }) {
  if (associatedContactId !== undefined && threadStatus === undefined) throw invalid('threadStatus is required with associatedContactId');
  if (associatedContactId !== undefined && inboxId) throw invalid('associatedContactId cannot be used with inboxId');
  if (sort === undefined) return;
  const orders = associatedContactId === undefined ? ['id', 'latestMessageTimestamp'] : ['id', '-id', 'latestMessageTimestamp', '-latestMessageTimestamp'];
  if (!orders.includes(sort)) throw invalid(`Cannot sort by ${sort}`);
  if (sort.endsWith('latestMessageTimestamp') && latestMessageTimestampAfter === undefined)
    throw invalid('latestMessageTimestampAfter is required with this sort');
}

/** Threads in the order of `sort`; by id where nothing is said. */
function inOrder(threads, [sort = 'id'] = []) {
  const key = sort.endsWith('id') ? ({ id }) => Number(id) : ({ latestMessageTimestamp: time }) => Date.parse(time);
  const sign = sort.startsWith('-') ? -1 : 1;
  return threads.sort((one, other) => sign * (key(one) - key(other)));
}

/** A new entry of a thread's history. */
export function addMessage(portal, thread, fields, at = portal.clock.now()) {
  const id = portal.random.hex(32);
  const moment = portal.iso(at);
  return portal.messages.add({ id, conversationsThreadId: thread.id, createdAt: moment, updatedAt: moment, archived: false, ...fields });
}

/** Puts an entry into the thread's own times. */
export function touchThread(thread, { createdAt, direction }) {
  thread.latestMessageTimestamp = createdAt;
  thread[direction === 'INCOMING' ? 'latestMessageReceivedTimestamp' : 'latestMessageSentTimestamp'] = createdAt;
}

const app = { clientType: 'INTEGRATION', integrationAppId: 1234567 };
const plain = (text) => text.replace(/<[^>]+>/g, '');

function comment(context, thread, { text, richText = `<p>${text}</p>` }) {
  const fields = { type: 'COMMENT', text, richText, createdBy: 'I-1234567', client: app, senders: [{ actorId: 'I-1234567' }], recipients: [], attachments: [] };
  return addMessage(context.portal, thread, fields);
}

/** A message to people outside: who sends, through what, and to whom all have to be said. */
function message(context, thread, body) {
  const { portal } = context;
  for (const name of ['senderActorId', 'channelId', 'channelAccountId', 'recipients']) {
    if (body[name] === undefined) throw invalid(`${name} is required for a message`);
  }
  if (!/^A-/.test(body.senderActorId)) throw invalid('senderActorId must be an agent, A-<userId>');
  actorOf(context, body.senderActorId);
  const account = portal.channelAccounts.get(body.channelAccountId);
  if (!account || account.channelId !== body.channelId) throw invalid('channelAccountId names no account of this channel');
  if (account.inboxId !== thread.inboxId) throw invalid('channelAccountId is of another inbox than the thread');
  if (!account.active || !account.authorized) throw invalid('The channel account is not connected');
  const recipients = body.recipients.map(({ deliveryIdentifiers, deliveryIdentifier = deliveryIdentifiers?.[0], ...recipient }) => {
    if (!deliveryIdentifier) throw invalid('a recipient needs deliveryIdentifiers');
    return { ...recipient, deliveryIdentifier };
  });
  if (recipients.length === 0) throw invalid('recipients must not be empty');
  const sent = addMessage(portal, thread, {
    type: 'MESSAGE',
    direction: 'OUTGOING',
    text: body.text || plain(body.richText ?? ''),
    richText: body.richText ?? `<p>${body.text}</p>`,
    subject: body.subject,
    channelId: body.channelId,
    channelAccountId: body.channelAccountId,
    createdBy: body.senderActorId,
    client: app,
    senders: [{ actorId: body.senderActorId, deliveryIdentifier: account.deliveryIdentifier }],
    recipients,
    attachments: body.attachments ?? [],
    status: { statusType: 'SENT' },
    truncationStatus: 'NOT_TRUNCATED',
  });
  touchThread(thread, sent);
  return sent;
}

function note(context, thread, fields) {
  return addMessage(context.portal, thread, { client: app, createdBy: 'I-1234567', senders: [], recipients: [], ...fields });
}

const shownMessage = ({ _original, ...entry }) => entry;
const messagesOf = ({ portal }, thread) => portal.messages.list(({ conversationsThreadId: id }) => id === thread.id);

function messageOf(context) {
  const thread = threadOf(context);
  const found = messagesOf(context, thread).find(({ id }) => id === context.params.messageId);
  if (!found) throw notFound('There is no such message in this thread');
  return found;
}

const listed = (noun, keep = () => () => true) => (context) => {
  const records = context.portal[noun].list(keep(context));
  const { results, paging } = pageOf(records, context, { max: 500, usual: context.query.defaultPageLength ?? 100 });
  return { total: records.length, results, paging };
};

export default {
  'inboxes.list': listed('inboxes', ({ query }) => ({ archived }) => archived === (query.archived ?? false)),
  'inboxes.get': ({ portal, params }) => portal.inboxes.require(params.inboxId),
  'channels.list': listed('channels'),
  'channels.get': ({ portal, params }) => portal.channels.require(params.channelId),
  'channel_accounts.list': listed('channelAccounts', ({ query }) => ({ archived, channelId, inboxId }) =>
    archived === (query.archived ?? false) && (!query.channelId || query.channelId.includes(channelId)) && (!query.inboxId || query.inboxId.includes(inboxId))),
  'channel_accounts.get': ({ portal, params }) => portal.channelAccounts.require(params.channelAccountId),
  'actors.get': (context) => actorOf(context, context.params.actorId),
  'actors.batch_read': ({ portal, body }) => {
    const found = body.inputs.map((id) => portal.actors.get(id)).filter(Boolean);
    const moment = portal.iso();
    return { status: 'COMPLETE', results: found, startedAt: moment, completedAt: moment };
  },
  'threads.list': (context) => {
    const { portal, query } = context;
    checkListing(query);
    const threads = inOrder(portal.threads.list(isWanted(query)), query.sort);
    return pageOf(threads, context, { max: 500, usual: 100, view: (thread) => shownThread(context, thread) });
  },
  'threads.get': (context) => shownThread(context, threadOf(context, context.query.archived)),
  'threads.update': (context) => {
    const { body, query, portal } = context;
    if ((body.status === undefined) === (body.archived === undefined)) throw invalid('give status or archived, one of the two');
    const thread = threadOf(context, query.archived);
    if (body.archived !== undefined) {
      if (body.archived) throw invalid('archived can only be set to false');
      thread.archived = false;
    } else if (body.status !== thread.status) {
      thread.status = body.status;
      thread.closedAt = body.status === 'CLOSED' ? portal.iso() : undefined;
      note(context, thread, { type: 'THREAD_STATUS_CHANGE', newStatus: body.status });
    }
    return shownThread(context, thread);
  },
  'threads.archive': (context) => {
    threadOf(context).archived = true;
  },
  'threads.assign': (context) => {
    const thread = threadOf(context);
    actorOf(context, context.body.actorId);
    note(context, thread, { type: 'ASSIGNMENT', assignedTo: context.body.actorId, assignedFrom: thread.assignedTo });
    thread.assignedTo = context.body.actorId;
    return shownThread(context, thread);
  },
  'threads.unassign': (context) => {
    const thread = threadOf(context);
    if (thread.assignedTo === undefined) return;
    note(context, thread, { type: 'ASSIGNMENT', assignedFrom: thread.assignedTo });
    thread.assignedTo = undefined;
  },
  'messages.list': (context) => {
    const { query } = context;
    const entries = messagesOf(context, threadOf(context)).filter(({ archived }) => archived === (query.archived ?? false));
    if (query.sort && !['createdAt', '-createdAt'].includes(query.sort[0])) throw invalid(`Cannot sort by ${query.sort[0]}`);
    // The newest first, unless asked otherwise.
    if (query.sort?.[0] !== 'createdAt') entries.reverse();
    return pageOf(entries, context, { max: 100, usual: 100, view: shownMessage });
  },
  'messages.get': (context) => shownMessage(messageOf(context)),
  'messages.original': (context) => {
    const { _original, text, richText } = messageOf(context);
    return _original ?? { text, richText };
  },
  'messages.send': (context) => {
    const thread = threadOf(context);
    const { body } = context;
    if (body.text === '' && !body.richText) throw invalid('text must not be empty');
    return shownMessage(body.type === 'COMMENT' ? comment(context, thread, body) : message(context, thread, body));
  },
};
