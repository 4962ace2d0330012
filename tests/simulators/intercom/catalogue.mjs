import { readFileSync } from 'node:fs';
import { invalid } from './errors.mjs';

// catalogue.json notation: a trailing ! marks a mandatory key, a trailing ? a value that may be null, =a|b an enum,
// [T] a list (a second member holds its limits), {"*":T} a map, {"|":[T,…]} alternatives, {"&":[[…],…]} key sets of
// which one must be there, id a string or an integer, csv a comma list, a capitalised word one of the objects.
const catalogue = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8'));

export const objects = catalogue.objects;
export const searchable = catalogue.search;
export const endpoints = catalogue.endpoints.map((endpoint) => ({
  status: 200,
  answer: 'object',
  ...endpoint,
  key: `${endpoint.method} ${endpoint.path}`,
  segments: endpoint.path.slice(1).split('/'),
}));

const isParameter = (segment) => segment.startsWith('{');
const staticFirst = (endpoint) => endpoint.segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
const ordered = [...endpoints].sort((one, other) => (staticFirst(one) < staticFirst(other) ? -1 : 1));

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid(`path segment ${segment} is not valid percent-encoding`);
  }
}

/** The endpoint behind a method and path, literal segments before parameters; null when there is none. */
export function findEndpoint(method, pathname) {
  const parts = pathname.slice(1).split('/');
  const endpoint = ordered.find(
    (candidate) =>
      candidate.method === method &&
      candidate.segments.length === parts.length &&
      candidate.segments.every((segment, at) => (isParameter(segment) ? parts[at] !== '' : segment === parts[at])),
  );
  if (!endpoint) return null;
  const parameters = endpoint.segments.flatMap((segment, at) =>
    isParameter(segment) ? [[segment.slice(1, -1), parts[at]]] : [],
  );
  return {
    endpoint,
    readParams: () => Object.fromEntries(parameters.map(([name, text]) => [name, decode(text)])),
  };
}

const RESERVED = ['*', '*names', '&'];

/** `{"name!": "string"}` as `[{name: "name", type: "string", required: true}]`. */
export const fieldsOf = (shape) =>
  Object.entries(shape)
    .filter(([key]) => !RESERVED.includes(key))
    .map(([key, type]) => ({ name: key.replace(/!$/, ''), type, required: key.endsWith('!') }));
