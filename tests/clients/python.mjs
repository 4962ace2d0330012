// The Python client, in its three modes: `node tests/clients/python.mjs <python with the package mcp>`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startWorker } from '../support/harness.mjs';
import { sameCalls } from './calls.mjs';
import { environment } from './command.mjs';

const [python] = process.argv.slice(2);
assert.ok(python, 'usage: node tests/clients/python.mjs <python>');
const script = fileURLToPath(new URL('python_client.py', import.meta.url));

const adapter = (mode, version, handshake) => ({
  name: `Python client 2.x, ${mode}`,
  version,
  handshake,
  connect(url) {
    const child = spawn(python, [script, url, mode], { env: environment, stdio: ['pipe', 'pipe', 'inherit'], timeout: 240_000 });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    async function ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      assert.ok(!done, 'the Python client has ended; why is above');
      return JSON.parse(value);
    }
    return {
      about: () => ask({ ask: 'about' }),
      listTools: () => ask({ ask: 'listTools' }),
      callTool: (name, args) => ask({ ask: 'callTool', name, arguments: args }),
      async close() {
        child.stdin.end();
        if (child.exitCode === null) await once(child, 'exit');
      },
    };
  },
});

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();

for (const client of [
  adapter('auto', '2026-07-28', true),
  adapter('legacy', '2025-11-25', true),
  adapter('2026-07-28', '2026-07-28', false), // pinned, it takes the server for what it is told and asks nothing
]) {
  sameCalls(client, { worker, account });
}
