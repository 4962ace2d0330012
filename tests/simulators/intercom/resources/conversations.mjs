import { pick } from '../../shared/fields.mjs';
import { ApiError, invalid, missing, notFound, unprocessable } from '../errors.mjs';
import { search } from '../search.mjs';
import { contactOf, createContact } from './contact-records.mjs';
import { addPart, contactAuthor, conversationView, createConversation, teammateIds } from './conversation-records.mjs';
import { actor, adminStub, change, gone, isoTime, requireText } from './records.mjs';
import { createTicket, ticketView } from './ticket-records.mjs';

export const latestFirst = { key: (record) => record.updated_at, descending: true };

export const conversationIn = ({ workspace, params, body }) =>
  workspace.conversations.require(params.conversation_id ?? params.id ?? body.conversation_id);

function fieldOf(conversation, name) {
  if (name === 'contact_ids') return conversation._contacts;
  if (name === 'teammate_ids') return teammateIds(conversation);
  if (name === 'tag_ids') return conversation._tags.map(({ id }) => id);
  if (name === 'channel_initiated') return conversation.source.type;
  if (name === 'statistics.count_conversation_parts') return conversation._parts.length;
  const [head, ...rest] = name.split('.');
  const start = head === 'statistics' ? conversation._statistics : conversation[head];
  return rest.reduce((value, key) => value?.[key], start);
}

const full = (context, conversation) =>
  conversationView(context.workspace, conversation, { parts: true, plain: context.query?.display_as === 'plaintext' });

const customersOf = ({ workspace }, conversation) => ({
  customers: conversation._contacts.map((id) => ({ type: workspace.contacts.get(id)?.role ?? 'user', id })),
});

/** The contact a body names by one of its three identifiers. */
export function contactNamed(workspace, { intercom_user_id: id, user_id: externalId, email }) {
  if (id !== undefined) return contactOf(workspace, id);
  const found = workspace.contacts.find(
    (one) =>
      one._merged_into === null &&
      (externalId !== undefined ? one.external_id === String(externalId) : one.email === email),
  );
  if (!found) throw notFound('User Not Found');
  return found;
}

function redact(context) {
  const { workspace, body } = context;
  const conversation = workspace.conversations.require(body.conversation_id);
  const refuse = () => notFound('Conversation part or message not found', 'conversation_part_or_message_not_found');
  const part =
    body.type === 'source'
      ? conversation.source.id === String(body.source_id) && conversation.source
      : conversation._parts.find(({ id }) => id === String(body.conversation_part_id));
  if (!part) throw refuse();
  Object.assign(part, { body: '<p><i>This message was deleted</i></p>', redacted: true, attachments: [] });
  return full(context, change(conversation, {}, context.now));
}

function merge(context) {
  const { workspace, params, body, now } = context;
  const fail = (message) => unprocessable('merge_failed', message);
  if (!/^\d+$/.test(String(body.merge_into_conversation_id)))
    throw invalid('merge_into_conversation_id must be a valid integer conversation ID');
  const secondary = workspace.conversations.get(params.id);
  if (!secondary) throw fail('Secondary conversation not found');
  const primary = workspace.conversations.get(body.merge_into_conversation_id);
  if (!primary) throw fail('Primary conversation not found');
  if (primary === secondary) throw fail('Cannot merge a conversation into itself');
  if (secondary._merged_into) throw fail('Secondary conversation has already been merged');
  primary._parts.push(...secondary._parts);
  primary._contacts = [...new Set([...primary._contacts, ...secondary._contacts])];
  change(secondary, { _merged_into: primary.id, open: false, state: 'closed' }, now);
  return full(context, change(primary, {}, now));
}

export default {
  'conversations.list': (context) =>
    context.paged(context.workspace.conversations.list(), (one) => conversationView(context.workspace, one), {
      type: 'conversation.list',
      order: latestFirst,
    }),

  'conversations.search': (context) => {
    const { workspace, body } = context;
    const { records, order } = search('conversations', workspace.conversations.list(), body, { get: fieldOf });
    return context.paged(records, (one) => conversationView(workspace, one), { type: 'conversation.list', order });
  },

  'conversations.get': (context) => full(context, conversationIn(context)),

  'conversations.create': ({ workspace, body, now }) => {
    requireText(body.body, 'body is a required parameter');
    const contact = contactOf(workspace, body.from.id);
    const at = body.created_at ?? now;
    const conversation = createConversation(workspace, { contact, body: body.body, subject: body.subject, at });
    return {
      type: 'user_message',
      id: conversation.source.id,
      created_at: at,
      body: body.body,
      message_type: 'inapp',
      conversation_id: conversation.id,
    };
  },

  'conversations.update': (context) => {
    const { workspace, body, now } = context;
    const conversation = conversationIn(context);
    const attributes = body.custom_attributes ?? {};
    for (const name of Object.keys(attributes)) {
      if (!workspace.conversationAttributes.find((one) => one.name === name && !one.archived))
        throw invalid(`Custom attribute '${name}' does not exist`);
    }
    const company = body.company_id === undefined ? conversation.company : workspace.companies.require(body.company_id);
    const changes = {
      ...pick(body, 'read', 'title'),
      company: company && { type: 'company', id: company.id },
      custom_attributes: { ...conversation.custom_attributes, ...attributes },
    };
    return full(context, change(conversation, changes, now));
  },

  'conversations.delete': ({ workspace, params, query, now }) => {
    const conversation = workspace.conversations.require(params.conversation_id);
    workspace.conversations.remove(conversation);
    workspace.deletedConversations.add({
      type: 'conversation',
      id: conversation.id,
      metrics_retained: query.retain_metrics ?? false,
      deleted_at: now,
    });
    return gone(conversation, 'conversation');
  },

  'deleted_conversations.list': (context) =>
    context.paged(context.workspace.deletedConversations.list(), undefined, {
      type: 'conversations.list',
      order: { key: (one) => one.deleted_at, descending: context.query.order !== 'asc' },
    }),

  'conversations.redact': redact,
  'conversations.merge': merge,

  'conversations.convert_to_ticket': (context) => {
    const { workspace, body, now } = context;
    const conversation = conversationIn(context);
    const type = workspace.ticketTypes.refer(body.ticket_type_id, 400, 'parameter_invalid', 'Ticket type not found');
    if (type.category !== 'Customer') throw invalid('Ticket type is not a customer ticket type');
    if (conversation._tickets.length > 0) throw invalid('Conversation is already a ticket');
    const ticket = createTicket(workspace, {
      id: conversation.id,
      type,
      stateId: body.ticket_state_id,
      attributes: { _default_title_: conversation.title, ...body.attributes },
      contacts: conversation._contacts,
      admin: conversation.admin_assignee_id,
      team: conversation.team_assignee_id,
      at: now,
    });
    conversation._tickets.push(ticket.id);
    change(conversation, {}, now);
    return ticketView(workspace, ticket, { parts: true });
  },

  'conversation_contacts.attach': (context) => {
    const { workspace, body, now } = context;
    const conversation = conversationIn(context);
    const admin = actor(context, body.admin_id);
    const { customer } = body;
    const known = customer.email && workspace.contacts.find((one) => one.email === customer.email);
    const contact =
      customer.email !== undefined && !known
        ? createContact(workspace, { role: 'lead', email: customer.email }, now)
        : contactNamed(workspace, customer);
    if (!conversation._contacts.includes(contact.id)) {
      conversation._contacts.push(contact.id);
      addPart(workspace, conversation, { partType: 'participant_added', author: adminStub(admin), at: now });
    }
    return customersOf(context, conversation);
  },

  'conversation_contacts.detach': (context) => {
    const { workspace, params, body, now } = context;
    const conversation = conversationIn(context);
    const admin = actor(context, body.admin_id);
    const contact = contactOf(workspace, params.contact_id);
    if (!conversation._contacts.includes(contact.id)) throw notFound('User Not Found');
    if (conversation._contacts.length === 1)
      throw unprocessable('parameter_invalid', 'Removing the last customer is not allowed');
    conversation._contacts = conversation._contacts.filter((id) => id !== contact.id);
    addPart(workspace, conversation, { partType: 'participant_removed', author: adminStub(admin), at: now });
    return customersOf(context, conversation);
  },

  'conversation_handling_events.list': (context) => {
    const { workspace } = context;
    const events = conversationIn(context)._parts.filter(({ part_type: kind }) => kind === 'assignment');
    return {
      handling_events: events.map((part) => ({
        teammate: adminStub(workspace.admins.get(part.author.id) ?? part.author),
        type: 'resumed',
        timestamp: isoTime(part.created_at),
        reason: 'Assigned',
      })),
    };
  },

  'conversation_side_conversations.list': (context) => {
    const conversation = conversationIn(context);
    const records = context.workspace.sideConversations.list((one) => one._conversation_id === conversation.id);
    const view = ({ id, conversation_parts: parts }) => ({
      side_conversation_id: id,
      conversation_parts: parts,
      total_count: parts.length,
    });
    const answer = context.paged(records, view, { type: 'side_conversation.list' });
    delete answer.pages.next;
    return answer;
  },
};

/** The conversation a reply is for: `last` is the contact's latest one. */
function replyTarget(context, contact) {
  const { workspace, params } = context;
  if (params.conversation_id !== 'last') return conversationIn(context);
  if (!contact) throw new ApiError(400, 'parameter_invalid', 'last needs a reply by a contact');
  const own = workspace.conversations.list((one) => one._contacts.includes(contact.id));
  if (own.length === 0) throw notFound();
  return own.reduce((latest, one) => (one.updated_at >= latest.updated_at ? one : latest));
}

const attachmentsOf = ({ attachment_urls: urls = [], attachment_files: files = [] }) => [
  ...urls.map((url) => ({
    type: 'upload',
    name: url.split('/').at(-1),
    url,
    content_type: 'application/octet-stream',
  })),
  ...files.map(({ name, content_type: type }) => ({ type: 'upload', name, url: null, content_type: type })),
];

/** What a reply to a conversation or a ticket says, and who says it. */
export function readReply(context) {
  const { workspace, body } = context;
  const contact = body.type === 'user' ? contactNamed(workspace, body) : null;
  const author = contact ? contactAuthor(contact) : adminStub(actor(context, body.admin_id));
  const quick = body.message_type === 'quick_reply';
  if (quick && !body.reply_options?.length) throw missing('reply_options is a required parameter for quick_reply');
  const attachments = attachmentsOf(body);
  if (!quick && attachments.length === 0) requireText(body.body, 'body is a required parameter');
  const text = body.body ?? (quick ? body.reply_options.map((option) => option.text).join(', ') : null);
  return { contact, author, partType: body.message_type, body: text, attachments, at: body.created_at ?? context.now };
}

export function reply(context) {
  const { workspace } = context;
  const { contact, ...part } = readReply(context);
  const conversation = replyTarget(context, contact);
  if (contact && !conversation._contacts.includes(contact.id))
    throw invalid('The contact is not part of the conversation');
  addPart(workspace, conversation, part);
  if (contact) Object.assign(conversation, { open: true, state: 'open', snoozed_until: null, read: false });
  return full(context, conversation);
}

export { full as fullConversation };
