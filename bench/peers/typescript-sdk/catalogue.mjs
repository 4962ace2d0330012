// Fairlead's own records as plain data, for a server that is not Fairlead: what `tools/list` says of each tool, and where its arguments go.
// Written for what Intercom's records use. Left out: search languages, whose conditions the records rewrite on their way to the vendor,
// names of nested keys, paging by URLs, and answers that are no JSON. No case of the benchmark calls for them.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const records = new URL('../../../tool-docs/intercom/', import.meta.url);
const read = (file) => parse(readFileSync(new URL(file, records), 'utf8'));

const composites = new Set(
  Object.entries(read('composites.yaml').composites).flatMap(([resource, methods]) => Object.keys(methods).map((method) => `intercom_${resource}_${method}`)),
);

/** `tools` is what Fairlead lists for a server without filters, all pages together. */
export function catalogue(tools) {
  const { label, instructions, headers, pagination, resources } = read('integration.yaml');
  const listed = new Map(tools.map((tool) => [tool.name, tool]));
  const entries = [];
  for (const file of readdirSync(records).filter((name) => name.endsWith('.yaml') && name !== 'integration.yaml')) {
    const { resource, singular, tags, methods } = read(file);
    // Files without methods hold composites, prompts and the like.
    for (const [method, documentation] of Object.entries(methods ?? {})) {
      const tool = listed.get(nameOf(resource, method, singular));
      if (!tool) throw new Error(`${file}: Fairlead lists no tool for ${method}`);
      entries.push({
        tool,
        method,
        tags: [...new Set([...tags, ...(documentation.tags ?? [])])],
        ...request(resources[resource][method], documentation),
        ...answer(method, resources[resource][method], pagination),
      });
    }
  }
  // Composites are listed, as Fairlead's are, and never called.
  const documented = new Set(entries.map(({ tool }) => tool));
  for (const tool of tools.filter((one) => !documented.has(one))) {
    if (!composites.has(tool.name)) throw new Error(`no record for ${tool.name}`);
    entries.push({ tool, method: 'composite', tags: [] });
  }
  if (entries.length !== tools.length) throw new Error(`${entries.length} records for ${tools.length} tools`);
  entries.sort((left, right) => (left.tool.name < right.tool.name ? -1 : 1));
  return { label, instructions, headers, entries };
}

/** As records/src/read/names.rs has it. */
function nameOf(resource, method, singular) {
  const names = {
    list: `list_all_intercom_${resource}`,
    get: `get_single_intercom_${singular}_by_id`,
    create: `create_a_intercom_${singular}`,
    update: `update_a_intercom_${singular}_by_id`,
    delete: `delete_a_intercom_${singular}_by_id`,
  };
  return names[method] ?? `intercom_${resource}_${method}`;
}

/** Verb, path template, and the vendor's key of each argument that is not in the path. A key in both schemas goes to the query. */
function request({ http, fixed = {}, body, headers }, { query_schema: query, body_schema }) {
  const [verb, path] = http.split(' ');
  const keys = (schema) =>
    Object.entries(schema?.properties ?? {}).map(([name, { wire_name: wire }]) => [name, wire ?? name]);
  const inQuery = keys(query).filter(([name]) => !path.includes(`{${name}}`));
  const taken = new Set(keys(query).map(([name]) => name));
  return {
    verb,
    path,
    headers,
    query: inQuery,
    fixedQuery: Object.entries(fixed.query ?? {}),
    // `true`: the argument `body` is the whole body.
    body: body && (body_schema?.type === 'array' || keys(body_schema).filter(([name]) => !taken.has(name))),
    fixedBody: fixed.body,
  };
}

/** Where a list's records and its cursor are. */
function answer(method, { response_path: records, pagination }, styles) {
  const isList = method === 'list';
  const { use, ...own } = typeof pagination === 'string' ? { use: pagination } : (pagination ?? {});
  return { pointer: records, isList, paging: use && { ...styles[use], ...own } };
}
