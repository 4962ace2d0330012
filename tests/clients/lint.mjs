// What hosts and the APIs of models are known to refuse in a list of tools. Most refuse the whole request for one such tool, and with it every
// prompt of the client, so one finding is one too many. Each rule says who refuses.

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords whose values are schemas, schemas by name, and lists of schemas (JSON Schema 2020-12, 10 and 11). */
const ONE = ['items', 'additionalProperties', 'contains', 'propertyNames', 'not', 'if', 'then', 'else'];
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const MANY = ['anyOf', 'allOf', 'oneOf', 'prefixItems'];

/** Rules of a schema at any depth: what is wrong with it, or nothing. */
const SCHEMA_RULES = {
  // Gemini's API knows no such keyword (nanbingxyz/5ire 42); google-genai's `mcp_to_gemini_tool` fails on the boolean for every tool.
  'no boolean additionalProperties': (schema) => typeof schema.additionalProperties === 'boolean',
  // google-genai, as above; the MCP Inspector's lint (bare boolean, an error).
  'no schema that is true or false': (schema) => Object.values(children(schema)).some((child) => typeof child === 'boolean'),
  // OpenAI: "array schema missing items" (bnb-chain/bnbchain-mcp 68); VS Code leaves the tool out.
  'items of an array': (schema) => schema.type === 'array' && !isObject(schema.items),
  // Gemini's API takes one type; the MCP Inspector's lint (type-union); Cursor compares it with the value's own (cursor/cursor 3778).
  'one type': (schema) => Array.isArray(schema.type),
  // Gemini's API: "properties: only allowed for OBJECT type" (anomalyco/opencode 11889).
  'properties of objects alone': (schema) => schema.type !== 'object' && ('properties' in schema || 'required' in schema),
  // Gemini's API: "enum: only allowed for STRING type"; google-genai's Schema holds strings.
  'an enum of strings': (schema) => 'enum' in schema && !(schema.type === 'string' && schema.enum.every((value) => typeof value === 'string')),
  // Gemini's API: "enum[0]: cannot be empty".
  'an enum without an empty text': (schema) => 'enum' in schema && (schema.enum.length === 0 || schema.enum.includes('')),
  // Gemini's API: "required[0]: property is not defined" (anomalyco/opencode, `sanitizeGemini`); ajv's strictRequired.
  'required properties that are there': (schema) => (schema.required ?? []).some((key) => !(key in (schema.properties ?? {}))),
  // Anthropic's API: "property keys should match pattern"; one bad key and it refuses the whole request.
  'property keys of ^[a-zA-Z0-9_.-]{1,64}$': (schema) => Object.keys(schema.properties ?? {}).some((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key)),
  // Clients fetch no schema, and many resolve none (makenotion/notion-mcp-server 341).
  'no $ref': (schema) => '$ref' in schema,
  // The MCP Inspector's lint (untyped-schema) for what says nothing at all.
  'a type or a description': (schema) => Object.keys(schema).length === 0,
  // Gemini's Schema has none of these; n8n's and LangChain's converters know some.
  'no conditions': (schema) => ['not', 'if', 'then', 'else', 'patternProperties', 'propertyNames', 'const'].some((key) => key in schema),
};

/** Rules of a tool. */
const TOOL_RULES = {
  // OpenAI: ^[a-zA-Z0-9_-]{1,64}$; Gemini: a letter or underscore first. Hosts put a prefix before it.
  'a name of ^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$': ({ name }) => !/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/.test(name),
  // SDK 1.x refuses the whole list.
  'an object at the root': ({ inputSchema }) => inputSchema?.type !== 'object',
  // OpenAI: "object schema missing properties" (openai/openai-agents-python 449, inboxapi/cli 106, containers/kubernetes-mcp-server 717).
  'properties at the root': ({ inputSchema }) => !isObject(inputSchema?.properties),
  // Anthropic's API: "input_schema does not support oneOf, allOf, or anyOf at the top level" (makenotion/notion-mcp-server 341).
  'no oneOf, anyOf or allOf at the root': ({ inputSchema }) => MANY.some((key) => key in (inputSchema ?? {})),
  // OpenAI: descriptions of functions have at most 1,024 characters; Azure's API refuses longer ones.
  'a description of 1 to 1,024 characters': ({ description }) => !(description?.length >= 1 && description.length <= 1024),
};

/** The schemas right below one, by their places. */
function children(schema) {
  const found = {};
  for (const key of ONE) if (key in schema) found[`/${key}`] = schema[key];
  for (const key of [...NAMED, ...MANY]) for (const [name, child] of Object.entries(schema[key] ?? {})) found[`/${key}/${name}`] = child;
  return found;
}

function* schemas(schema, place) {
  if (!isObject(schema)) return;
  yield [schema, place];
  for (const [where, child] of Object.entries(children(schema))) yield* schemas(child, place + where);
}

/** Every rule by its name. */
export const RULES = [...Object.keys(TOOL_RULES), ...Object.keys(SCHEMA_RULES)];

/** What is wrong with a list of tools: `{rule, tool, place}`. */
export function lint(tools) {
  const findings = [];
  for (const tool of tools) {
    for (const [rule, isBroken] of Object.entries(TOOL_RULES)) if (isBroken(tool)) findings.push({ rule, tool: tool.name, place: '' });
    for (const [schema, place] of schemas(tool.inputSchema, '')) {
      for (const [rule, isBroken] of Object.entries(SCHEMA_RULES)) if (isBroken(schema)) findings.push({ rule, tool: tool.name, place });
    }
  }
  return findings;
}

/** Whether an object takes any keys: the one kind that has no `properties`. */
export const isFree = (schema) => schema.type === 'object' && !('properties' in schema) && !('additionalProperties' in schema);

/** Every schema in those of a list of tools. */
export const schemasOf = (tools) => tools.flatMap(({ name, inputSchema }) => [...schemas(inputSchema, name)]);
