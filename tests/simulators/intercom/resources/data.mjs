import { pick } from '../../shared/fields.mjs';
import { ApiError, conflict, invalid, missing, notFound, unprocessable } from '../errors.mjs';
import { contactNamed } from './conversations.mjs';
import { change, crud, gone, isoTime } from './records.mjs';

function readAttribute({ workspace, body }, current) {
  const options = body.options && body.options.map(({ value }) => value);
  if (options && options.length < 2) throw invalid('The Data Attribute needs at least two options');
  if (current) return { ...pick(body, 'archived', 'description', 'messenger_writable'), ...(options && { options }) };
  const { name, model, data_type: type = 'string' } = body;
  const people = model === 'contact' ? 'people' : 'company';
  if (!/^[\w\s$€£-]+$/.test(name))
    throw invalid(
      'Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens',
    );
  if (workspace.dataAttributes.find((one) => one.model === model && one.name === name))
    throw invalid(
      `You already have '${name}' in your ${people} data. To save this as new ${people} data, use a different name`,
    );
  return {
    id: Number(workspace.number()),
    name,
    full_name: `custom_attributes.${name}`,
    label: name,
    description: '',
    data_type: type === 'options' ? 'string' : type,
    ...(options && { options }),
    api_writable: true,
    ui_writable: false,
    messenger_writable: false,
    custom: true,
    archived: false,
    admin_id: workspace.admins.list()[0].id,
    model,
    ...pick(body, 'description', 'messenger_writable'),
  };
}

const EVENT_PAGE = 10;
const EVENT_DAYS = 90;
const eventView = ({ id: _, type, event_name, created_at, user_id, intercom_user_id, email, metadata }) => ({
  type,
  event_name,
  created_at,
  user_id,
  id: _,
  intercom_user_id,
  email,
  metadata,
});

const who = (contact) => ({ email: contact.email, intercom_user_id: contact.id, user_id: contact.external_id });

function identified({ workspace }, { user_id: externalId, intercom_user_id: id, email }) {
  const given = [externalId, id, email].filter((one) => one !== undefined);
  if (given.length !== 1) throw missing('exactly one of user_id, intercom_user_id and email is required');
  return contactNamed(workspace, { intercom_user_id: id, user_id: externalId, email });
}

function summary(contact, events) {
  const names = [...new Set(events.map((event) => event.event_name))];
  const counted = names.map((name) => {
    const times = events.filter((event) => event.event_name === name).map((event) => event.created_at);
    return { name, first: Math.min(...times), last: Math.max(...times), count: times.length, description: '' };
  });
  return { type: 'event.summary', ...who(contact), events: counted };
}

/** Newest first; the next page is a URL to follow, and the last page has none. */
function listEvents(context) {
  const { workspace, query, url, now } = context;
  const contact = identified(context, query);
  const all = workspace.events.list(
    (event) => event.intercom_user_id === contact.id && event.created_at >= now - EVENT_DAYS * 86_400,
  );
  if (query.summary) return summary(contact, all);
  const size = query.per_page ?? EVENT_PAGE;
  if (size < 1 || size > 150) throw invalid('per_page must be between 1 and 150');
  const rest = all.filter((event) => query.before === undefined || event._sequence < query.before).reverse();
  const taken = rest.slice(0, size);
  const next = new URL(url);
  if (rest.length > size) next.searchParams.set('before', taken.at(-1)._sequence);
  return {
    type: 'event.list',
    events: taken.map(eventView),
    pages: { type: 'pages', per_page: size, ...(rest.length > size && { next: next.href }) },
    ...who(contact),
  };
}

function typeIn({ workspace, params }) {
  const name = params.custom_object_type_identifier;
  if (!workspace.customObjectTypes.includes(name)) throw notFound(`Custom object type \`${name}\` not found`);
  return name;
}

function objectIn(context, wanted) {
  const type = typeIn(context);
  const found = context.workspace.customObjects.find((one) => one.type === type && wanted(one));
  if (!found) throw notFound('Object not found');
  return found;
}

function removeObject(context, wanted) {
  const object = objectIn(context, wanted);
  context.workspace.customObjects.remove(object);
  return gone(object, object.type);
}

const byInstance =
  ({ params }) =>
  (one) =>
    one.id === params.custom_object_instance_id;
const byExternal =
  ({ query }) =>
  (one) =>
    one.external_id === query.external_id;

const CONNECTOR_FIELDS = [
  ['name', 'description', 'state', 'http_method', 'url', 'body', 'direct_fin_usage', 'audiences', 'headers'],
  ['data_inputs', 'customer_authentication', 'bypass_authentication', 'validate_missing_attributes', 'token_ids'],
  ['mock_response'],
].flat();

const connectorDefaults = (admin) => ({
  description: '',
  state: 'draft',
  http_method: 'get',
  url: null,
  direct_fin_usage: false,
  audiences: [],
  execution_type: 'server_side',
  headers: [],
  data_inputs: [],
  created_by_admin_id: admin.id,
  updated_by_admin_id: admin.id,
});

function readConnector({ workspace, body }, current) {
  if (body.name === '') throw unprocessable('parameter_not_found', 'Name is required');
  return { ...(!current && connectorDefaults(workspace.admins.list()[0])), ...pick(body, ...CONNECTOR_FIELDS) };
}

const asTimes = (record) => ({
  ...record,
  created_at: isoTime(record.created_at),
  ...(record.updated_at && { updated_at: isoTime(record.updated_at) }),
});
const connectors = crud('data_connectors', 'connectors', {
  object: 'data_connector',
  fields: readConnector,
  view: asTimes,
});

const executionIn = ({ workspace, params }) => {
  const connector = workspace.connectors.require(params.data_connector_id);
  return (one) => one.data_connector_id === connector.id;
};

export default {
  ...crud('data_attributes', 'dataAttributes', { object: 'data_attribute', fields: readAttribute }),
  'data_attributes.list': ({ workspace, query, listed }) =>
    listed(
      workspace.dataAttributes.list(
        (one) => (!query.model || one.model === query.model) && (query.include_archived || !one.archived),
      ),
    ),

  'events.list': listEvents,
  'events.create': (context) => {
    const { workspace, body, now } = context;
    const contact = contactNamed(workspace, { intercom_user_id: body.id, user_id: body.user_id, email: body.email });
    if (body.created_at > now) throw new ApiError(422, 'parameter_invalid', 'created_at must not be in the future');
    workspace.events.add({
      type: 'event',
      event_name: body.event_name,
      created_at: body.created_at,
      ...who(contact),
      metadata: body.metadata ?? {},
    });
  },
  'event_summaries.create': ({ workspace, body }) => {
    if (body.user_id === undefined || !body.event_summaries) throw missing('user_id and event_summaries are required');
    const contact = contactNamed(workspace, { user_id: body.user_id });
    const { event_name: name, last, first } = body.event_summaries;
    const at = last ?? first ?? workspace.now();
    workspace.events.add({ type: 'event', event_name: name, created_at: at, ...who(contact), metadata: {} });
  },

  'custom_object_instances.list': (context) => {
    const { workspace, query } = context;
    const type = typeIn(context);
    const has = (one, key, id) => id === undefined || one[key].includes(id);
    const found = workspace.customObjects.list(
      (one) =>
        one.type === type &&
        has(one, '_contacts', query.references_contact_id) &&
        has(one, '_conversations', query.references_conversation_id) &&
        (query.external_id === undefined || one.external_id === query.external_id),
    );
    return context.paged(found);
  },
  'custom_object_instances.get': (context) => objectIn(context, byInstance(context)),
  'custom_object_instances.upsert': (context) => {
    const { workspace, body, now } = context;
    const type = typeIn(context);
    const externalId = body.external_id === undefined ? null : String(body.external_id);
    const known = workspace.customObjects.find(
      (one) => one.type === type && externalId && one.external_id === externalId,
    );
    const fields = pick(body, 'external_created_at', 'external_updated_at');
    const attributes = { ...known?.custom_attributes, ...body.custom_attributes };
    if (known) return change(known, { ...fields, custom_attributes: attributes }, now);
    return workspace.customObjects.add({
      id: workspace.number(),
      type,
      custom_attributes: attributes,
      external_id: externalId,
      external_created_at: null,
      external_updated_at: null,
      created_at: now,
      updated_at: now,
      ...fields,
      _contacts: [],
      _conversations: [],
    });
  },
  'custom_object_instances.delete': (context) => removeObject(context, byInstance(context)),
  'custom_object_instances.delete_by_external_id': (context) => removeObject(context, byExternal(context)),

  ...connectors,
  'data_connectors.update': (context) => {
    const connector = context.workspace.connectors.require(context.params.id);
    if (context.body.state === 'draft' && connector._in_use)
      throw conflict('Data connector is in use by other resources and cannot be set to draft', 'data_connector_in_use');
    return connectors['data_connectors.update'](context);
  },
  'data_connectors.delete': (context) => {
    const connector = context.workspace.connectors.require(context.params.id);
    if (connector.state !== 'draft') throw conflict('Data connector must be in draft state to be deleted');
    return connectors['data_connectors.delete'](context);
  },
  'data_connector_execution_results.list': (context) => {
    const { workspace, query } = context;
    const own = executionIn(context);
    const found = workspace.executions.list(
      (one) =>
        own(one) &&
        (query.success === undefined || String(one.success) === query.success) &&
        (query.error_type === undefined || one.error_type === query.error_type) &&
        (query.start_ts === undefined || one.created_at >= query.start_ts) &&
        (query.end_ts === undefined || one.created_at <= query.end_ts),
    );
    const bodies = query.include_bodies === 'true';
    const view = ({ request_body: sent, response_body: got, ...one }) =>
      asTimes({ ...one, ...(bodies && { request_body: sent, response_body: got }) });
    return context.paged(found, view, { order: { key: (one) => one.created_at, descending: true } });
  },
  'data_connector_execution_results.get': (context) =>
    asTimes(context.workspace.executions.require(context.params.id, executionIn(context))),
};
