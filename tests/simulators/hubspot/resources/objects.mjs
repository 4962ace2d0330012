import { conflict, invalid, notFound } from '../errors.mjs';
import { link, linksOf, readTypes, recordOf, shownAssociations } from '../links.mjs';
import { pageOf } from '../paging.mjs';
import { OBJECTS, checkNeeds, checkProperties, shownProperties, stored } from '../properties.mjs';
import { search } from '../search.mjs';

/** A record as the version 3 endpoints show it. `withHistory` are properties whose earlier values are shown too. */
export function shown(portal, kind, record, { properties, withHistory = [], associations } = {}) {
  const histories = withHistory.filter((name) => Object.hasOwn(OBJECTS[kind].properties, name));
  return {
    id: record.id,
    properties: shownProperties(kind, record, properties),
    ...(histories.length > 0 && { propertiesWithHistory: Object.fromEntries(histories.map((name) => [name, record._history[name] ?? []])) }),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archived,
    archivedAt: record.archivedAt,
    associations: shownAssociations(portal, kind, record.id, associations),
    url: `https://app.hubspot.com/contacts/1234567/record/${OBJECTS[kind].typeId}/${record.id}`,
  };
}

const written = (kind, properties) => Object.fromEntries(Object.entries(properties).map((entry) => stored(kind, entry)));

/** What a write answers with: every property that has a value. */
export const whole = (portal, kind, record) =>
  shown(portal, kind, record, { properties: Object.keys(record._properties).filter((name) => record._properties[name] !== null) });

/** The record that an id or the value of a unique property names. */
export function named(portal, kind, id, idProperty) {
  if (!idProperty) return portal[kind].get(id);
  const definition = OBJECTS[kind].properties[idProperty];
  if (!definition?.unique) throw invalid(`${idProperty} is not a property with unique values`);
  const wanted = id.toLowerCase();
  return portal[kind].find((record) => (record._properties[idProperty] ?? '').toLowerCase() === wanted);
}

function required(portal, kind, id, { idProperty, archived = false } = {}) {
  const record = named(portal, kind, id, idProperty);
  if (!record || record.archived !== archived) throw notFound();
  return record;
}

/** Refuses a value that another record has where it has to be its own. */
function checkUnique(portal, kind, properties, own) {
  for (const [name, value] of Object.entries(properties)) {
    if (!OBJECTS[kind].properties[name].unique || !value) continue;
    const other = named(portal, kind, value, name);
    if (!other || other === own) continue;
    const { singular } = OBJECTS[kind];
    throw conflict(`${singular[0].toUpperCase()}${singular.slice(1)} already exists. Existing ID: ${other.id}`);
  }
}

/** A ticket moves within its pipeline, and is closed by its stage. */
function settle(portal, kind, record, changes) {
  if (kind === 'tasks' && 'hs_task_status' in changes) {
    record._properties.hs_task_is_completed = String(changes.hs_task_status === 'COMPLETED');
  }
  if (kind !== 'tickets' || !changes.hs_pipeline_stage) return;
  const { pipeline, stage } = portal.stageOf(changes.hs_pipeline_stage);
  record._properties.hs_pipeline = pipeline.id;
  record._properties.closed_date = stage.metadata.ticketState === 'CLOSED' ? portal.iso() : null;
}

function checkStage(portal, kind, { hs_pipeline: pipeline, hs_pipeline_stage: stage }) {
  if (kind !== 'tickets' || !pipeline || !stage || portal.stageOf(stage).pipeline.id === pipeline) return;
  throw invalid(`${stage} is not a stage of the pipeline ${pipeline}`, {
    errors: [{ message: 'The stage belongs to another pipeline.', code: 'INVALID_OPTION', context: { propertyName: ['hs_pipeline_stage'] } }],
  });
}

function checkWrite(portal, kind, properties, own) {
  checkProperties(portal, kind, properties);
  checkStage(portal, kind, properties);
  checkUnique(portal, kind, properties, own);
}

/** Reads `associations` of a new record before anything is made. */
function readAssociations(portal, kind, associations = []) {
  return associations.map(({ to: { id }, types }) => {
    const targets = Object.keys(OBJECTS).filter((to) => portal[to].get(id));
    for (const to of targets) {
      try {
        return { to, id, types: readTypes(kind, to, types) };
      } catch {
        // The id is also one of another kind.
      }
    }
    throw invalid(`Could not associate: no record ${id} for the association types given`);
  });
}

export function create(portal, kind, { properties, associations }) {
  checkWrite(portal, kind, properties);
  checkNeeds(kind, properties);
  const links = readAssociations(portal, kind, associations);
  const record = portal.create(kind, written(kind, properties));
  settle(portal, kind, record, properties);
  for (const { to, id, types } of links) link(portal, kind, record.id, to, id, types);
  return record;
}

export function update(portal, kind, record, properties) {
  checkWrite(portal, kind, properties, record);
  portal.change(kind, record, written(kind, properties));
  settle(portal, kind, record, properties);
}

export function archive(portal, record) {
  Object.assign(record, { archived: true, archivedAt: portal.iso() });
}

/** Everything of the second record moves to the first; where both say something, the first is right. */
function merge(portal, kind, { primaryObjectId, objectIdToMerge }) {
  if (primaryObjectId === objectIdToMerge) throw invalid('A record cannot be merged into itself');
  const [primary, other] = [primaryObjectId, objectIdToMerge].map((id) => recordOf(portal, kind, id));
  const gained = Object.entries(other._properties).filter(([name, value]) => value && !primary._properties[name]);
  for (const to of Object.keys(OBJECTS)) {
    for (const { to: [, id], types } of linksOf(portal, kind, other.id, to)) {
      const specs = types.map(({ category, typeId }) => ({ associationCategory: category, associationTypeId: typeId }));
      if (id !== primary.id) link(portal, kind, primary.id, to, id, readTypes(kind, to, specs));
    }
  }
  portal.change(kind, primary, { ...Object.fromEntries(gained), hs_merged_object_ids: other.id });
  portal[kind].merge(other, primary);
  return primary;
}

const asked = ({ properties, propertiesWithHistory: withHistory, associations }) => ({ properties, withHistory, associations });

export default {
  'objects.list': (context) => {
    const { portal, kind, query } = context;
    const records = portal[kind].list(({ archived }) => archived === (query.archived ?? false));
    // Histories make a record heavy, so the page is shorter.
    const max = query.propertiesWithHistory ? 50 : 100;
    return pageOf(records, context, { max, view: (record) => shown(portal, kind, record, asked(query)) });
  },
  'objects.get': ({ portal, kind, id, query }) => shown(portal, kind, required(portal, kind, id, query), asked(query)),
  'objects.create': ({ portal, kind, body }) => whole(portal, kind, create(portal, kind, body)),
  'objects.update': ({ portal, kind, id, query, body }) => {
    const record = required(portal, kind, id, query);
    update(portal, kind, record, body.properties);
    return whole(portal, kind, record);
  },
  'objects.archive': ({ portal, kind, id }) => {
    const record = portal[kind].get(id);
    // Archiving twice is no error.
    if (!record) throw notFound();
    if (!record.archived) archive(portal, record);
  },
  'objects.search': (context) => {
    const { portal, kind, body } = context;
    return search(context, kind, (record) => shown(portal, kind, record, { properties: body.properties }));
  },
  'objects.merge': ({ portal, kind, body }) => whole(portal, kind, merge(portal, kind, body)),
  'objects.purge': ({ portal, kind, body }) => {
    const record = named(portal, kind, body.objectId, body.idProperty);
    if (record) portal[kind].remove(record);
  },
};
