// What agent frameworks make of every list: `node tests/clients/frameworks.mjs <python> <python of the older mcp>`. The schemas that they would
// send to a model must say what Fairlead's say, and a call through each must come back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMCPClient } from '@ai-sdk/mcp';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { asSchema } from 'ai';
import { startWorker } from '../support/harness.mjs';
import { environment } from './command.mjs';
import { isFree, schemasOf } from './lint.mjs';
import { mintLists } from './lists.mjs';

const [python, olderPython] = process.argv.slice(2);
assert.ok(olderPython, 'usage: node tests/clients/frameworks.mjs <python> <python of the older mcp>');

const require = createRequire(import.meta.url);
const versionOf = (name) => require(fileURLToPath(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;

const script = fileURLToPath(new URL('frameworks.py', import.meta.url));
const run = promisify(execFile);

/** A framework of frameworks.py. */
const inPython = (interpreter, framework) => async (url, tool) => {
  const options = { env: environment, timeout: 240_000, maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse((await run(interpreter, [script, framework, tool, url], options)).stdout);
};

async function aiSdk(url, tool) {
  const client = await createMCPClient({ transport: { type: 'http', url } });
  const tools = await client.tools();
  const schemas = {};
  for (const [name, { inputSchema }] of Object.entries(tools)) schemas[name] = await asSchema(inputSchema).jsonSchema;
  const { content } = await tools[tool].execute({}, { toolCallId: 'call_1', messages: [] });
  await client.close();
  return { version: `${versionOf('ai')}, @ai-sdk/mcp ${versionOf('@ai-sdk/mcp')}`, schemas, answer: content[0].text };
}

async function langchain(url, tool) {
  const client = new MultiServerMCPClient({ it: { transport: 'http', url } });
  const tools = await client.getTools();
  const converted = tools.map((one) => convertToOpenAITool(one).function);
  const schemas = Object.fromEntries(converted.map(({ name, parameters }) => [name, parameters]));
  const answer = await tools.find(({ name }) => name === tool).invoke({});
  await client.close();
  // One text is a string; with `_meta` beside it, the block itself.
  return { version: versionOf('@langchain/mcp-adapters'), schemas, answer: typeof answer === 'string' ? answer : answer.text };
}

/** n8n makes zod of a schema, and sends what zod leaves of a model's arguments. */
async function n8n(url, tool, listed) {
  const { jsonSchemaToZod } = require('@n8n/json-schema-to-zod');
  const zods = Object.fromEntries(listed.map(({ name, inputSchema }) => [name, jsonSchemaToZod(inputSchema)]));
  for (const [schema, place] of schemasOf(listed).filter(([one]) => isFree(one))) {
    assert.deepEqual(jsonSchemaToZod(schema).parse({ any: 1 }), { any: 1 }, `${place} loses its keys`);
  }
  const answer = await worker.call(url, tool, { ...zods[tool].parse({}), sessionId: '1', action: 'sendMessage', chatInput: 'x', tool, toolCallId: 'call_1' });
  return { version: versionOf('@n8n/json-schema-to-zod'), schemas: Object.fromEntries(listed.map(({ name, inputSchema }) => [name, inputSchema])), answer: answer.text };
}

const frameworks = {
  'google-genai': inPython(python, 'google-genai'),
  'openai-agents': inPython(python, 'openai-agents'),
  'openai-agents, strict': inPython(python, 'openai-agents, strict'),
  'langchain-mcp-adapters (Python)': inPython(olderPython, 'langchain-mcp-adapters'),
  '@langchain/mcp-adapters': langchain,
  ai: aiSdk,
  '@n8n/json-schema-to-zod': n8n,
};

const worker = await startWorker();
after(() => worker.close());

const lists = (await mintLists(worker)).filter(({ tool }) => tool);

/** Names of the properties at every depth that a schema of Fairlead's names. */
const keys = (schema) => Object.entries(schema?.properties ?? {}).map(([key, child]) => [key, keys(child.items ?? child)]);

for (const [name, convert] of Object.entries(frameworks)) {
  describe(name, () => {
    for (const list of lists) {
      test(`takes ${list.name}`, async (t) => {
        const listed = await worker.tools(list.url);
        const { version, schemas, strict, answer } = await convert(list.url, list.tool, listed);
        t.diagnostic(`${name} ${version}: ${Object.keys(schemas).length} tools${strict === undefined ? '' : `, ${strict} of them strict`}`);
        assert.deepEqual(Object.keys(schemas).sort(), listed.map((tool) => tool.name).sort());
        for (const { name: tool, inputSchema } of listed) assert.deepEqual(keys(schemas[tool]), keys(inputSchema), tool);
        assert.ok(JSON.parse(answer), answer);
      });
    }
  });
}
