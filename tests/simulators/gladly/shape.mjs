import { fieldsOf } from '../shared/catalogue.mjs';
import { isTime } from '../shared/clock.mjs';
import { isObject } from '../shared/values.mjs';
import { enums, objects } from './catalogue.mjs';
import { ApiError } from './errors.mjs';
import { word } from './wording.mjs';

const matches = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const isDate = (value) => matches(/^\d{4}-\d\d-\d\d$/)(value) && !Number.isNaN(Date.parse(value));

const SCALARS = {
  any: { accepts: () => true },
  string: { accepts: (value) => typeof value === 'string', detail: 'must be a string' },
  boolean: { accepts: (value) => typeof value === 'boolean', detail: 'must be a boolean' },
  integer: { accepts: Number.isInteger, code: 'not_a_number', detail: 'must be an integer' },
  number: { accepts: Number.isFinite, code: 'not_a_number', detail: 'must be a number' },
  id: { accepts: matches(/^[\w-]*$/), detail: 'contains unsupported characters' },
  slug: { accepts: matches(/^[\w-]+$/), detail: 'contains unsupported characters' },
  url: { accepts: (value) => typeof value === 'string' && URL.canParse(value), detail: 'must be a URL' },
  time: { accepts: isTime, detail: 'must be a date and time in ISO 8601 format' },
  date: { accepts: isDate, detail: 'must be a date in YYYY-mm-dd format' },
  minute: {
    accepts: (value) => matches(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)(value) && !Number.isNaN(Date.parse(value)),
    detail: 'must be a time in YYYY-mm-ddThh:mmZ format',
  },
  clock: { accepts: matches(/^([01]?\d|2[0-3]):[0-5]\d$/), detail: 'must be a time of day in HH:MM format' },
};
const LIMITED = /^string<=(\d+)$/;
const ID_LENGTH = 50;

const failure = (attr, code, detail, more) => ({ attr, code, detail: `${attr || 'body'} ${detail}`, ...more });

function checkText(type, value, attr) {
  const [, written] = LIMITED.exec(type) ?? [];
  const limit = type === 'id' ? ID_LENGTH : Number(written);
  if (!(limit > 0) || typeof value !== 'string' || value.length <= limit) return [];
  return [failure(attr, 'too_long', `cannot be longer than ${limit} characters`, { limit })];
}

function checkList([type, least = 0, most], value, attr, options) {
  if (!Array.isArray(value)) return [failure(attr, 'invalid', 'must be a list')];
  if (value.length < least) return [failure(attr, 'blank', 'cannot be blank')];
  if (most && value.length > most) return [failure(attr, 'too_long', `cannot have more than ${most} entries`)];
  return value.flatMap((item, at) => check(type, item, `${attr}[${at}]`, options));
}

/** The complaints about the variant that comes closest; another kind (an enum's value) is farther than a missing field. */
function checkVariants(variants, value, attr, options) {
  const weight = (failures) =>
    failures.reduce((sum, { code, value: text }) => sum + (code === 'invalid' && text ? 10 : 1), 0);
  const found = variants.map((variant) => check(variant, value, attr, options));
  return found.reduce((best, other) => (weight(other) < weight(best) ? other : best));
}

function checkObject(shape, value, attr, { strict }) {
  if (!isObject(value)) return [failure(attr, 'invalid', 'must be an object')];
  const named = (name) => (attr ? `${attr}.${name}` : name);
  const known = new Map(fieldsOf(shape).map((field) => [field.name, field]));
  const failures = [];
  for (const { name, required } of known.values()) {
    const empty = value[name] === undefined || value[name] === null || value[name] === '';
    if (required && empty) failures.push(failure(named(name), 'blank', 'cannot be blank'));
  }
  for (const [name, item] of Object.entries(value)) {
    const field = known.get(name);
    const type = field?.type ?? shape['*'];
    if (type === undefined || field?.readOnly) {
      if (strict) failures.push(failure(named(name), 'present', 'must not be present'));
    } else if (!field?.required || (item !== null && item !== '')) {
      failures.push(...check(type, item, named(name), { strict }));
    }
  }
  return failures;
}

/** Everything about `value` that the catalogue does not allow. */
export function check(type, value, attr, options) {
  if (Array.isArray(type)) return checkList(type, value, attr, options);
  if (typeof type === 'object') {
    return '|' in type ? checkVariants(type['|'], value, attr, options) : checkObject(type, value, attr, options);
  }
  if (type in objects) return check(objects[type], value, attr, options);
  const scalar = SCALARS[LIMITED.test(type) ? 'string' : type];
  if (scalar) {
    if (!scalar.accepts(value)) return [failure(attr, scalar.code ?? 'invalid', scalar.detail)];
    return checkText(type, value, attr);
  }
  const allowed = enums[type] ?? type.split('|');
  return allowed.includes(value) ? [] : [failure(attr, 'invalid', `must be one of ${allowed.join(', ')}`, { value })];
}

export function refuse(endpoint, failures) {
  if (failures.length > 0)
    throw new ApiError(
      400,
      failures.map((one) => word(endpoint.op, one)),
    );
}

/** The query; a list parameter is repeated, any other may come once. */
export function readQuery(endpoint, searchParams, { strict }) {
  const known = fieldsOf(endpoint.query ?? {});
  const query = {};
  const failures = [];
  for (const name of new Set(searchParams.keys())) {
    if (strict && !known.some((field) => field.name === name)) {
      failures.push(failure(name, 'present', 'is not a known query parameter'));
    }
  }
  for (const { name, type, required } of known) {
    const texts = searchParams.getAll(name);
    const isList = Array.isArray(type);
    if (texts.length === 0 || (texts[0] === '' && required)) {
      if (required) failures.push(failure(name, 'blank', 'cannot be blank'));
      continue;
    }
    if (!isList && texts.length > 1) {
      failures.push(failure(name, 'invalid', 'was given more than once'));
      continue;
    }
    query[name] = isList ? texts : texts[0];
    failures.push(...check(type, query[name], name, { strict }));
  }
  refuse(endpoint, failures);
  return query;
}
