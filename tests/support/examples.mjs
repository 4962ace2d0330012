// The documented tools of a vendor with their records, and for each of them arguments that name what its simulator really holds.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { exampleFor as gladlyExample } from '../simulators/gladly/examples.mjs';
import { exampleFor as hubspotExample } from '../simulators/hubspot/examples.mjs';
import { exampleFor as intercomExample } from '../simulators/intercom/examples.mjs';
import { exampleFor as pylonExample } from '../simulators/pylon/examples.mjs';
import { amendments } from './amendments.mjs';

const exampleFor = { pylon: pylonExample, gladly: gladlyExample, intercom: intercomExample, hubspot: hubspotExample };
const read = (path) => parse(readFileSync(new URL(`../../tool-docs/${path}`, import.meta.url), 'utf8'));

/** A path template without the names of its parameters: the records chose them, and the vendor chose others. */
export const shapeOf = (http) => http.replaceAll(/\{\w+\}/g, '{}');
const parametersOf = (http) => [...http.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

/**
 * Every tool of a vendor as its records have it: `{tool, resource, method, http, effect, tags, definition, example, endpoint}`,
 * the endpoint being the simulator's own.
 */
export async function documentedTools(worker, slug) {
  const { resources } = await worker.must(200, 'GET', `/integration/${slug}/capabilities`);
  const definitions = read(`${slug}/integration.yaml`).resources;
  const endpoints = new Map(worker[slug].endpoints.map((endpoint) => [shapeOf(`${endpoint.method} ${endpoint.path}`), endpoint]));
  return resources.flatMap(({ resource, methods }) => {
    const documented = methods.filter(({ tool }) => tool !== null);
    const record = documented.length > 0 ? read(`${slug}/${resource}.yaml`) : undefined;
    return documented.map(({ method, tool, http, effect, tags }) => ({
      slug, tool, resource, method, http, effect, tags,
      definition: definitions[resource][method],
      example: record.methods[method].example ?? {},
      defaults: defaultsOf(record.methods[method]),
      endpoint: endpoints.get(shapeOf(http)),
    }));
  });
}

/** Arguments that another read of the vendor tells when they are left out. */
function defaultsOf(documentation) {
  const schemas = [documentation.query_schema, documentation.body_schema];
  const properties = schemas.flatMap((schema) => Object.entries(schema?.properties ?? {}));
  return properties.filter(([, property]) => property.default_from).map(([name]) => name);
}

/** Names of a vendor's tools that are several calls of others. */
export async function compositesOf(worker, slug) {
  const { composites } = await worker.must(200, 'GET', `/integration/${slug}/capabilities`);
  return composites.map(({ tool }) => tool);
}

// Keys whose values name a record, in any vendor's spelling.
const namesRecord = (key) => /^(id|ids)$|_ids?$|[a-z]Ids?$/.test(key);

/** Every value of a tree by its key; the first that comes is kept. */
function valuesByKey(tree, found = new Map()) {
  if (tree === null || typeof tree !== 'object') return found;
  for (const [key, value] of Object.entries(tree)) if (!Array.isArray(tree) && !found.has(key)) found.set(key, value);
  for (const value of Object.values(tree)) valuesByKey(value, found);
  return found;
}

const likeShown = (shown, real) => (typeof shown === 'string' && typeof real === 'number' ? String(real) : real);

/** `example` with the ids of `real`: those that stand at the same place, else those of the same key. */
function ground(example, real, byKey) {
  if (Array.isArray(example)) return example.map((item) => ground(item, [real].flat()[0], byKey));
  if (example === null || typeof example !== 'object') return example;
  const grounded = ([key, shown]) => {
    const known = real?.[key] ?? byKey.get(key);
    const isPlain = (value) => value !== undefined && (value === null || typeof value !== 'object');
    if (!namesRecord(key)) return [key, ground(shown, real?.[key], byKey)];
    if (Array.isArray(shown) && shown.every(isPlain)) {
      return [key, Array.isArray(known) ? known.map((item) => likeShown(shown[0], item)) : shown];
    }
    return isPlain(shown) && isPlain(known) ? [key, likeShown(shown, known)] : [key, ground(shown, real?.[key], byKey)];
  };
  return Object.fromEntries(Object.entries(example).map(grounded));
}

/** A record's example with the ids of what the simulator holds in place of the invented ones. */
export function argumentsFor({ slug, tool, http, example, endpoint }, simulator) {
  const { acme } = simulator.state;
  // A file's address is no endpoint of the API.
  if (endpoint === undefined) return amendments[slug][tool]({ acme });
  const { params, query, body } = exampleFor[slug](endpoint, acme);
  const ours = parametersOf(http);
  const path = Object.fromEntries(parametersOf(endpoint.path).map((name, at) => [ours[at], String(params[name])]));
  const real = { ...query, ...body, ...path };
  const grounded = { ...ground(example, real, valuesByKey({ ...query, ...body })), ...path };
  return { ...grounded, ...amendments[slug][tool]?.({ acme, query, body }) };
}
