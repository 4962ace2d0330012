import { fieldsOf } from '../shared/catalogue.mjs';
import { isTime } from '../shared/clock.mjs';
import { TYPES, createTextReader, isObject } from '../shared/values.mjs';
import { objects } from './catalogue.mjs';
import { invalid } from './errors.mjs';
import { readFilter } from './filter.mjs';

const SCALARS = {
  ...TYPES,
  time: isTime,
  file: (value) => value instanceof Blob,
};
const SCALAR_NAMES = { time: 'RFC3339 time', file: 'uploaded file' };

/** Refuses, by name, the first part of `value` the catalogue does not allow. */
export function checkShape(type, value, path, options) {
  if (Array.isArray(type)) {
    if (!Array.isArray(value)) throw invalid(`${path} must be a list`);
    value.forEach((item, at) => checkShape(type[0], item, `${path}[${at}]`, options));
  } else if (typeof type === 'object') {
    checkObject(type, value, path, options);
  } else if (type === 'Filter') {
    readFilter(value, path);
  } else if (type in objects) {
    checkObject(objects[type], value, path, options);
  } else if (type in SCALARS) {
    // An empty string is how PATCH clears a date.
    if (type === 'time' && value === '' && options.clearing) return;
    if (!SCALARS[type](value)) throw invalid(`${path} must be of type ${SCALAR_NAMES[type] ?? type}`);
  } else if (!type.split('|').includes(value)) {
    throw invalid(`${path} must be one of ${type.split('|').join(', ')}`);
  }
}

function checkObject(shape, value, path, options) {
  if (!isObject(value)) throw invalid(`${path || 'body'} must be an object`);
  const named = (name) => (path ? `${path}.${name}` : name);
  const known = new Map(fieldsOf(shape).map((field) => [field.name, field]));
  for (const [name, item] of Object.entries(value)) {
    const type = known.get(name)?.type ?? shape['*'];
    if (type !== undefined) checkShape(type, item, named(name), options);
    else if (options.strict) throw invalid(`${named(name)} is not a known field`);
  }
  for (const { name, required } of known.values()) {
    if (required && (value[name] === undefined || value[name] === '')) throw invalid(`${named(name)} is required`);
  }
}

const fromText = createTextReader(invalid);

/** The query as typed values; a list parameter is repeated, any other may come once. */
export function readQuery(shape = {}, searchParams, { strict }) {
  const query = {};
  const known = fieldsOf(shape);
  for (const name of new Set(searchParams.keys())) {
    if (strict && !known.some((field) => field.name === name)) throw invalid(`${name} is not a known query parameter`);
  }
  for (const { name, type, required } of known) {
    const texts = searchParams.getAll(name);
    if (texts.length === 0 || (required && texts[0] === '')) {
      if (required) throw invalid(`${name} is required`);
      continue;
    }
    if (Array.isArray(type)) {
      query[name] = texts;
      continue;
    }
    if (texts.length > 1) throw invalid(`${name} was given more than once`);
    query[name] = fromText(type, texts[0], name);
    checkShape(type, query[name], name, { strict });
  }
  return query;
}
