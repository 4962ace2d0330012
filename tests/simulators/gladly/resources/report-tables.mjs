import { DAY, HOUR } from '../../shared/clock.mjs';
import { iso } from '../time.mjs';

// Only two reports' columns are published in full and one in part; the other tables are invented, one per family.
const WORK_SESSION_COLUMNS = [
  'id',
  'contact_session_id',
  'contact_session_created_at',
  'customer_id',
  'conversation_id',
  'inbox_id',
  'channel',
  'direction',
  'agent_accepted_at',
  'contact_session_routed_at',
  'agent_id',
  'sla_fulfilled_at',
  'contact_session_ended_at',
  'status',
  'within_sla',
  'work_session_handle_time_sec',
  'work_session_after_contact_time_sec',
  'work_session_unknown_time_sec',
  'accepted_inbox_id',
];
const CONVERSATION_TIMESTAMP_COLUMNS = [
  'Timezone Filter',
  'Timestamp',
  'Event Type',
  'Conversation ID',
  'Customer ID',
  'Initiator Type',
  'Initiator ID',
  'Initiator Agent Name',
  'Assigned Inbox ID',
  'Assigned Inbox Name',
  'Assigned Agent ID',
  'Assigned Agent Name',
  'Topic ID',
  'Topic Name',
  'Newly Assigned Inbox ID',
  'Newly Assigned Inbox Name',
  'Newly Assigned Agent ID',
  'Newly Assigned Agent Name',
  'Assignment Update Reason',
  'Merged Customer ID',
  'Merged Conversation ID',
];
const CONVERSATION_EXPORT_COLUMNS = [
  'Created At',
  'Conversation ID',
  'Customer ID',
  'Status',
  'Assigned Agent ID - Current',
  'Inbox ID - Current',
  'First Closed At',
  'Last Closed At',
];

const isWithin = ({ start, end }, time) => Date.parse(time) >= start && Date.parse(time) < end;
const after = (time, milliseconds) => iso(Date.parse(time) + milliseconds);

/** Conversations of the filters' inboxes and of agents in the filters' teams. */
function conversationsOf({ organization, inboxes, teams }) {
  const agents = teams.flatMap((id) => organization.teams.get(id).agentIds);
  return organization.conversations.list(
    ({ inboxId, agentId }) =>
      (inboxes.length === 0 || inboxes.includes(inboxId)) && (teams.length === 0 || agents.includes(agentId)),
  );
}

const CHANNELS = {
  chat: ['CHAT_MESSAGE'],
  email: ['EMAIL'],
  fbMessenger: ['FACEBOOK_MESSAGE'],
  instagramDirect: ['INSTAGRAM_DIRECT'],
  sms: ['SMS'],
  twitter: ['TWITTER'],
  voice: ['PHONE_CALL', 'VOICEMAIL'],
  whatsapp: ['WHATSAPP'],
};

/** Messages of customers, each a contact that somebody had to handle. */
function contactsOf(request) {
  const conversations = new Map(conversationsOf(request).map((conversation) => [conversation.id, conversation]));
  const isOnChannel = ({ type }) => CHANNELS[request.channel]?.includes(type) ?? true;
  return request.organization.items
    .list(
      ({ conversationId, initiator, timestamp, content }) =>
        conversations.has(conversationId) &&
        initiator?.type === 'CUSTOMER' &&
        isWithin(request, timestamp) &&
        isOnChannel(content),
    )
    .map((item) => ({ item, conversation: conversations.get(item.conversationId) }));
}

function workSessions(request) {
  const rows = contactsOf(request).map(({ item, conversation }, at) => {
    const time = item.timestamp;
    return [
      `ws-${item.id}`,
      item.sessionId ?? item.id,
      time,
      item.customerId,
      conversation.id,
      conversation.inboxId,
      item.content.type,
      'INBOUND',
      after(time, 60_000),
      after(time, 5_000),
      conversation.agentId,
      after(time, 90_000),
      after(time, HOUR),
      'ANSWERED',
      at % 5 !== 0,
      300 + at,
      30,
      0,
      conversation.inboxId,
    ];
  });
  return [WORK_SESSION_COLUMNS, rows];
}

function conversationTimestamps(request) {
  const { organization, timezone } = request;
  const named = (collection, id) => [id, collection.get(id)?.name];
  const rows = conversationsOf(request).flatMap((one) =>
    [
      ['CONVERSATION/CREATED', one.createdAt],
      ['CONVERSATION/CLOSED', one.closedAt],
    ]
      .filter(([, time]) => time && isWithin(request, time))
      .map(([type, time]) => [
        timezone,
        time,
        type,
        one.id,
        one.customerId,
        ...(one.agentId ? ['AGENT', ...named(organization.agents, one.agentId)] : ['SYSTEM', '', '']),
        ...named(organization.inboxes, one.inboxId),
        ...named(organization.agents, one.agentId),
        ...named(organization.topics, one.topicIds[0]),
        ...Array(7).fill(''),
      ]),
  );
  return [CONVERSATION_TIMESTAMP_COLUMNS, rows];
}

function conversationExport(request) {
  const rows = conversationsOf(request)
    .filter(({ createdAt }) => isWithin(request, createdAt))
    .map((one) => [
      one.createdAt,
      one.id,
      one.customerId,
      one.status,
      one.agentId,
      one.inboxId,
      one.closedAt,
      one.closedAt,
    ]);
  return [CONVERSATION_EXPORT_COLUMNS, rows];
}

function tasks(request) {
  const rows = request.organization.tasks
    .list(({ timestamp }) => isWithin(request, timestamp))
    .map(({ timestamp, id, customerId, status, assignee, dueAt }) => [
      timestamp,
      id,
      customerId,
      status,
      assignee.inboxId,
      assignee.agentId,
      dueAt,
    ]);
  return [['Created At', 'Task ID', 'Customer ID', 'Status', 'Inbox ID', 'Agent ID', 'Due At'], rows];
}

const count = (list, matches) => list.filter(matches).length;

function agents(request) {
  const contacts = contactsOf(request);
  const rows = request.organization.agents
    .list()
    .map(({ id, name }) => [id, name, count(contacts, ({ conversation }) => conversation.agentId === id)])
    .filter(([, , contactCount]) => contactCount > 0);
  return [['Agent ID', 'Agent Name', 'Contacts Handled'], rows];
}

function topics(request) {
  const conversations = conversationsOf(request).filter(({ createdAt }) => isWithin(request, createdAt));
  const rows = request.organization.topics
    .list()
    .map(({ id, name }) => [id, name, count(conversations, ({ topicIds }) => topicIds.includes(id))])
    .filter(([, , conversationCount]) => conversationCount > 0);
  return [['Topic ID', 'Topic Name', 'Conversations'], rows];
}

function contactsByDay(request) {
  const contacts = contactsOf(request);
  const rows = [];
  for (let day = request.start; day < request.end; day += DAY) {
    const found = count(contacts, ({ item }) => isWithin({ start: day, end: day + DAY }, item.timestamp));
    if (found > 0) rows.push([iso(day), request.timezone, found]);
  }
  return [['Start At', 'Timezone', 'Contacts'], rows];
}

const EXACT = { ConversationTimestampsReport: conversationTimestamps, ConversationExportReport: conversationExport };
const FAMILIES = [
  [/^WorkSession/, workSessions],
  [/^Task/, tasks],
  [/Agent/, agents],
  [/^Topic/, topics],
  [/./, contactsByDay],
];

/** Columns and rows of a metric set. */
export const tableOf = (metricSet, request) =>
  (EXACT[metricSet] ?? FAMILIES.find(([pattern]) => pattern.test(metricSet))[1])(request);
