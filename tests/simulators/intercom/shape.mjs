import { fieldsOf } from '../shared/catalogue.mjs';
import { TYPES, createTextReader, isObject } from '../shared/values.mjs';
import { objects } from './catalogue.mjs';
import { ApiError } from './errors.mjs';

const SCALARS = {
  ...TYPES,
  Query: isObject, // read by search.mjs, which knows the fields
  id: (value) => (typeof value === 'string' && value !== '') || Number.isInteger(value),
};
const NAMES = { id: 'string or integer' };

/** Refuses, by name, the first part of `value` the catalogue does not allow. */
export function createChecker({ strict, status }) {
  const wrong = (message) => new ApiError(status, 'parameter_invalid', message);
  const lacking = (message) => new ApiError(status, 'parameter_not_found', message);

  function check(type, value, path) {
    if (Array.isArray(type)) return checkList(type, value, path);
    if (typeof type === 'object') {
      if ('?' in type) return value === null ? undefined : check(type['?'], value, path);
      if ('|' in type) return checkAlternatives(type['|'], value, path);
      return checkObject(type, value, path);
    }
    if (type.endsWith('?')) return value === null ? undefined : check(type.slice(0, -1), value, path);
    if (type.startsWith('=')) {
      const values = type.slice(1).split('|');
      if (!values.includes(value)) throw wrong(`${path} must be one of: ${values.join(', ')}`);
      return undefined;
    }
    if (type in objects) return check(objects[type], value, path);
    if (!SCALARS[type](value)) throw wrong(`${path || 'body'} must be of type ${NAMES[type] ?? type}`);
    return undefined;
  }

  function checkList([type, { max, min } = {}], value, path) {
    if (!Array.isArray(value)) throw wrong(`${path} must be an array`);
    if (max !== undefined && value.length > max) throw wrong(`${path} must have at most ${max} items`);
    if (min !== undefined && value.length < min) throw wrong(`${path} must have at least ${min} items`);
    value.forEach((item, at) => check(type, item, `${path}[${at}]`));
  }

  const knownKeys = (type, value) =>
    isObject(type) ? fieldsOf(type).filter(({ name }) => value[name] !== undefined).length : 0;

  /** The alternatives whose constants the value carries, the best match first, since its complaint is the one shown. */
  function likely(all, value) {
    if (!isObject(value)) return all;
    const types = [...all].sort((one, other) => knownKeys(other, value) - knownKeys(one, value));
    const fits = (type) =>
      isObject(type) &&
      fieldsOf(type).every(
        ({ name, type: kind }) =>
          typeof kind !== 'string' || !kind.startsWith('=') || kind.slice(1).split('|').includes(value[name]),
      );
    const rest = types.filter(fits);
    return rest.length > 0 ? rest : types;
  }

  function checkAlternatives(types, value, path) {
    const wanted = likely(types, value);
    let first;
    for (const type of wanted) {
      try {
        return check(type, value, path);
      } catch (error) {
        first ??= error;
      }
    }
    throw first;
  }

  function checkObject(shape, value, path) {
    if (!isObject(value)) throw wrong(`${path || 'body'} must be an object`);
    const named = (name) => (path ? `${path}.${name}` : name);
    const known = new Map(fieldsOf(shape).map((field) => [field.name, field]));
    const names = shape['*names']?.split('|');
    for (const [name, item] of Object.entries(value)) {
      const open = !names || names.includes(name) ? shape['*'] : undefined;
      const type = known.get(name)?.type ?? open;
      if (type !== undefined) check(type, item, named(name));
      else if (strict) throw wrong(`${named(name)} is not a known parameter`);
    }
    for (const { name, required } of known.values()) {
      if (required && value[name] === undefined) throw lacking(`${named(name)} is a required parameter`);
    }
    const sets = shape['&'];
    if (sets && !sets.some((names_) => names_.every((name) => value[name] !== undefined))) {
      throw lacking(`one of ${sets.map((set) => set.map(named).join(' + ')).join(', ')} is required`);
    }
  }

  const fromText = createTextReader(wrong);

  function fromList(type, text, name) {
    const values = text.split(',');
    const [, kind] = type.split(':');
    if (kind === 'integer') return values.map((value) => String(fromText('integer', value, name)));
    if (kind) values.forEach((value) => check(`=${kind}`, value, name));
    return values;
  }

  /** The query as typed values; nothing may come twice. */
  function readQuery({ query: shape = {}, follow = {} }, searchParams) {
    const query = {};
    const known = fieldsOf({ ...shape, ...follow });
    for (const name of new Set(searchParams.keys())) {
      if (strict && !known.some((field) => field.name === name)) throw wrong(`${name} is not a known query parameter`);
    }
    for (const { name, type, required } of known) {
      const texts = searchParams.getAll(name);
      if (texts.length > 1) throw wrong(`${name} was given more than once`);
      const [text] = texts;
      if (text === undefined || (required && text === '')) {
        if (required) throw lacking(`${name} is a required parameter`);
      } else if (type.startsWith('csv')) {
        query[name] = fromList(type, text, name);
      } else {
        query[name] = fromText(type, text, name);
        if (type !== 'id') check(type, query[name], name);
      }
    }
    return query;
  }

  return { check, readQuery };
}
