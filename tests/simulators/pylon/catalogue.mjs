import { readFileSync } from 'node:fs';
import { invalid } from './errors.mjs';

// catalogue.json notation: a trailing ! marks a mandatory key, a|b an enum, [T] a list,
// {"*":T} a map, a capitalised word one of the objects.
const catalogue = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8'));

export const objects = catalogue.objects;
export const filters = catalogue.filters;
export const endpoints = catalogue.endpoints.map((endpoint) => ({
  ...endpoint,
  key: `${endpoint.method} ${endpoint.path}`,
  segments: endpoint.path.slice(1).split('/'),
}));

const isParameter = (segment) => segment.startsWith('{');
const literals = (endpoint) => endpoint.segments.filter((segment) => !isParameter(segment)).length;
const byLiterals = [...endpoints].sort((one, other) => literals(other) - literals(one));

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
  const endpoint = byLiterals.find(
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

/** `{"name!": "string"}` as `[{name: "name", type: "string", required: true}]`. */
export const fieldsOf = (shape) =>
  Object.entries(shape).map(([key, type]) => ({
    name: key.replace(/!$/, ''),
    type,
    required: key.endsWith('!'),
  }));
