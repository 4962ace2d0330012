// The receiver of docs/events.md, run as it stands there: it takes what Fairlead signed, and nothing else.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startWorker } from '../support/harness.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(join(root, 'docs/events.md'), 'utf8');
const [, example] = /^```js\n(.*?)^```$/ms.exec(page);

/** A port that is free now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

let folder;
let child;
let address;
let worker;
let hook;
let printed;
const sent = [];

before(async () => {
  const port = await freePort();
  address = `http://127.0.0.1:${port}/`;
  const pass = async (request) => {
    const { headers } = request;
    const body = await request.text();
    sent.push({ headers, body });
    return fetch(address, { method: 'POST', headers: Object.fromEntries([...headers].filter(([name]) => name !== 'cf-worker')), body });
  };
  worker = await startWorker({ hosts: { 'https://hooks.receiver.example': pass } });
  hook = await worker.must(201, 'POST', '/webhook', { url: 'https://hooks.receiver.example/fairlead' });
  folder = await mkdtemp(join(tmpdir(), 'fairlead-receiver-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'receiver.mjs'), example);
  child = spawn(process.execPath, [join(folder, 'receiver.mjs')], { env: { ...process.env, FAIRLEAD_WEBHOOK_SECRET: hook.secret, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
  printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // It prints nothing when it listens.
  for (let answer; answer === undefined; ) {
    assert.equal(child.exitCode, null, 'the receiver ended');
    answer = await fetch(address).catch(() => undefined);
  }
});
after(async () => {
  child?.kill();
  await worker?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

test('the receiver takes what is signed, works on it once, and refuses what anybody altered', async () => {
  const tested = await worker.must(200, 'POST', `/webhook/${hook.id}/test`);
  assert.deepEqual([tested.success, tested.status_code], [true, 204]);
  assert.match((await printed.next()).value, /^test /);
  const [{ headers, body }] = sent;
  const send = (changes, text = body) => fetch(address, { method: 'POST', headers: { ...Object.fromEntries([...headers].filter(([name]) => name.startsWith('webhook-'))), ...changes }, body: text });
  assert.equal((await send({})).status, 204, 'a repeat is taken');
  assert.equal((await send({}, body.replace('test', 'tess'))).status, 401);
  assert.equal((await send({ 'webhook-timestamp': '1' })).status, 401);
  assert.equal((await send({ 'webhook-id': 'another' })).status, 401);
  assert.equal((await fetch(address, { method: 'POST', body })).status, 401);
  const account = await worker.connectPylon();
  assert.equal((await printed.next()).value, `account.created ${account.id}`, 'the repeat was not worked on');
});
