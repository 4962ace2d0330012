import { fieldsOf, parametersOf } from '../shared/catalogue.mjs';
import { DAY } from '../shared/clock.mjs';
import { objects } from './catalogue.mjs';
import { linksOf } from './links.mjs';

const first = (collection, at = 0) => collection.list()[at];

/** A ticket with what hangs on it. */
function around(portal) {
  const ticket = portal.tickets.find(({ id }) => linksOf(portal, 'tickets', id, 'notes').length > 0);
  const [contact] = linksOf(portal, 'tickets', ticket.id, 'contacts');
  const thread = portal.threads.find(({ assignedTo }) => assignedTo !== undefined);
  return { ticket, contact: portal.contacts.get(contact.to[1]), thread };
}

function paramsFor({ path, object, op }, portal) {
  const { ticket, contact, thread } = around(portal);
  const [pipeline] = portal.pipelines.tickets;
  const named = {
    fromObjectType: 'tickets',
    objectType: path.startsWith('/crm/v3/pipelines') || path.includes('/objects/') ? 'tickets' : object,
    toObjectType: 'contacts',
    fromObjectId: ticket.id,
    objectId: ticket.id,
    toObjectId: op === 'associations.remove' ? contact.id : first(portal.contacts, 7).id,
    ownerId: first(portal.owners).id,
    pipelineId: pipeline.id,
    stageId: pipeline.stages[1].id,
    threadId: thread.id,
    messageId: portal.messages.find(({ conversationsThreadId: id }) => id === thread.id).id,
    actorId: first(portal.actors).id,
    channelId: first(portal.channels).id,
    channelAccountId: first(portal.channelAccounts).id,
    inboxId: first(portal.inboxes).id,
  };
  const own = object && first(portal[object]).id;
  return Object.fromEntries(parametersOf(path).map((name) => [name, named[name] ?? own]));
}

/** What a record of each kind is made with, and changed to. */
const PROPERTIES = {
  tickets: { subject: 'Printer is on fire', hs_pipeline: '0', hs_pipeline_stage: '2', hs_ticket_priority: 'HIGH' },
  contacts: { firstname: 'Nina', lastname: 'Brandt', email: 'nina.brandt@brand-new.example' },
  companies: { name: 'Brand New', domain: 'brand-new.example' },
  notes: { hs_timestamp: '2026-11-20T09:00:00Z', hs_note_body: 'Called back.' },
  tasks: { hs_timestamp: '2099-11-24T09:00:00Z', hs_task_subject: 'Call back', hs_task_status: 'NOT_STARTED' },
};
const UNIQUE = { tickets: 'ticket_reference', contacts: 'email', companies: 'account_reference', notes: 'note_reference', tasks: 'task_reference', feedback_submissions: undefined };
const TO_CONTACT = { tickets: 16, companies: 280, notes: 202, tasks: 204, contacts: 449 };
const SEARCHES = {
  tickets: ['hs_pipeline_stage', 'EQ', '1'],
  contacts: ['email', 'CONTAINS_TOKEN', '*northwind*'],
  companies: ['lifecyclestage', 'EQ', 'customer'],
  notes: ['hs_note_body', 'CONTAINS_TOKEN', 'escalated'],
  tasks: ['hs_task_status', 'EQ', 'NOT_STARTED'],
  feedback_submissions: ['hs_sentiment', 'EQ', 'DETRACTOR'],
};
const bodies = {
  create: (portal, kind) => ({
    properties: PROPERTIES[kind],
    associations: [{ to: { id: first(portal.contacts, 3).id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TO_CONTACT[kind] }] }],
  }),
  update: (portal, kind) => ({ properties: PROPERTIES[kind] }),
  search: (portal, kind) => {
    const [propertyName, operator, value] = SEARCHES[kind];
    return {
      filterGroups: [{ filters: [{ propertyName, operator, value }] }],
      sorts: [{ propertyName: 'hs_object_id', direction: 'DESCENDING' }],
      properties: Object.keys(first(portal[kind])._properties),
      limit: 20,
    };
  },
  merge: (portal, kind) => ({ primaryObjectId: first(portal[kind]).id, objectIdToMerge: first(portal[kind], 1).id }),
  purge: (portal, kind) => ({ objectId: first(portal[kind]).id }),
  batch_read: (portal, kind) => ({ inputs: [0, 1].map((at) => ({ id: first(portal[kind], at).id })), properties: ['hs_object_id'] }),
  batch_create: (portal, kind) => ({ inputs: [bodies.create(portal, kind)] }),
  batch_update: (portal, kind) => ({ inputs: [{ id: first(portal[kind]).id, properties: PROPERTIES[kind] }] }),
  batch_upsert: (portal, kind) => ({ inputs: [{ id: 'nina.brandt@brand-new.example', idProperty: UNIQUE[kind], properties: PROPERTIES[kind] }] }),
  batch_archive: (portal, kind) => ({ inputs: [{ id: first(portal[kind]).id }] }),
};

const pair = (portal) => {
  const { ticket, contact } = around(portal);
  return { from: { id: ticket.id }, to: { id: contact.id } };
};
const newPair = (portal) => ({ ...pair(portal), to: { id: first(portal.contacts, 7).id } });
const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 16 }];
const stage = { label: 'With legal', displayOrder: 7, metadata: { ticketState: 'OPEN' } };

function message(portal) {
  const { thread } = around(portal);
  const contact = portal.contacts.get(thread.associatedContactId);
  return {
    type: 'MESSAGE',
    text: 'It is on its way.',
    senderActorId: portal.actors.find(({ type }) => type === 'AGENT').id,
    channelId: thread.originalChannelId,
    channelAccountId: thread.originalChannelAccountId,
    recipients: [{ recipientField: 'TO', deliveryIdentifiers: [{ type: 'HS_EMAIL_ADDRESS', value: contact._properties.email }] }],
  };
}

const others = {
  'associations.batch_archive': (portal) => ({ inputs: [{ from: pair(portal).from, to: [pair(portal).to] }] }),
  'associations.batch_associate_default': (portal) => ({ inputs: [newPair(portal)] }),
  'associations.batch_create': (portal) => ({ inputs: [{ ...newPair(portal), types }] }),
  'associations.batch_labels_archive': (portal) => ({ inputs: [{ ...pair(portal), types }] }),
  'associations.batch_read': (portal) => ({ inputs: [{ id: around(portal).ticket.id }] }),
  'associations.label': () => types,
  'pipelines.create': () => ({ label: 'Returns', displayOrder: 3, stages: [stage] }),
  'pipelines.replace': () => ({ label: 'Support', displayOrder: 0, stages: [stage] }),
  'pipelines.update': () => ({ label: 'Support', displayOrder: 2 }),
  'stages.create': () => stage,
  'stages.replace': () => stage,
  'stages.update': () => stage,
  'threads.assign': (portal) => ({ actorId: portal.actors.list().findLast(({ type }) => type === 'AGENT').id }),
  'threads.update': (portal) => ({ status: around(portal).thread.status === 'OPEN' ? 'CLOSED' : 'OPEN' }),
  'actors.batch_read': (portal) => ({ inputs: [first(portal.actors).id, first(portal.actors, 1).id] }),
  'messages.send': message,
};

const QUERIES = {
  associations: ['contacts', 'companies'],
  properties: ['hs_object_id'],
  propertiesWithHistory: ['hubspot_owner_id'],
  limit: 20,
  defaultPageLength: 20,
  archived: false,
};

function queryFor({ op, query = {} }, portal) {
  const { thread } = around(portal);
  const own = {
    'owners.list': { email: first(portal.owners).email },
    'owners.get': { idProperty: 'id' },
    'threads.list': { associatedContactId: thread.associatedContactId, threadStatus: thread.status, association: ['TICKET'], latestMessageTimestampAfter: portal.iso(portal.clock.base - 60 * DAY), sort: ['-id'] },
    'threads.get': { association: ['TICKET'] },
    'channel_accounts.list': { inboxId: [first(portal.inboxes).id] },
    'messages.list': { sort: ['createdAt'] },
  }[op];
  const known = { ...QUERIES, ...own };
  return Object.fromEntries(fieldsOf(query).filter(({ name }) => known[name] !== undefined).map(({ name }) => [name, known[name]]));
}

/** Valid arguments for an endpoint, with ids from the portal's data. */
export function exampleFor(endpoint, portal) {
  const [, action] = endpoint.op.split('.');
  const make = endpoint.object ? bodies[action] : others[endpoint.op];
  return {
    params: paramsFor(endpoint, portal),
    query: queryFor(endpoint, portal),
    body: endpoint.body && make(portal, endpoint.object),
  };
}

/** The fields that an endpoint's body must have. */
export const neededOf = ({ body }) => (typeof body === 'string' ? fieldsOf(objects[body]).filter(({ required }) => required).map(({ name }) => name) : []);
