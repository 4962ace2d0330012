// What the tools of a vendor send, by its records alone, in the shapes of document.mjs.
import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { joined, shape, shapeOf } from './document.mjs';

/** Under these a record takes anything, so nothing below them can be compared. */
const open = () => shape({ isOpen: true });

function read(schema) {
  const { type, properties, additionalProperties, items, required = [] } = schema;
  if (type === 'any' || type === 'filter' || type === 'file') return open();
  if (type === 'object' && !properties && !additionalProperties) return open();
  return shape({
    types: new Set([type]),
    values: schema.enum?.map(String) ?? null,
    keys: keysOf(properties ?? {}, required),
    others: additionalProperties ? read(additionalProperties) : null,
    items: items ? read(items) : null,
  });
}

/** By the vendor's names; `a/b` is key b of the object a, and what has a `default_from` is always sent. */
function keysOf(properties, required) {
  const keys = new Map();
  for (const [name, property] of Object.entries(properties)) {
    const [key, inner] = (property.wire_name ?? name).split('/');
    const own = { ...read(property), required: required.includes(name) || property.default_from !== undefined };
    if (inner === undefined) keys.set(key, own);
    else {
      const object = keys.get(key) ?? shape({ types: new Set(['object']) });
      object.keys.set(inner, own);
      keys.set(key, object);
    }
  }
  return keys;
}

const constant = (value) =>
  value !== null && typeof value === 'object' ? open() : shape({ values: [String(value)], types: new Set([typeof value]), required: true });

/** Puts the keys of paging where the style has them; `a/b` is key b of the object a. */
function addPaging(target, keys) {
  for (const key of keys.filter(Boolean)) {
    const [name, inner] = key.split('/');
    if (inner === undefined) target.keys.set(name, open());
    else {
      const object = target.keys.get(name) ?? shape({ types: new Set(['object']) });
      object.keys.set(inner, open());
      target.keys.set(name, object);
    }
  }
}

function toolOf({ integration, resource, name, definition, record }) {
  const places = [...definition.http.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
  const query = read({ type: 'object', properties: {}, ...record.query_schema });
  for (const place of places) query.keys.delete(place);
  const hasBody = definition.body !== undefined;
  let body = hasBody ? read({ type: 'object', properties: {}, ...record.body_schema }) : undefined;
  for (const [key, value] of Object.entries(definition.fixed?.query ?? {})) query.keys.set(key, constant(value));
  for (const [key, value] of Object.entries(definition.fixed?.body ?? {})) body.keys.set(key, constant(value));
  if (record.input_schema_json) body = open();
  const { use, ...over } = typeof definition.pagination === 'string' ? { use: definition.pagination } : definition.pagination ?? {};
  const style = { ...integration.pagination?.[use], ...over };
  const paging = [style.cursor, style.page, style.limit, style.style === 'next_url' && 'page'];
  addPaging(style.in === 'body' ? body : query, paging);
  return { name: `${resource}.${name}`, http: definition.http, query, body, example: record.example ?? {} };
}

/** Every documented method of an integration's folder that calls its API: `{name: 'resource.method', http, query, body, example}`. */
export function toolsOf(folder) {
  const load = (file) => parse(readFileSync(`${folder}/${file}`, 'utf8'));
  const integration = load('integration.yaml');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'integration.yaml')
    .sort()
    .map(load)
    // Composites, prompts and the like document no endpoint.
    .filter(({ resource, methods }) => resource !== undefined && methods !== undefined)
    .flatMap(({ resource, methods }) =>
      Object.entries(methods)
        .map(([name, record]) => ({ integration, resource, name, definition: integration.resources[resource][name], record }))
        // A file's address is no operation of the API.
        .filter(({ definition }) => definition.hosts === undefined)
        .map(toolOf));
}

/** What the tools of one endpoint send together, by `VERB /path/{}`. */
export function endpointsOf(tools) {
  const endpoints = new Map();
  for (const { http, query, body } of tools) {
    const known = endpoints.get(shapeOf(http));
    endpoints.set(shapeOf(http), known
      ? { ...known, query: joined(known.query, query), body: joined(known.body, body) }
      : { http, query, body });
  }
  return endpoints;
}
