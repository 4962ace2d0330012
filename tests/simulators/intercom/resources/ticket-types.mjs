import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { change } from './records.mjs';
import { stateWithTypes, typeView } from './ticket-records.mjs';

const TYPE_FIELDS = ['name', 'description', 'category', 'icon', 'is_internal', 'archived'];
const ATTRIBUTE_FIELDS = [
  ['name', 'description', 'required_to_create', 'required_to_create_for_contacts', 'visible_on_create'],
  ['visible_to_contacts', 'archived'],
].flat();

const typeIn = ({ workspace, params }) => workspace.ticketTypes.require(params.ticket_type_id);

export function addAttribute(workspace, type, fields, at) {
  return workspace.ticketTypeAttributes.add({
    type: 'ticket_type_attribute',
    id: workspace.number(),
    workspace_id: workspace.id,
    description: '',
    input_options: null,
    order: workspace.ticketTypeAttributes.list((one) => String(one.ticket_type_id) === type.id).length,
    required_to_create: false,
    required_to_create_for_contacts: false,
    visible_on_create: true,
    visible_to_contacts: true,
    default: false,
    ticket_type_id: Number(type.id),
    archived: false,
    created_at: at,
    updated_at: at,
    ...fields,
  });
}

/** A type comes with its two built-in attributes and the workspace's built-in states. */
export function createTicketType(workspace, fields, at) {
  const type = workspace.ticketTypes.add({
    type: 'ticket_type',
    id: workspace.number(),
    name: '',
    description: '',
    icon: '🎟️',
    workspace_id: workspace.id,
    archived: false,
    created_at: at,
    updated_at: at,
    is_internal: false,
    category: 'Customer',
    ...fields,
  });
  addAttribute(workspace, type, { name: '_default_title_', data_type: 'string', default: true }, at);
  const multiline = { multiline: true };
  addAttribute(
    workspace,
    type,
    { name: '_default_description_', data_type: 'string', default: true, input_options: multiline },
    at,
  );
  for (const state of workspace.ticketStates.list((one) => one._built_in)) state._types.push(type.id);
  return type;
}

const inputOptions = (
  { workspace },
  { data_type: kind, multiline, list_items: items, allow_multiple_values: several },
) => {
  if (items !== undefined) {
    const labels = items.split(',').map((label) => label.trim());
    return {
      list_options: labels.map((label) => ({ id: workspace.random.uuid(), label, archived: false })),
    };
  }
  if (kind === 'list') throw invalid('list_items is required for a list attribute');
  if (multiline !== undefined) return { multiline };
  return several === undefined ? null : { allow_multiple_values: several };
};

export default {
  'ticket_types.list': ({ workspace, listed }) =>
    listed(workspace.ticketTypes.list(), (type) => typeView(workspace, type)),
  'ticket_types.get': (context) => typeView(context.workspace, typeIn(context)),
  'ticket_types.create': (context) => {
    const { workspace, body, now } = context;
    return typeView(workspace, createTicketType(workspace, pick(body, ...TYPE_FIELDS), now));
  },
  'ticket_types.update': (context) => {
    const type = change(typeIn(context), pick(context.body, ...TYPE_FIELDS), context.now);
    return typeView(context.workspace, type);
  },

  'ticket_type_attributes.create': (context) => {
    const { workspace, body, now } = context;
    const fields = { ...pick(body, 'data_type', ...ATTRIBUTE_FIELDS), input_options: inputOptions(context, body) };
    return addAttribute(workspace, typeIn(context), fields, now);
  },
  'ticket_type_attributes.update': (context) => {
    const { workspace, params, body, now } = context;
    const type = typeIn(context);
    const own = (one) => String(one.ticket_type_id) === type.id;
    const attribute = workspace.ticketTypeAttributes.require(params.attribute_id, own);
    const options = inputOptions(context, body);
    return change(attribute, { ...pick(body, ...ATTRIBUTE_FIELDS), ...(options && { input_options: options }) }, now);
  },

  'ticket_states.list': ({ workspace, listed }) =>
    listed(workspace.ticketStates.list(), (state) => stateWithTypes(workspace, state)),
};
