import { fieldsOf } from '../shared/catalogue.mjs';
import { isTime } from '../shared/clock.mjs';
import { TYPES, createTextReader, isObject } from '../shared/values.mjs';
import { objects } from './catalogue.mjs';
import { invalid, unreadable } from './errors.mjs';

const SCALARS = { ...TYPES, time: isTime };

/** Refuses, by name, the first part of `value` that the catalogue does not allow. */
export function checkShape(type, value, path, strict) {
  if (Array.isArray(type)) {
    if (!Array.isArray(value)) throw unreadable(`${path || 'body'} must be a list`);
    value.forEach((item, at) => checkShape(type[0], item, `${path}[${at}]`, strict));
  } else if (typeof type === 'object') {
    checkObject(type, value, path, strict);
  } else if (type in objects) {
    checkObject(objects[type], value, path, strict);
  } else if (type in SCALARS) {
    if (!SCALARS[type](value)) throw unreadable(`${path} must be of type ${type}`);
  } else if (!type.split('|').includes(value)) {
    throw unreadable(`${path} must be one of ${type.split('|').join(', ')}`);
  }
}

function checkObject(shape, value, path, strict) {
  if (!isObject(value)) throw unreadable(`${path || 'body'} must be an object`);
  const named = (name) => (path ? `${path}.${name}` : name);
  const known = new Map(fieldsOf(shape).map((field) => [field.name, field]));
  for (const [name, item] of Object.entries(value)) {
    const type = known.get(name)?.type ?? shape['*'];
    if (type !== undefined) checkShape(type, item, named(name), strict);
    else if (strict) throw unreadable(`${named(name)} is not a known field`);
  }
  for (const { name, required } of known.values()) {
    if (required && value[name] === undefined) throw unreadable(`${named(name)} is required`);
  }
}

const fromText = createTextReader(invalid);

/** The query as typed values. A list may be one text with commas, the key repeated, or both. */
export function readQuery(shape = {}, searchParams, strict) {
  const query = {};
  const known = fieldsOf(shape);
  for (const name of new Set(searchParams.keys())) {
    if (strict && !known.some((field) => field.name === name)) throw invalid(`${name} is not a known query parameter`);
  }
  for (const { name, type } of known) {
    const texts = searchParams.getAll(name);
    if (texts.length === 0) continue;
    if (Array.isArray(type)) {
      query[name] = texts.flatMap((text) => text.split(',')).filter(Boolean);
      query[name].forEach((text) => checkShape(type[0], fromText(type[0], text, name), name, strict));
      continue;
    }
    if (texts.length > 1) throw invalid(`${name} was given more than once`);
    query[name] = fromText(type, texts[0], name);
    checkShape(type, query[name], name, strict);
  }
  return query;
}
