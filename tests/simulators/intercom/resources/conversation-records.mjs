import { contactRefs } from './contact-records.mjs';
import { tagList } from './tagging.mjs';

const NO_STATISTICS = [
  ['time_to_assignment', 'time_to_admin_reply', 'time_to_first_close', 'time_to_last_close', 'median_time_to_reply'],
  ['first_contact_reply_at', 'first_assignment_at', 'first_admin_reply_at', 'first_close_at', 'last_assignment_at'],
  [
    'last_assignment_admin_reply_at',
    'last_contact_reply_at',
    'last_admin_reply_at',
    'last_close_at',
    'last_closed_by_id',
  ],
].flat();

export const contactAuthor = ({ id, role, name, email }) => ({ type: role, id, name, email });

export function createConversation(workspace, { contact, body, subject = '', type = 'conversation', at, ...fields }) {
  return workspace.conversations.add({
    type: 'conversation',
    created_at: at,
    updated_at: at,
    waiting_since: at,
    snoozed_until: null,
    source: {
      type,
      id: workspace.number(),
      delivered_as: 'customer_initiated',
      subject,
      body: body.startsWith('<') ? body : `<p>${body}</p>`,
      author: contactAuthor(contact),
      attachments: [],
      url: null,
      redacted: false,
    },
    first_contact_reply: { created_at: at, type, url: null },
    admin_assignee_id: null,
    team_assignee_id: null,
    company: null,
    open: true,
    state: 'open',
    read: false,
    priority: 'none',
    sla_applied: null,
    conversation_rating: null,
    title: subject || null,
    custom_attributes: {},
    topics: {},
    ai_agent: null,
    ai_agent_participated: false,
    _contacts: [contact.id],
    _tags: [],
    _parts: [],
    _tickets: [],
    _merged_into: null,
    _statistics: {
      type: 'conversation_statistics',
      ...Object.fromEntries(NO_STATISTICS.map((key) => [key, null])),
      count_reopens: 0,
      count_assignments: 0,
      last_contact_reply_at: at,
    },
    ...fields,
  });
}

/** Adds a part and keeps the figures that hang on it. */
export function addPart(
  workspace,
  conversation,
  { partType, author, body = null, assignedTo = null, at, attachments = [] },
) {
  const part = {
    type: 'conversation_part',
    id: workspace.number(),
    part_type: partType,
    body: body === null || body.startsWith('<') ? body : `<p>${body}</p>`,
    created_at: at,
    updated_at: at,
    notified_at: at,
    assigned_to: assignedTo,
    author,
    attachments,
    external_id: null,
    redacted: false,
    metadata: {},
    email_message_metadata: null,
    app_package_code: null,
  };
  conversation._parts.push(part);
  conversation.updated_at = at;
  count(conversation, part);
  return part;
}

function count(conversation, { part_type: kind, author, created_at: at }) {
  const figures = conversation._statistics;
  const since = at - conversation.created_at;
  const byAdmin = author.type === 'admin';
  if (kind === 'comment' && byAdmin) {
    figures.first_admin_reply_at ??= at;
    figures.time_to_admin_reply ??= since;
    figures.last_admin_reply_at = at;
    conversation.waiting_since = null;
  } else if (kind === 'comment') {
    figures.first_contact_reply_at ??= at;
    figures.last_contact_reply_at = at;
    conversation.waiting_since ??= at;
  } else if (kind === 'close') {
    figures.first_close_at ??= at;
    figures.time_to_first_close ??= since;
    figures.last_close_at = at;
    figures.time_to_last_close = since;
    figures.last_closed_by_id = author.id;
  } else if (kind === 'open') {
    figures.count_reopens += 1;
  } else if (kind === 'assignment') {
    figures.first_assignment_at ??= at;
    figures.time_to_assignment ??= since;
    figures.last_assignment_at = at;
    figures.count_assignments += 1;
  }
}

export const teammateIds = (conversation) => [
  ...new Set(conversation._parts.filter(({ author }) => author.type === 'admin').map(({ author }) => author.id)),
];

function linkedTickets(workspace, conversation) {
  const tickets = conversation._tickets.map((id) => workspace.tickets.get(id)).filter(Boolean);
  const data = tickets.map(({ id, _type }) => ({
    type: 'ticket',
    id,
    category: workspace.ticketTypes.get(_type).category,
  }));
  return { type: 'list', data, total_count: data.length, has_more: false };
}

/** The newest parts only, by the vendor's limit. */
const SHOWN_PARTS = 500;
const asPlain = (html) => html?.replace(/<[^>]*>/g, '') ?? null;

export function conversationView(workspace, conversation, { parts = false, plain = false } = {}) {
  const text = plain ? asPlain : (html) => html;
  const teammates = teammateIds(conversation);
  const shown = conversation._parts.slice(-SHOWN_PARTS);
  return {
    ...conversation,
    source: { ...conversation.source, body: text(conversation.source.body) },
    contacts: contactRefs(workspace, conversation._contacts),
    tags: { type: 'tag.list', tags: tagList(workspace, conversation) },
    statistics: { ...conversation._statistics, count_conversation_parts: conversation._parts.length },
    teammates:
      teammates.length === 0 ? null : { type: 'admin.list', admins: teammates.map((id) => ({ type: 'admin', id })) },
    linked_objects: linkedTickets(workspace, conversation),
    ...(parts && {
      conversation_parts: {
        type: 'conversation_part.list',
        conversation_parts: shown.map((part) => ({ ...part, body: text(part.body) })),
        total_count: conversation._parts.length,
      },
    }),
  };
}
