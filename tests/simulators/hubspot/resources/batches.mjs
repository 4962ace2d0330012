import { ApiError, invalid } from '../errors.mjs';
import { kindNamed, link, linksOf, readTypes, recordOf, unlabeled, unlink } from '../links.mjs';
import { archive, create, named, shown, update, whole } from './objects.mjs';
import { labelsOf } from './associations.mjs';

const MAX = 100;

function inputsOf({ body: { inputs } }, max = MAX) {
  if (inputs.length === 0) throw invalid('inputs must not be empty');
  if (inputs.length > max) throw invalid(`Too many inputs: ${inputs.length}. The maximum is ${max}.`);
  return inputs;
}

/** The answer of a batch; with errors it has the status 207. */
function batch({ portal }, results, errors = []) {
  const moment = portal.iso();
  const body = { status: 'COMPLETE', results, startedAt: moment, completedAt: moment };
  return errors.length > 0 ? { _status: 207, ...body, numErrors: errors.length, errors } : body;
}

const missing = (noun, ids) => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: `Could not get some ${noun} objects, they may be deleted or not exist. Check that ids are valid.`,
  context: { ids },
});

/** Does all or nothing: what cannot be done is found before anything changes. */
function all(inputs, act) {
  return inputs.map((input, at) => {
    try {
      return act(input);
    } catch (error) {
      if (error instanceof ApiError) error.message = `inputs[${at}]: ${error.message}`;
      throw error;
    }
  });
}

const required = ({ portal, kind }, { id, idProperty }) => {
  const record = named(portal, kind, id, idProperty);
  return record ?? recordOf(portal, kind, id);
};

const objects = {
  'objects.batch_read': (context) => {
    const { portal, kind, body, query } = context;
    const inputs = inputsOf(context);
    const found = inputs.map(({ id }) => named(portal, kind, id, body.idProperty));
    const isThere = (record) => record !== undefined && record.archived === (query.archived ?? false);
    const gone = inputs.filter((_, at) => !isThere(found[at])).map(({ id }) => id);
    const view = { properties: body.properties, withHistory: body.propertiesWithHistory };
    const results = found.filter(isThere).map((record) => shown(portal, kind, record, view));
    return batch(context, results, gone.length > 0 ? [missing(kind, gone)] : []);
  },
  'objects.batch_create': (context) => {
    const { portal, kind } = context;
    return batch(context, all(inputsOf(context), (input) => whole(portal, kind, create(portal, kind, input))));
  },
  'objects.batch_update': (context) => {
    const { portal, kind } = context;
    const inputs = inputsOf(context);
    const records = all(inputs, (input) => required(context, input));
    all(inputs, ({ properties }) => update(portal, kind, records.shift(), properties));
    return batch(context, inputs.map((input) => whole(portal, kind, required(context, input))));
  },
  'objects.batch_upsert': (context) => {
    const { portal, kind } = context;
    const results = all(inputsOf(context), ({ id, idProperty, properties }) => {
      if (!idProperty) throw invalid('idProperty is required');
      const known = named(portal, kind, id, idProperty);
      if (known) update(portal, kind, known, properties);
      const record = known ?? create(portal, kind, { properties: { ...properties, [idProperty]: id } });
      return { ...whole(portal, kind, record), new: !known };
    });
    return batch(context, results);
  },
  'objects.batch_archive': (context) => {
    const { portal, kind } = context;
    for (const { id } of inputsOf(context)) {
      const record = portal[kind].get(id);
      if (record && !record.archived) archive(portal, record);
    }
  },
};

/** The two kinds of a path. */
const pairOf = ({ params }) => [kindNamed(params.fromObjectType), kindNamed(params.toObjectType)];

/** The inputs of a path's two kinds, each of which names two records that are there. */
function pairsOf(context) {
  const [from, to] = pairOf(context);
  const inputs = inputsOf(context, 2000);
  all(inputs, (input) => {
    recordOf(context.portal, from, input.from.id);
    recordOf(context.portal, to, input.to.id);
  });
  return { from, to, inputs };
}

const associations = {
  'associations.batch_read': (context) => {
    const { portal } = context;
    const [from, to] = pairOf(context);
    const results = inputsOf(context, 1000)
      .map(({ id }) => ({ from: { id }, to: linksOf(portal, from, id, to).map(labelsOf) }))
      .filter(({ to: others }) => others.length > 0);
    return batch(context, results);
  },
  'associations.batch_create': (context) => {
    const { portal } = context;
    const { from, to, inputs } = pairsOf(context);
    const results = all(inputs, (input) => {
      const types = readTypes(from, to, input.types);
      link(portal, from, input.from.id, to, input.to.id, types);
      return { fromObjectId: input.from.id, toObjectId: input.to.id, labels: types.map(({ label }) => label).filter(Boolean) };
    });
    return batch(context, results);
  },
  'associations.batch_associate_default': (context) => {
    const { portal } = context;
    const { from, to, inputs } = pairsOf(context);
    const { category, typeId } = unlabeled(from, to);
    const results = inputs.map((input) => {
      link(portal, from, input.from.id, to, input.to.id);
      return { from: input.from, to: input.to, associationSpec: { associationCategory: category, associationTypeId: typeId } };
    });
    return batch(context, results);
  },
  'associations.batch_archive': (context) => {
    const [from, to] = pairOf(context);
    for (const input of inputsOf(context, 1000)) {
      for (const { id } of input.to) unlink(context.portal, from, input.from.id, to, id);
    }
  },
  'associations.batch_labels_archive': (context) => {
    const [from, to] = pairOf(context);
    for (const input of inputsOf(context, 1000)) {
      unlink(context.portal, from, input.from.id, to, input.to.id, readTypes(from, to, input.types));
    }
  },
};

export default { ...objects, ...associations };
