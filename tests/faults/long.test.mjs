// Answers of any length reach the client whole: long ones leave the Worker on another way than short ones.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { request } from '../support/mcp.mjs';
import { answer } from './vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const harness = await startHarness({ MAX_RESULT_CHARS: '4000000', MAX_VENDOR_BODY_BYTES: '4194304' });
after(() => harness.close());

/** A tool whose vendor answers with a name of so many bytes, each character of two. */
function named(id, bytes) {
  const tool = tools.read(id);
  tool.record.name = 'é'.repeat(bytes / 2);
  harness.vendors.on(tool.path, (socket) => socket.end(answer(200, {}, JSON.stringify({ data: tool.record }))));
  return tool;
}

for (const bytes of [1_000, 520_000, 524_000, 525_000, 1_200_000, 3_600_000]) {
  test(`a record of ${bytes} bytes comes whole, to several at once`, async () => {
    const tools = Array.from({ length: 4 }, (_, at) => named(`long-${bytes}-${at}`, bytes + 2 * at));
    await Promise.all(tools.map(harness.mustCall));
  });
}

test('a client that hangs up within a long answer hurts nobody', async () => {
  const tool = named('gone', 3_000_000);
  await harness.unhurt(async () => {
    const { method, headers, body } = request('tools/call', { name: tool.name, arguments: tool.args });
    const lines = Object.entries({ ...headers, host: 'fairlead.example', 'content-length': Buffer.byteLength(body) });
    const socket = connect(Number(new URL(harness.worker.url).port), '127.0.0.1').on('error', () => {});
    socket.write(`${method} ${new URL(harness.url).pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
    await once(socket, 'data');
    socket.resetAndDestroy();
  });
  await harness.mustCall(named('there', 3_000_000));
});
