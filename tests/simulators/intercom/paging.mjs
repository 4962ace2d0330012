import { hash } from '../shared/json.mjs';
import { ApiError, invalid } from './errors.mjs';

const MAX = 150;

/** Path and inputs a cursor belongs to; the page size may change on the way. */
function scopeOf({ workspace, endpoint, url, body }) {
  const rest = [...url.searchParams]
    .filter(([name]) => !['per_page', 'starting_after', 'cursor'].includes(name))
    .sort();
  const { pagination: _, ...asked } = body ?? {};
  return hash(JSON.stringify([workspace.id, endpoint.method, url.pathname, rest, asked])).slice(0, 24);
}

const encode = (position, scope) => Buffer.from(JSON.stringify([...position, scope])).toString('base64');

function decode(text, scope, name) {
  try {
    const [value, sequence, sealed] = JSON.parse(Buffer.from(text, 'base64').toString());
    if (sealed === scope && Number.isFinite(sequence)) return [value, sequence];
  } catch {
    // Falls through: junk and foreign cursors are answered alike.
  }
  throw new ApiError(
    400,
    'client_error',
    `Invalid ${name} param. Please try again using a ${name} value from a paginated response`,
  );
}

function sizeOf(wanted, { default: usual = 50, max = MAX }) {
  const size = wanted ?? usual;
  if (size < 1 || size > max) throw invalid(`per_page must be between 1 and ${max}`);
  return size;
}

const compare = ([one, oneSequence], [other, otherSequence]) => {
  if (one !== other) return one < other ? -1 : 1;
  return oneSequence - otherSequence;
};

/** Records in order, and those after the cursor: the last key given out, so that changes neither repeat nor lose one. */
function slice(records, { key = () => 0, descending = false }, size, after) {
  const keyed = records.map((record) => [[key(record) ?? 0, record._sequence], record]);
  const sign = descending ? -1 : 1;
  keyed.sort(([one], [other]) => sign * compare(one, other));
  const rest = after ? keyed.filter(([position]) => sign * compare(position, after) > 0) : keyed;
  const taken = rest.slice(0, size);
  return {
    records: taken.map(([, record]) => record),
    before: keyed.length - rest.length,
    last: rest.length > size ? taken.at(-1)[0] : null,
  };
}

function numbered(records, order, context, { page: wanted, per_page: perPage }) {
  const size = sizeOf(perPage, context.endpoint.page);
  const page = wanted ?? 1;
  if (page < 1) throw invalid('page must be at least 1');
  const totalPages = Math.ceil(records.length / size);
  const all = slice(records, order, records.length, null).records;
  return { records: all.slice((page - 1) * size, page * size), page, size, totalPages };
}

function nextUrl({ url }, page, size) {
  const next = new URL(url);
  next.searchParams.set('page', page);
  next.searchParams.set('per_page', size);
  return next.href;
}

function byNumber(records, order, context, input) {
  const { records: taken, page, size, totalPages } = numbered(records, order, context, input);
  const more = page < totalPages;
  const next = context.endpoint.page.style === 'page_body' || !more ? null : nextUrl(context, page + 1, size);
  return {
    records: taken,
    envelope: { pages: { type: 'pages', next, page, per_page: size, total_pages: totalPages } },
  };
}

function byCursor(records, order, context, { starting_after: cursor, per_page: perPage }) {
  const size = sizeOf(perPage, context.endpoint.page);
  const scope = scopeOf(context);
  const after = cursor ? decode(cursor, scope, 'starting_after') : null;
  const { records: taken, before, last } = slice(records, order, size, after);
  const page = Math.floor(before / size) + 1;
  const pages = { type: 'pages', page, per_page: size, total_pages: Math.ceil(records.length / size) };
  // Absent at the end, as in the vendor's examples.
  if (last) pages.next = { page: page + 1, per_page: size, starting_after: encode(last, scope) };
  return { records: taken, envelope: { pages } };
}

const STYLES = {
  page_query: (records, order, context) => byNumber(records, order, context, context.query),
  page_body: (records, order, context) => byNumber(records, order, context, context.body),
  cursor_query: (records, order, context) => byCursor(records, order, context, context.query),
  cursor_body: (records, order, context) => byCursor(records, order, context, context.body.pagination ?? {}),
  page_flat(records, order, context) {
    const { records: taken, page, size, totalPages } = numbered(records, order, context, context.query);
    return { records: taken, envelope: { page, per_page: size, total_pages: totalPages } };
  },
  cursor_flat(records, order, context) {
    const { cursor, per_page: perPage } = context.query;
    const scope = scopeOf(context);
    const after = cursor ? decode(cursor, scope, 'cursor') : null;
    const { records: taken, last } = slice(records, order, sizeOf(perPage, context.endpoint.page), after);
    return { records: taken, envelope: { next_cursor: last && encode(last, scope), has_more: last !== null } };
  },
};

/** One page in the endpoint's own style: its records and the members that go around them. */
export function pageOf(records, context, order = {}) {
  const { records: taken, envelope } = STYLES[context.endpoint.page.style](records, order, context);
  return { records: taken, envelope: { ...envelope, total_count: records.length } };
}

/** Puts items at the endpoint's list key, `data.articles` being one level down. */
export function atListKey(path, items) {
  const [head, tail] = path.split('.');
  return { [head]: tail ? { [tail]: items } : items };
}
