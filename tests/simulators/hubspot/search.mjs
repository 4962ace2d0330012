import { invalid } from './errors.mjs';
import { linksOf } from './links.mjs';
import { pagingOf, sizeOf } from './paging.mjs';
import { OBJECTS, objectNamed } from './properties.mjs';

const MAX_GROUPS = 5;
const MAX_FILTERS = 6;
const MAX_TOTAL = 18;
const MAX_PAGE = 200;
const MAX_QUERY = 3000;
const ASSOCIATIONS = 'associations.';

const lower = (text) => text.toLowerCase();
const tokens = (text) => lower(text).split(/[^\p{L}\p{N}*]+/u).filter(Boolean);
const asPattern = (token) => new RegExp(`^${token.replaceAll('*', '.*')}$`, 'u');

/** Every word of the operand, `*` standing for any letters, is a word of the value. */
function holdsTokens(value, operand) {
  const words = tokens(value);
  return tokens(operand).every((token) => words.some((word) => asPattern(token).test(word)));
}

/** A value that can be ordered: numbers and times as numbers, any text as itself. */
function ordered({ type }, text) {
  if (type === 'number') return Number(text);
  if (type === 'datetime') return /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  return lower(text);
}

const same = (definition, one, other) => ordered(definition, one) === ordered(definition, other);

/** Each operator over what a record has (never empty) and the condition. */
const OPERATORS = {
  EQ: (value, { value: operand }, definition) => same(definition, value, operand),
  NEQ: (value, { value: operand }, definition) => !same(definition, value, operand),
  LT: (value, { value: operand }, definition) => ordered(definition, value) < ordered(definition, operand),
  LTE: (value, { value: operand }, definition) => ordered(definition, value) <= ordered(definition, operand),
  GT: (value, { value: operand }, definition) => ordered(definition, value) > ordered(definition, operand),
  GTE: (value, { value: operand }, definition) => ordered(definition, value) >= ordered(definition, operand),
  BETWEEN: (value, { value: low, highValue: high }, definition) =>
    ordered(definition, value) >= ordered(definition, low) && ordered(definition, value) <= ordered(definition, high),
  // Texts are compared with the lower-case form of what is kept, so an operand with a capital finds nothing.
  IN: (value, { values }, definition) => isIn(definition, value, values),
  NOT_IN: (value, { values }, definition) => !isIn(definition, value, values),
  CONTAINS_TOKEN: (value, { value: operand }) => holdsTokens(value, operand),
  NOT_CONTAINS_TOKEN: (value, { value: operand }) => !holdsTokens(value, operand),
};
const PRESENCE = { HAS_PROPERTY: true, NOT_HAS_PROPERTY: false };

const isIn = (definition, value, values) =>
  definition.type === 'string' ? values.includes(lower(value)) : values.some((operand) => same(definition, value, operand));

const problem = (detail, code = 'INVALID_FILTER', context = undefined) =>
  invalid('There was a problem with the request.', { errors: [{ message: detail, code, ...(context && { context }) }] });

const unknownProperty = (name) => problem(`Property "${name}" does not exist`, 'PROPERTY_DOESNT_EXIST', { propertyName: [name] });

/** Refuses operands that the operator does not take. */
function checkOperands(filter) {
  const { operator, value, values, highValue } = filter;
  const wrong = (what) => problem(`${operator} ${what}`);
  if (operator in PRESENCE) {
    if (value !== undefined || values !== undefined) throw wrong('takes no value');
  } else if (operator === 'IN' || operator === 'NOT_IN') {
    if (!values || values.length === 0) throw wrong('operator requires values');
  } else if (value === undefined) {
    throw wrong('operator requires a value');
  } else if (operator === 'BETWEEN' && highValue === undefined) {
    throw wrong('operator requires highValue');
  }
}

/** A condition on what a record is associated with: `associations.contact`, and an id. */
function compileAssociation(portal, kind, { propertyName, operator, value, values }) {
  const to = objectNamed(propertyName.slice(ASSOCIATIONS.length));
  if (!to) throw problem(`${propertyName} is not supported`);
  const idsOf = (record) => linksOf(portal, kind, record.id, to).map(({ to: [, id] }) => id);
  const wanted = { EQ: [value], IN: values }[operator];
  if (!wanted) throw problem(`${operator} is not supported for ${propertyName}`);
  return (record) => idsOf(record).some((id) => wanted.includes(id));
}

/** One condition as a predicate over records. A property without a value fits none but NOT_HAS_PROPERTY. */
function compile(portal, kind, filter) {
  const { propertyName: name, operator } = filter;
  if (name.startsWith(ASSOCIATIONS)) {
    checkOperands(filter);
    return compileAssociation(portal, kind, filter);
  }
  const definition = Object.hasOwn(OBJECTS[kind].properties, name) ? OBJECTS[kind].properties[name] : undefined;
  if (!definition) throw unknownProperty(name);
  checkOperands(filter);
  const operands = [filter.value, filter.highValue, ...(filter.values ?? [])].filter((operand) => operand !== undefined);
  if (['number', 'datetime'].includes(definition.type) && operands.some((operand) => Number.isNaN(ordered(definition, operand)))) {
    throw problem(`${operands.join(', ')} is not a ${definition.type}`);
  }
  return (record) => {
    const value = record._properties[name];
    const isSet = value !== undefined && value !== null && value !== '';
    if (operator in PRESENCE) return isSet === PRESENCE[operator];
    return isSet && OPERATORS[operator](value, filter, definition);
  };
}

function compileGroups(portal, kind, groups) {
  const total = groups.reduce((sum, { filters }) => sum + filters.length, 0);
  if (groups.length > MAX_GROUPS) throw invalid(`Too many filter groups: ${groups.length}. The maximum is ${MAX_GROUPS}.`);
  if (groups.some(({ filters }) => filters.length > MAX_FILTERS)) throw invalid(`Too many filters in a group. The maximum is ${MAX_FILTERS}.`);
  if (total > MAX_TOTAL) throw invalid(`Too many filters: ${total}. The maximum is ${MAX_TOTAL}.`);
  const alternatives = groups.map(({ filters }) => filters.map((filter) => compile(portal, kind, filter)));
  return (record) => alternatives.length === 0 || alternatives.some((all) => all.every((fits) => fits(record)));
}

/** Words anywhere in the properties that this kind is searched by, each the beginning of one. */
function compileQuery(kind, query = '') {
  if (query.length > MAX_QUERY) throw invalid(`The query is longer than ${MAX_QUERY} characters.`);
  const wanted = tokens(query);
  return ({ _properties: properties }) => {
    const words = OBJECTS[kind].words.flatMap((name) => tokens(properties[name] ?? ''));
    return wanted.every((token) => words.some((word) => word.startsWith(token)));
  };
}

function readSort(kind, sorts = []) {
  if (sorts.length > 1) throw invalid('Only one sort may be given.');
  if (sorts.length === 0) return { propertyName: OBJECTS[kind].created, direction: 'ASCENDING' };
  const [sort] = sorts;
  const rule = typeof sort === 'string' ? { propertyName: sort.replace(/^-/, ''), direction: sort.startsWith('-') ? 'DESCENDING' : 'ASCENDING' } : sort;
  const { propertyName, direction = 'ASCENDING' } = rule ?? {};
  if (!Object.hasOwn(OBJECTS[kind].properties, propertyName ?? '')) throw unknownProperty(propertyName);
  if (!['ASCENDING', 'DESCENDING'].includes(direction)) throw invalid(`Invalid sort direction: ${direction}`);
  return { propertyName, direction };
}

function compare(kind, { propertyName, direction }) {
  const definition = OBJECTS[kind].properties[propertyName];
  const sign = direction === 'DESCENDING' ? -1 : 1;
  return (one, other) => {
    const [left, right] = [one, other].map(({ _properties: properties }) => properties[propertyName] ?? null);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const [low, high] = [ordered(definition, left), ordered(definition, right)];
    return low === high ? one._sequence - other._sequence : sign * (low < high ? -1 : 1);
  };
}

/** Records that a search body asks for: `{total, results, paging}`, `view` making the rows. */
export function search({ portal, body, settings, url }, kind, view) {
  const { filterGroups = [], query, sorts, after = '0', limit } = body;
  const size = sizeOf(limit, MAX_PAGE);
  if (!/^\d+$/.test(after)) throw invalid(`Invalid after: ${after}`);
  const start = Number(after);
  if (start + size > settings.searchable) {
    throw invalid(`Paging beyond ${settings.searchable} results is not possible: after is ${start} and limit ${size}.`);
  }
  const fits = compileGroups(portal, kind, filterGroups);
  const holds = compileQuery(kind, query);
  const order = compare(kind, readSort(kind, sorts));
  const indexed = portal.clock.now() - settings.searchLag;
  const found = portal[kind]
    .list((record) => !record.archived && Date.parse(record.createdAt) <= indexed && holds(record) && fits(record))
    .sort(order);
  const end = start + size;
  const results = found.slice(start, end).map(view);
  return { total: found.length, results, ...(found.length > end && pagingOf(String(end), url)) };
}
