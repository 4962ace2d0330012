// What wrangler.toml limits, and what is counted after an answer, on the real runtime.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';
import { request } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

test('an address that sends wrong tokens is told to wait, and others are not', async () => {
  const wrong = `/mcp/fl_${Buffer.alloc(64, 5).toString('base64url')}`;
  const from = (address, path = wrong) => {
    const { headers, ...rest } = request('tools/list', {});
    return worker.fetch(path, { ...rest, headers: { ...headers, 'cf-connecting-ip': address } });
  };
  // The windows are minutes of the clock, so two and a half times the limit passes it in one of them.
  const seen = [];
  for (let sent = 0; sent < 250; sent += 1) seen.push(await from('198.51.100.7'));
  assert.deepEqual([...new Set(seen.map(({ status }) => status))].sort(), [404, 429]);
  const { headers, body } = seen.find(({ status }) => status === 429);
  assert.equal(headers.get('retry-after'), '60');
  assert.equal(headers.get('ratelimit-remaining'), '0');
  assert.equal(body.statusCode, 429);
  assert.equal((await from('198.51.100.8')).status, 404);
  const server = await worker.mint();
  assert.equal((await from('198.51.100.7', server.url)).status, 200);
});

test('a server tells how much it was used, after the answer', async () => {
  const server = await worker.mint();
  const shown = () => worker.must(200, 'GET', `/integrated-account/${server.integrated_account_id}/mcp/${server.id}`);
  assert.deepEqual((await shown()).usage, { messages: 0, last_used_at: null });
  await worker.call(server.url, 'list_all_pylon_me', {});
  let usage;
  for (let asked = 0; asked < 200 && !usage?.messages; asked += 1) ({ usage } = await shown());
  assert.equal(usage.messages, 1);
  assert.match(usage.last_used_at, /^20\d\d-/);
});

test('an answer has an id, and so has its line of the log', async () => {
  const already = worker.logs().length;
  const { headers } = await worker.fetch('/healthz');
  const line = JSON.parse(worker.logs().slice(already)[0].message);
  assert.match(line.request_id, /^[0-9a-f]{16}$/);
  assert.equal(headers.get('x-request-id'), line.request_id);
});
