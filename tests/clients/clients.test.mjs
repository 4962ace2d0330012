// MCP clients that nobody here wrote, each against the Worker as it ships, on workerd, with the simulated Pylon behind it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';
import { expectedTools, sameCalls } from './calls.mjs';
import { run } from './command.mjs';
import { inspector } from './inspector.mjs';
import { bridge, typescript1 } from './typescript-1.mjs';
import { typescript2 } from './typescript-2.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();

test('what these clients talk to is what ships: the vendors of tool-docs, and no fixture', async () => {
  const records = new URL('../../tool-docs/', import.meta.url);
  const vendors = readdirSync(records).filter((name) => existsSync(new URL(`${name}/integration.yaml`, records)));
  const { result } = await worker.must(200, 'GET', '/integration');
  assert.deepEqual(result.map(({ slug }) => slug), vendors.sort());
});

for (const client of [...typescript2, typescript1, ...inspector, bridge]) sameCalls(client, { worker, account });

test('mcp-remote-client connects without a login and lists every tool', async () => {
  const { url } = await worker.mint({}, { account, name: 'mcp-remote-client' });
  const { code, stderr } = await run('mcp-remote-client', [url, '--allow-http']);
  assert.equal(code, 0, stderr);
  const [, tools] = /^\[\d+\] Tools: (\{.*?^\})$/ms.exec(stderr);
  assert.deepEqual(JSON.parse(tools).tools.map(({ name }) => name), (await expectedTools(worker, account)).map(({ name }) => name));
  assert.match(stderr, /Exiting OK/);
});
