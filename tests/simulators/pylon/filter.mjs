import { isTime } from '../shared/clock.mjs';
import { filters } from './catalogue.mjs';
import { invalid } from './errors.mjs';

const MAX_DEPTH = 3;
const TREES = ['and', 'or'];
const TIMES = ['time_is_after', 'time_is_before', 'time_range'];
const PRESENCE = ['is_set', 'is_unset'];
const NUMBERS = ['greater_than', 'less_than', 'greater_than_or_equals', 'less_than_or_equals'];
const LISTS = ['in', 'not_in', 'time_range'];
const EITHER = ['contains', 'does_not_contain'];
const EQUALITY = ['equals', 'not_equals', 'in', 'not_in'];
const WORDS = ['string_contains', 'string_does_not_contain'];

// The vendor does not list the operators of custom fields; this is the sensible set per field type.
const TEXT = [...EQUALITY, ...PRESENCE, ...WORDS];
const NUMERIC = [...EQUALITY, ...PRESENCE, ...NUMBERS];
const CUSTOM_FIELD_OPERATORS = {
  text: TEXT,
  url: TEXT,
  user: TEXT,
  select: [...EQUALITY, ...PRESENCE],
  multiselect: [...EITHER, 'in', 'not_in', ...PRESENCE],
  boolean: ['equals', 'not_equals', ...PRESENCE],
  number: NUMERIC,
  decimal: NUMERIC,
  date: [...TIMES, ...PRESENCE],
  datetime: [...TIMES, ...PRESENCE],
};

const after = (actual, moment) => Date.parse(actual) > Date.parse(moment);
const before = (actual, moment) => Date.parse(actual) < Date.parse(moment);
const includes = (actual, part) => actual.toLowerCase().includes(part.toLowerCase());
const anyOf = (actual, operands) => operands.some((operand) => actual.includes(operand));

/** Each operator over the record's values as strings (none when unset) and the operands. */
const OPERATORS = {
  equals: anyOf,
  not_equals: (actual, operands) => !anyOf(actual, operands),
  in: anyOf,
  not_in: (actual, operands) => !anyOf(actual, operands),
  contains: anyOf,
  does_not_contain: (actual, operands) => !anyOf(actual, operands),
  string_contains: (actual, [part]) => actual.some((text) => includes(text, part)),
  string_does_not_contain: (actual, [part]) => !actual.some((text) => includes(text, part)),
  is_set: (actual) => actual.length > 0,
  is_unset: (actual) => actual.length === 0,
  time_is_after: (actual, [moment]) => actual.some((time) => after(time, moment)),
  time_is_before: (actual, [moment]) => actual.some((time) => before(time, moment)),
  time_range: (actual, [start, end]) => actual.some((time) => !before(time, start) && !after(time, end)),
  greater_than: (actual, [bound]) => actual.some((number) => Number(number) > Number(bound)),
  less_than: (actual, [bound]) => actual.some((number) => Number(number) < Number(bound)),
  greater_than_or_equals: (actual, [bound]) => actual.some((number) => Number(number) >= Number(bound)),
  less_than_or_equals: (actual, [bound]) => actual.some((number) => Number(number) <= Number(bound)),
};

function operandsOf(node, path) {
  const { operator, value, values } = node;
  const has = (name, wanted) => {
    if (!wanted && node[name] !== undefined) throw invalid(`${path}.${name} is not allowed with ${operator}`);
  };
  if (PRESENCE.includes(operator)) {
    has('value', false);
    has('values', false);
    return [];
  }
  const asList = LISTS.includes(operator) || (EITHER.includes(operator) && values !== undefined);
  has(asList ? 'value' : 'values', false);
  if (!asList) {
    if (typeof value !== 'string') throw invalid(`${path}.value must be of type string`);
    return [value];
  }
  if (!Array.isArray(values) || values.length === 0 || values.some((item) => typeof item !== 'string')) {
    throw invalid(`${path}.values must be a non-empty list of strings`);
  }
  if (operator === 'time_range' && values.length !== 2) throw invalid(`${path}.values must be a start and an end`);
  return values;
}

function readLeaf(node, path) {
  if (!Object.hasOwn(OPERATORS, node.operator)) throw invalid(`${path}.operator ${node.operator} is unknown`);
  if (typeof node.field !== 'string' || node.field === '') throw invalid(`${path}.field is required`);
  if (node.subfilters !== undefined) throw invalid(`${path}.subfilters needs the operator and or or`);
  const operands = operandsOf(node, path);
  if (TIMES.includes(node.operator) && !operands.every(isTime)) throw invalid(`${path} needs RFC3339 times`);
  if (NUMBERS.includes(node.operator) && operands.some((text) => text.trim() === '' || Number.isNaN(Number(text)))) {
    throw invalid(`${path}.value must be a number`);
  }
  return { path, field: node.field, operator: node.operator, operands };
}

/** The filter as a checked tree: shape, operators, operands and depth, but not yet the legal fields. */
export function readFilter(node, path = 'filter', depth = 1) {
  if (depth > MAX_DEPTH) throw invalid(`${path} is nested deeper than ${MAX_DEPTH} levels`);
  if (node === null || typeof node !== 'object' || Array.isArray(node)) throw invalid(`${path} must be an object`);
  const keys = ['field', 'operator', 'value', 'values', 'subfilters'];
  const unknown = Object.keys(node).find((key) => !keys.includes(key));
  if (unknown) throw invalid(`${path}.${unknown} is not a known field`);
  if (typeof node.operator !== 'string') throw invalid(`${path}.operator is required`);
  if (!TREES.includes(node.operator)) return readLeaf(node, path);
  if (!Array.isArray(node.subfilters) || node.subfilters.length === 0) {
    throw invalid(`${path}.subfilters must be a non-empty list`);
  }
  return {
    operator: node.operator,
    children: node.subfilters.map((child, at) => readFilter(child, `${path}.subfilters[${at}]`, depth + 1)),
  };
}

const strings = (value) =>
  [value ?? []]
    .flat()
    .map(String)
    .filter((text) => text !== '');

const customValues = (slug) => (record) => {
  const field = record.custom_fields?.[slug];
  return field?.values ?? field?.value;
};

/** How one leaf reads its field on this search: the getter and the operators, or a refusal. */
function resolve(leaf, search, { getters, customFields, states = [] }) {
  const { fields } = filters[search];
  if (Object.hasOwn(fields, leaf.field)) {
    const enumerated = filters[search].values?.[leaf.field];
    const values = enumerated && (leaf.field === 'state' ? [...enumerated, ...states] : enumerated);
    const stray = values && leaf.operands.find((operand) => !values.includes(operand));
    if (stray !== undefined) throw invalid(`${leaf.path} must use one of ${values.join(', ')}, not ${stray}`);
    return { operators: fields[leaf.field], read: getters[leaf.field] ?? ((record) => record[leaf.field]) };
  }
  const definition = filters[search].custom_fields && customFields.find((field) => field.slug === leaf.field);
  if (!definition) throw invalid(`${leaf.path}.field ${leaf.field} cannot be filtered here`);
  return { operators: CUSTOM_FIELD_OPERATORS[definition.type], read: customValues(leaf.field) };
}

/** A predicate over records for one search, refusing fields and operators that search does not have. */
export function compileFilter(tree, search, context) {
  if (tree.children) {
    const children = tree.children.map((child) => compileFilter(child, search, context));
    return tree.operator === 'and'
      ? (record) => children.every((child) => child(record))
      : (record) => children.some((child) => child(record));
  }
  const { operators, read } = resolve(tree, search, context);
  if (!operators.includes(tree.operator)) {
    throw invalid(`${tree.path}.operator ${tree.operator} is not allowed on ${tree.field}`);
  }
  return (record) => OPERATORS[tree.operator](strings(read(record)), tree.operands);
}
