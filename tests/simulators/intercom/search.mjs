import { isObject } from '../shared/values.mjs';
import { searchable } from './catalogue.mjs';
import { ApiError, invalid } from './errors.mjs';

const MAX_FILTERS = 15;
const GROUPS = ['AND', 'OR'];
const SETS = ['IN', 'NIN'];
const ALL = ['=', '!=', ...SETS, '<', '<=', '>', '>=', '~', '!~', '^', '$'];

const plain = (text) =>
  String(text)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u);

/** What a Date can hold at most, in milliseconds. */
const LAST_MOMENT = 8.64e15;

/** The calendar day of a moment, as text that sorts. */
const dayIn = (timezone) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone });
  return (seconds) => format.format(Math.min(seconds * 1000, LAST_MOMENT));
};

const READERS = {
  string: (value, path) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw invalid(`${path} must be a string`);
    return plain(value);
  },
  integer: (value, path) => {
    if (!Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value))
      throw invalid(`${path} must be an integer`);
    return Number(value);
  },
  boolean: (value, path) => {
    if (typeof value === 'boolean') return value;
    if (value !== 'true' && value !== 'false') throw invalid(`${path} must be a boolean`);
    return value === 'true';
  },
  date: (value, path) => {
    // Milliseconds are taken for seconds of a far year: nothing is found, and nothing says why.
    if (!/^\d+$/.test(String(value))) throw invalid(`${path} must be a Unix timestamp in seconds`);
    return Number(value);
  },
  mixed: (value) => (typeof value === 'string' ? plain(value) : value),
};

/** A record's value in the form its operand was read to; dates go by the day or as they are. */
const TAKERS = {
  string: plain,
  integer: Number,
  boolean: Boolean,
  mixed: (value) => (typeof value === 'string' ? plain(value) : value),
};

/** Each operator over the record's values (none when unset) and the operand. */
const OPERATORS = {
  '=': (actual, value) => actual.includes(value),
  '!=': (actual, value) => !actual.includes(value),
  IN: (actual, values) => values.some((value) => actual.includes(value)),
  NIN: (actual, values) => !values.some((value) => actual.includes(value)),
  '<': (actual, value) => actual.some((one) => one < value),
  '<=': (actual, value) => actual.some((one) => one <= value),
  '>': (actual, value) => actual.some((one) => one > value),
  '>=': (actual, value) => actual.some((one) => one >= value),
  '~': (actual, value) => actual.some((one) => String(one).includes(value)),
  '!~': (actual, value) => !actual.some((one) => String(one).includes(value)),
  '^': (actual, value) => actual.some((one) => String(one).startsWith(value)),
  $: (actual, value) => actual.some((one) => String(one).endsWith(value)),
};

const EVERY = { string: ALL, mixed: ALL };

function fieldOf(noun, name, { attributes = [] }) {
  const { fields } = searchable[noun];
  if (Object.hasOwn(fields, name)) return fields[name];
  const [family] = name.split('.');
  const template = Object.keys(fields).find((known) => known.startsWith(`${family}.{`));
  if (template && attributes.includes(name.slice(family.length + 1)))
    return fields[template] === 'mixed' ? 'mixed' : 'string';
  throw invalid(`Field ${name} is not searchable`);
}

function operatorsOf(noun, name, type) {
  const { operators } = searchable[noun];
  const kind = type.startsWith('=') ? 'string' : type;
  return (operators[name] ?? operators[kind])?.split(' ') ?? EVERY[kind];
}

const isUnassigned = (name, value) =>
  /_assignee_id$/.test(name) && (value === null || value === undefined || value === 0);

function readLeaf(noun, node, path, options) {
  const { field: name, operator, value } = node;
  for (const key of Object.keys(node)) {
    if (!['field', 'operator', 'value'].includes(key)) throw invalid(`${path}.${key} is not a known parameter`);
  }
  if (typeof name !== 'string' || name === '') throw invalid(`${path}.field must be a string`);
  if (value === undefined) throw new ApiError(400, 'parameter_not_found', `${path}.value is a required parameter`);
  const type = fieldOf(noun, name, options);
  if (!ALL.includes(operator)) throw invalid(`${path}.operator ${operator} is not a valid operator`);
  if (!operatorsOf(noun, name, type).includes(operator))
    throw invalid(`Operator ${operator} is not supported for field ${name}`);
  if (SETS.includes(operator) !== Array.isArray(value))
    throw invalid(`${path}.value must ${SETS.includes(operator) ? '' : 'not '}be an array for ${operator}`);
  const kind = type.startsWith('=') ? 'string' : type;
  const read = (item) => READERS[kind](item, `${path}.value`);
  const byDay = kind === 'date' && noun === 'contacts' ? dayIn(options.timezone) : (moment) => moment;
  const byWord = name === 'source.body' && ['=', '!=', ...SETS].includes(operator);

  const valuesOf = (record) => {
    const actual = options.get(record, name);
    if (isUnassigned(name, actual)) return [kind === 'integer' ? 0 : '0'];
    const present = [actual].flat().filter((one) => one !== null && one !== undefined && one !== '');
    if (byWord) return present.flatMap(words);
    return present.map((one) => (TAKERS[kind] ?? byDay)(one));
  };
  if (value === null) {
    if (operator !== '=' && operator !== '!=') throw invalid(`${path}.value null needs the operator = or !=`);
    return (record) => {
      const actual = options.get(record, name);
      const unset = isUnassigned(name, actual) || [actual].flat().every((one) => one === null || one === undefined);
      return unset === (operator === '=');
    };
  }
  const operand = Array.isArray(value) ? value.map((item) => byDay(read(item))) : byDay(read(value));
  return (record) => OPERATORS[operator](valuesOf(record), operand);
}

function readNode(noun, node, path, depth, options) {
  if (!isObject(node)) throw invalid(`${path} must be an object`);
  if (!GROUPS.includes(node.operator) || 'field' in node) return readLeaf(noun, node, path, options);
  if (depth > 2) throw invalid(`${path}: queries can be nested two levels deep at most`);
  if (!Array.isArray(node.value) || node.value.length === 0) throw invalid(`${path}.value must be a non-empty array`);
  if (node.value.length > MAX_FILTERS) throw invalid(`${path}.value has more than ${MAX_FILTERS} filters`);
  const parts = node.value.map((part, at) => readNode(noun, part, `${path}.value[${at}]`, depth + 1, options));
  return node.operator === 'AND'
    ? (record) => parts.every((matches) => matches(record))
    : (record) => parts.some((matches) => matches(record));
}

const ORDERS = ['ascending', 'descending'];

function orderOf(noun, sort, options) {
  const { field, order = 'descending' } = sort ?? {};
  if (!ORDERS.includes(order)) {
    throw new ApiError(
      400,
      'invalid_sort_order',
      `Invalid sort order '${order}'. Must be one of: ${ORDERS.join(', ')}`,
    );
  }
  if (!field) return { key: (record) => record.updated_at, descending: order === 'descending' };
  fieldOf(noun, field, options);
  const key = (record) => {
    const value = options.get(record, field);
    return typeof value === 'number' ? value : plain(value ?? '');
  };
  return { key, descending: order === 'descending' };
}

/**
 * The records a search asks for, and their order. `options`: get(record, field), attributes (names the open-ended
 * fields take) and timezone.
 */
export function search(noun, records, { query, sort }, options) {
  const matches = readNode(noun, query, 'query', 1, options);
  const order = orderOf(noun, sort, options);
  return { records: records.filter(matches), order };
}
