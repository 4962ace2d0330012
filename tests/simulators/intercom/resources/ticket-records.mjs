import { ApiError, invalid } from '../errors.mjs';
import { contactRefs } from './contact-records.mjs';

const statesOf = (workspace, type) => workspace.ticketStates.list((state) => state._types.includes(type.id));

const stateView = ({ type, id, category, internal_label, external_label }) => ({
  type,
  id,
  category,
  internal_label,
  external_label,
});

export const attributesOf = (workspace, type) =>
  workspace.ticketTypeAttributes.list((attribute) => String(attribute.ticket_type_id) === type.id);

const attributeList = (workspace, type) => ({ type: 'list', data: attributesOf(workspace, type) });

export const typeView = (workspace, type) => ({
  ...type,
  ticket_type_attributes: attributeList(workspace, type),
  ticket_states: { type: 'list', data: statesOf(workspace, type).map(stateView) },
});

export const stateWithTypes = (workspace, state) => ({
  ...state,
  ticket_types: {
    type: 'list',
    data: state._types
      .map((id) => workspace.ticketTypes.get(id))
      .filter(Boolean)
      .map(({ type, id, name, description, icon, archived, is_internal, category }) => ({
        type,
        id,
        name,
        description,
        icon,
        archived,
        is_internal,
        category,
      })),
  },
});

/** The state of an id, provided the ticket type has it. */
export function stateFor(workspace, type, id) {
  const state = workspace.ticketStates.get(id);
  if (state?._types.includes(type.id)) return state;
  const message = 'Ticket state id is not valid or is not associated with the ticket type';
  throw new ApiError(400, 'ticket_state_id_invalid', message);
}

const FITS = {
  string: (value) => typeof value === 'string',
  list: (value) => typeof value === 'string',
  integer: Number.isInteger,
  decimal: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => Number.isInteger(value) || typeof value === 'string',
  files: Array.isArray,
};

/** Ticket attributes by name, each checked against the ticket type. */
export function readAttributes(workspace, type, sent = {}) {
  const known = attributesOf(workspace, type);
  for (const [name, value] of Object.entries(sent)) {
    const attribute = known.find((one) => one.name === name && !one.archived);
    if (!attribute) throw invalid(`Extra attributes provided that are not found on ticket type: ${name}`);
    if (value !== null && !FITS[attribute.data_type](value))
      throw invalid(`Attribute ${name} must be of type ${attribute.data_type}`);
    const items = attribute.input_options?.list_options?.map((one) => one.label);
    if (items && value !== null && !items.includes(value))
      throw invalid(`Attribute ${name} must be one of ${items.join(', ')}`);
  }
  return sent;
}

export function createTicket(workspace, { id, type, stateId, attributes, contacts, admin, team, company, at }) {
  const state = stateId === undefined ? statesOf(workspace, type)[0] : stateFor(workspace, type, stateId);
  const required = attributesOf(workspace, type).filter((one) => one.required_to_create && !one.archived);
  const values = readAttributes(workspace, type, attributes);
  if (required.some(({ name }) => values[name] === undefined || values[name] === null))
    throw invalid('Missing required ticket attributes');
  return workspace.tickets.add({
    type: 'ticket',
    id: id ?? workspace.number(),
    ticket_id: String(workspace.tickets.size + 1),
    ticket_attributes: { _default_title_: null, _default_description_: null, ...values },
    admin_assignee_id: Number(admin ?? 0),
    team_assignee_id: Number(team ?? 0),
    company_id: company ?? null,
    created_at: at,
    updated_at: at,
    open: true,
    snoozed_until: null,
    is_shared: type.category === 'Customer',
    _type: type.id,
    _state: state.id,
    _previous_state: null,
    _contacts: [...contacts],
    _parts: [],
    _tags: [],
    _linked: [],
  });
}

export function addTicketPart(workspace, ticket, { partType, author, body, attachments = [], at, ...rest }) {
  const part = {
    type: 'ticket_part',
    id: workspace.number(),
    part_type: partType,
    ...(body !== undefined && { body: body === null || body.startsWith('<') ? body : `<p>${body}</p>` }),
    ...rest,
    created_at: at,
    updated_at: at,
    author,
    attachments,
    redacted: false,
    app_package_code: null,
  };
  ticket._parts.push(part);
  ticket.updated_at = at;
  return part;
}

/** A customer's conversation that became a ticket, or those a tracker gathers. */
function linked(workspace, ticket) {
  const gathered = ticket._linked.map((id) => ({ type: 'conversation', id, category: null }));
  return { type: 'list', data: gathered, total_count: gathered.length, has_more: false };
}

export function ticketView(workspace, ticket, { parts = false } = {}) {
  const type = workspace.ticketTypes.get(ticket._type);
  const { ticket_states: _, ...shownType } = typeView(workspace, type);
  return {
    ...ticket,
    category: type.category,
    ticket_type: shownType,
    ticket_state: stateView(workspace.ticketStates.get(ticket._state)),
    previous_ticket_state_id: ticket._previous_state,
    contacts: contactRefs(workspace, ticket._contacts),
    linked_objects: linked(workspace, ticket),
    ...(parts && {
      ticket_parts: { type: 'ticket_part.list', ticket_parts: ticket._parts, total_count: ticket._parts.length },
    }),
  };
}
