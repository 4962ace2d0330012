import { readFileSync } from 'node:fs';

// catalogue.json notation: a trailing ! marks a mandatory key, ^ a read-only one; a|b is an enum, [T] or [T, least, most]
// a list, {"*":T} a map, {"|":[A,B]} one of several shapes, string<=N a text of limited length, a capitalised word one of
// the objects or enums. `cap` is the longest list, `flagged` says that it tells of truncation, `odd` names the statuses
// whose documented error is not a list.
const catalogue = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8'));

export const PREFIX = '/api/v1';
export const { enums, objects } = catalogue;
export const endpoints = catalogue.endpoints.map((endpoint) => ({
  ...endpoint,
  key: `${endpoint.method} ${endpoint.path}`,
  segments: endpoint.path.slice(1).split('/'),
}));

const isParameter = (segment) => segment.startsWith('{');
const literals = (endpoint) => endpoint.segments.filter((segment) => !isParameter(segment)).length;
const byLiterals = [...endpoints].sort((one, other) => literals(other) - literals(one));

/** The endpoint behind a method and path, literal segments before parameters; null when there is none. */
export function findEndpoint(method, pathname) {
  if (!pathname.startsWith(`${PREFIX}/`)) return null;
  let parts;
  try {
    parts = pathname
      .slice(PREFIX.length + 1)
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
  const endpoint = byLiterals.find(
    (candidate) =>
      candidate.method === method &&
      candidate.segments.length === parts.length &&
      candidate.segments.every((segment, at) => (isParameter(segment) ? parts[at] !== '' : segment === parts[at])),
  );
  if (!endpoint) return null;
  const params = endpoint.segments.flatMap((segment, at) =>
    isParameter(segment) ? [[segment.slice(1, -1), parts[at]]] : [],
  );
  return { endpoint, params: Object.fromEntries(params) };
}

/** `{"name!": "string"}` as `[{name: "name", type: "string", required: true, readOnly: false}]`. */
export const fieldsOf = (shape) =>
  Object.entries(shape).map(([key, type]) => ({
    name: key.replace(/[!^]+$/, ''),
    type,
    required: key.includes('!'),
    readOnly: key.includes('^'),
  }));
