import { pick, sent } from '../../shared/fields.mjs';
import { ApiError, invalid, missing, notFound } from '../errors.mjs';
import { search } from '../search.mjs';
import { contactOf, createContact } from './contact-records.mjs';
import { addPart, conversationView } from './conversation-records.mjs';
import { latestFirst, readReply } from './conversations.mjs';
import { actor, adminStub, change, gone } from './records.mjs';
import { addTicketPart, attributesOf, createTicket, readAttributes, stateFor, ticketView } from './ticket-records.mjs';

const CATEGORIES = { Customer: 'request', 'Back-office': 'task', Tracker: 'tracker' };
const MAX_LINKED = 100;

const ticketIn = ({ workspace, params }) => workspace.tickets.require(params.ticket_id);
const typeOf = (workspace, id) =>
  workspace.ticketTypes.refer(id, 400, 'invalid_ticket_type', 'Ticket type is not valid');
const full = ({ workspace }, ticket) => ticketView(workspace, ticket, { parts: true });

function fieldOf(workspace, ticket, name) {
  const type = workspace.ticketTypes.get(ticket._type);
  const readers = {
    title: () => ticket.ticket_attributes._default_title_,
    description: () => ticket.ticket_attributes._default_description_,
    category: () => CATEGORIES[type.category],
    ticket_type_id: () => type.id,
    contact_ids: () => ticket._contacts,
    teammate_ids: () => ticket._parts.filter(({ author }) => author.type === 'admin').map(({ author }) => author.id),
    state: () => workspace.ticketStates.get(ticket._state).category,
  };
  if (readers[name]) return readers[name]();
  if (!name.startsWith('ticket_attribute.')) return ticket[name];
  const id = name.slice('ticket_attribute.'.length);
  const attribute = attributesOf(workspace, type).find((one) => one.id === id);
  return attribute && ticket.ticket_attributes[attribute.name];
}

function contactFor({ workspace, now }, { id, external_id: externalId, email }) {
  if (id !== undefined) return contactOf(workspace, id);
  const found = workspace.contacts.find(
    (one) =>
      one._merged_into === null &&
      (externalId !== undefined ? one.external_id === String(externalId) : one.email === email),
  );
  if (found) return found;
  if (email === undefined) throw notFound('User Not Found');
  return createContact(workspace, { role: 'lead', email }, now);
}

function create(context) {
  const { workspace, body, now } = context;
  const type = typeOf(workspace, body.ticket_type_id);
  if (body.contacts.length === 0) throw missing('contacts must name at least one contact');
  readAttributes(workspace, type, body.ticket_attributes);
  const conversation =
    body.conversation_to_link_id !== undefined && workspace.conversations.require(body.conversation_to_link_id);
  const { admin_assignee_id: admin, team_assignee_id: team } = body.assignment ?? {};
  if (admin !== undefined) assigneeNamed(workspace, admin);
  if (team !== undefined) assigneeNamed(workspace, team);
  const company = body.company_id === undefined ? null : workspace.companies.require(body.company_id).id;
  const contacts = body.contacts.map((wanted) => contactFor(context, wanted).id);
  const at = body.created_at ?? now;
  const ticket = createTicket(workspace, {
    type,
    attributes: body.ticket_attributes,
    contacts,
    admin,
    team,
    company,
    at,
  });
  if (conversation) {
    conversation._tickets.push(ticket.id);
    ticket._linked.push(conversation.id);
  }
  return ticket;
}

/** The member of a ticket an assignee goes to, admins and teams sharing one id space. */
function assigneeNamed(workspace, id) {
  if (String(id) === '0') return { admin_assignee_id: 0, team_assignee_id: 0 };
  if (workspace.admins.get(id)) return { admin_assignee_id: Number(id) };
  if (workspace.teams.get(id)) return { team_assignee_id: Number(id) };
  throw notFound('Assignee not found', 'assignee_not_found');
}

function update(context) {
  const { workspace, body, now } = context;
  const ticket = ticketIn(context);
  const type = workspace.ticketTypes.get(ticket._type);
  const admin = actor(context, body.admin_id);
  const state = sent(body, 'ticket_state_id') ? stateFor(workspace, type, body.ticket_state_id) : null;
  const attributes = readAttributes(workspace, type, body.ticket_attributes);
  if (sent(body, 'snoozed_until') && body.snoozed_until <= now) throw invalid('snoozed_until must be in the future');
  const changes = {
    ...pick(body, 'open', 'is_shared', 'snoozed_until'),
    ...(sent(body, 'assignee_id') && assigneeNamed(workspace, body.assignee_id)),
    ...(sent(body, 'company_id') && { company_id: workspace.companies.require(body.company_id).id }),
    ticket_attributes: { ...ticket.ticket_attributes, ...attributes },
  };
  const author = adminStub(admin);
  if (state) moveTo(workspace, ticket, state, author, now);
  for (const [name, value] of Object.entries(attributes)) {
    const data = { attribute: { type: 'attribute', label: name }, value: { type: 'value', label: value } };
    addTicketPart(workspace, ticket, {
      partType: 'ticket_attribute_updated_by_admin',
      author,
      updated_attribute_data: data,
      at: now,
    });
  }
  if (sent(body, 'assignee_id')) {
    const assignedTo = { type: workspace.teams.get(body.assignee_id) ? 'team' : 'admin', id: String(body.assignee_id) };
    addTicketPart(workspace, ticket, { partType: 'assignment', author, assigned_to: assignedTo, at: now });
  }
  return full(context, change(ticket, changes, now));
}

function moveTo(workspace, ticket, state, author, at) {
  const before = workspace.ticketStates.get(ticket._state);
  addTicketPart(workspace, ticket, {
    partType: 'ticket_state_updated_by_admin',
    author,
    ticket_state: state.category,
    previous_ticket_state: before.category,
    at,
  });
  Object.assign(ticket, { _previous_state: before.id, _state: state.id, open: state.category !== 'resolved' });
}

function changeType(context) {
  const { workspace, body, now } = context;
  const ticket = ticketIn(context);
  const type = workspace.ticketTypes.require(body.ticket_type_id);
  if (type.id === ticket._type) throw invalid('Cannot change to the same ticket type');
  const state = workspace.ticketStates.get(body.ticket_state_id);
  if (!state?._types.includes(type.id)) throw invalid("Ticket custom state doesn't belong to the new ticket type");
  const attributes = readAttributes(workspace, type, body.ticket_attributes);
  const { _default_title_, _default_description_ } = ticket.ticket_attributes;
  const kept = { _default_title_, _default_description_, ...attributes };
  Object.assign(ticket, { _type: type.id, _previous_state: ticket._state, _state: state.id });
  return full(context, change(ticket, { ticket_attributes: kept }, now));
}

function tracker(context, message) {
  const ticket = ticketIn(context);
  if (context.workspace.ticketTypes.get(ticket._type).category === 'Tracker') return ticket;
  throw new ApiError(400, 'invalid_ticket_type', message);
}

function link(context) {
  const { workspace, body, now } = context;
  const ticket = tracker(context, 'Only tracker tickets support linking conversations');
  const conversation = workspace.conversations.refer(
    body.conversation_id,
    404,
    'conversation_not_found',
    'Conversation not found',
  );
  const tracked = (id) => workspace.ticketTypes.get(workspace.tickets.get(id)?._type)?.category === 'Tracker';
  if (conversation._tickets.some(tracked))
    throw new ApiError(400, 'already_linked_to_tracker', 'A conversation can only have one tracker ticket');
  if (ticket._linked.length >= MAX_LINKED) {
    const message = 'Ticket has reached the maximum number of conversations that can be linked';
    throw new ApiError(400, 'linked_conversation_limit_exceeded', message);
  }
  ticket._linked.push(conversation.id);
  conversation._tickets.push(ticket.id);
  return conversationView(workspace, change(conversation, {}, now));
}

function unlink(context) {
  const { workspace, params, now } = context;
  const ticket = tracker(context, 'Only tracker tickets support unlinking conversations');
  if (!ticket._linked.includes(params.id))
    throw notFound('Conversation is not linked to this ticket', 'conversation_not_found');
  const conversation = workspace.conversations.get(params.id);
  ticket._linked = ticket._linked.filter((id) => id !== params.id);
  conversation._tickets = conversation._tickets.filter((id) => id !== ticket.id);
  return conversationView(workspace, change(conversation, {}, now));
}

function reply(context) {
  const { workspace, body } = context;
  const ticket = ticketIn(context);
  const { contact, ...part } = readReply(context);
  if (contact && workspace.ticketTypes.get(ticket._type).category === 'Back-office')
    throw new ApiError(400, 'parameter_mismatch', 'User replies are not allowed on Backoffice tickets');
  if (body.cross_post) {
    for (const id of ticket._linked) addPart(workspace, workspace.conversations.get(id), part);
  }
  return addTicketPart(workspace, ticket, part);
}

export default {
  'tickets.search': (context) => {
    const { workspace, body } = context;
    const { records, order } = search('tickets', workspace.tickets.list(), body, {
      get: (ticket, name) => fieldOf(workspace, ticket, name),
      attributes: workspace.ticketTypeAttributes.list().map(({ id }) => id),
    });
    const view = (ticket) => ticketView(workspace, ticket, { parts: true });
    return context.paged(records, view, { type: 'ticket.list', order: order ?? latestFirst });
  },
  'tickets.get': (context) => full(context, ticketIn(context)),
  'tickets.create': (context) => full(context, create(context)),
  'tickets.update': update,
  'tickets.change_type': changeType,
  'tickets.reply': reply,
  'ticket_linked_conversations.link': link,
  'ticket_linked_conversations.unlink': unlink,

  'tickets.delete': (context) => {
    const { workspace } = context;
    const ticket = ticketIn(context);
    for (const conversation of workspace.conversations.list((one) => one._tickets.includes(ticket.id))) {
      conversation._tickets = conversation._tickets.filter((id) => id !== ticket.id);
    }
    workspace.tickets.remove(ticket);
    return gone(ticket, 'ticket');
  },

  'tickets.enqueue_create': (context) => {
    const ticket = create(context);
    const { workspace } = context;
    const job = workspace.jobs.add({ type: 'job', id: workspace.number(), status: 'success', _ticket: ticket.id });
    // The first answer is always "pending"; by the time anybody asks, the work is done.
    return jobView({ ...job, status: 'pending', _ticket: null });
  },
  'jobs.get_status': ({ workspace, params }) => jobView(workspace.jobs.require(params.job_id)),
};

const jobView = ({ type, id, status, _ticket: ticket }) => ({
  type,
  id,
  status,
  url: `https://api.intercom.io/jobs/status/${id}`,
  resource_type: 'ticket',
  resource_id: ticket,
  resource_url: ticket && `https://api.intercom.io/tickets/${ticket}`,
});
