import { readFileSync } from 'node:fs';

/** A vendor's `catalogue.json`, its endpoints with `usual` members where they say nothing else, and with a key and segments. */
export function readCatalogue(url, usual = {}) {
  const catalogue = JSON.parse(readFileSync(url, 'utf8'));
  const endpoints = catalogue.endpoints.map((endpoint) => ({
    ...usual,
    ...endpoint,
    key: `${endpoint.method} ${endpoint.path}`,
    segments: endpoint.path.slice(1).split('/'),
  }));
  return { ...catalogue, endpoints };
}

const isParameter = (segment) => segment.startsWith('{');
const parametersFirst = ({ segments }) => segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');

/** Finds the endpoint behind a method and the segments of a path, literal ones before parameters; null when there is none. */
export function createRoutes(endpoints) {
  const ordered = [...endpoints].sort((one, other) => (parametersFirst(one) < parametersFirst(other) ? -1 : 1));
  return (method, parts) => {
    const endpoint = ordered.find(
      (candidate) =>
        candidate.method === method &&
        candidate.segments.length === parts.length &&
        candidate.segments.every((segment, at) => (isParameter(segment) ? parts[at] !== '' : segment === parts[at])),
    );
    if (!endpoint) return null;
    const texts = endpoint.segments.flatMap((segment, at) => (isParameter(segment) ? [[segment.slice(1, -1), parts[at]]] : []));
    return { endpoint, texts };
  };
}

/** The same for a path as it was sent: its parameters are decoded when they are read, and `invalid` makes the error for one that cannot be. */
export function createPathRoutes(endpoints, invalid) {
  const route = createRoutes(endpoints);
  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw invalid(`path segment ${text} is not valid percent-encoding`);
    }
  };
  return (method, pathname) => {
    const found = route(method, pathname.slice(1).split('/'));
    if (!found) return null;
    const readParams = () => Object.fromEntries(found.texts.map(([name, text]) => [name, decode(text)]));
    return { endpoint: found.endpoint, readParams };
  };
}

/** The names of a path's parameters. */
export const parametersOf = (path) => [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);

// Keys of a shape that say something about it and name no field.
const NO_FIELDS = new Set(['*', '*names', '&']);

/** `{"name!": "string", "id^": "string"}` as `[{name: "name", type: "string", required: true, readOnly: false}, …]`. */
export const fieldsOf = (shape) =>
  Object.entries(shape)
    .filter(([key]) => !NO_FIELDS.has(key))
    .map(([key, type]) => ({
      name: key.replace(/[!^]+$/, ''),
      type,
      required: key.includes('!'),
      readOnly: key.includes('^'),
    }));
