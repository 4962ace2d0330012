// Fairlead's records as an OpenAPI document, for servers that make their tools from one.
import { catalogue } from '../typescript-sdk/catalogue.mjs';

/** `tools` is what Fairlead lists for a server without filters. Of the tools that share an endpoint, the document has one: it has no place for more. */
export function openapi(tools) {
  const paths = {};
  for (const entry of catalogue(tools).entries) {
    const operations = (paths[entry.path] ??= {});
    operations[entry.verb.toLowerCase()] ??= operation(entry);
  }
  return { openapi: '3.1.0', info: { title: 'Intercom', version: '2.16' }, paths };
}

function operation({ tool, path, query, body, paging, tags }) {
  const { properties, required = [] } = tool.inputSchema;
  const parameter = (place) => ([name, wire]) => ({
    name: wire,
    in: place,
    required: place === 'path' || required.includes(name),
    description: properties[name].description,
    schema: properties[name],
  });
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, name]);
  const inPages = paging?.in === 'query' && paging.limit ? [['limit', paging.limit], ['next_cursor', paging.cursor ?? paging.page]] : [];
  const members = Array.isArray(body) ? body : [];
  return {
    operationId: tool.name,
    summary: tool.title,
    description: tool.description,
    tags,
    parameters: [
      ...inPath.map(parameter('path')),
      ...[...query, ...inPages].filter(([, wire]) => wire).map(parameter('query')),
    ],
    ...(members.length > 0 && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: Object.fromEntries(members.map(([name, wire]) => [wire, properties[name]])),
              required: members.filter(([name]) => required.includes(name)).map(([, wire]) => wire),
            },
          },
        },
      },
    }),
    responses: { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } },
  };
}
