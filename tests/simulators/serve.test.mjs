import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPylonClient } from './pylon/client.mjs';
import { createPylon } from './pylon/index.mjs';
import { serve } from './serve.mjs';

async function running(work, options) {
  const pylon = createPylon({ issues: 20, ...options });
  const server = await serve(pylon);
  try {
    await work({ pylon, server, client: createPylonClient(fetch, { base: server.url }) });
  } finally {
    await server.close();
  }
}
const control = (server, method, noun, body) =>
  fetch(`${server.url}/__simulator/${noun}`, { method, body: body && JSON.stringify(body) }).then((answer) =>
    answer.json(),
  );

describe('a simulator behind HTTP', () => {
  test('listens on a free loopback port and answers like the handler', () =>
    running(async ({ server, client, pylon }) => {
      assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      const answer = await client.get('/issues/1');
      assert.equal(answer.status, 200);
      assert.ok(answer.text.includes('9007199254740993'));
      assert.equal(answer.headers.get('x-pylon-request-id'), answer.body.request_id);
      assert.equal((await client.post('/tasks', { title: 'x' })).status, 200);
      const form = { file: new File(['12345'], 'five.txt') };
      assert.equal((await client.call('POST', '/attachments', { form })).body.data.name, 'five.txt');
      assert.equal(pylon.calls.length, 3);
    }));

  test('takes faults, shows calls, moves the clock and resets from outside', () =>
    running(
      async ({ server, client }) => {
        const before = (await control(server, 'GET', 'snapshot')).snapshot;
        await control(server, 'POST', 'faults', { match: { method: 'GET', path: '/me' }, kind: 'html', times: 2 });
        assert.equal((await client.get('/me')).status, 502);
        await control(server, 'DELETE', 'faults');
        assert.equal((await client.get('/me')).status, 200);
        assert.equal((await client.get('/me')).status, 429);
        await control(server, 'POST', 'clock', { advance_ms: 60_000 });
        assert.equal((await client.get('/me')).status, 200);
        assert.deepEqual(
          (await control(server, 'GET', 'calls')).map(({ status }) => status),
          [502, 200, 429, 200],
        );
        await client.post('/tasks', { title: 'x' });
        assert.notEqual((await control(server, 'GET', 'snapshot')).snapshot, before);
        await control(server, 'POST', 'reset');
        assert.equal((await control(server, 'GET', 'snapshot')).snapshot, before);
        assert.match((await control(server, 'POST', 'faults', { kind: 'earthquake' })).error, /kind/);
        assert.match((await control(server, 'PUT', 'anything')).error, /choose one of/);
      },
      { limits: { override: { 'GET /me': 1 } } },
    ));

  test('destroys the socket on reset', () =>
    running(async ({ pylon, client }) => {
      pylon.faults.add({ kind: 'reset' });
      await assert.rejects(
        client.get('/me'),
        (error) => error.cause?.code === 'ECONNRESET' || error.cause?.code === 'UND_ERR_SOCKET',
      );
    }));

  test('stalls before and inside the body until the client leaves', () =>
    running(async ({ pylon, client, server }) => {
      pylon.faults.add({ kind: 'stall' });
      const leaving = new AbortController();
      const stalled = client.call('GET', '/me', { signal: leaving.signal });
      // The fault is for the call that takes it.
      while (pylon.calls.length === 0) await new Promise(setImmediate);
      leaving.abort();
      await assert.rejects(stalled, { name: 'AbortError' });

      pylon.faults.add({ kind: 'stall_body' });
      const abort = new AbortController();
      const response = await fetch(`${server.url}/issues/1`, {
        headers: { authorization: 'Bearer pylon-demo-token' },
        signal: abort.signal,
      });
      const reader = response.body.getReader();
      assert.ok((await reader.read()).value.length > 0);
      const next = reader.read();
      abort.abort();
      await assert.rejects(next, { name: 'AbortError' });
      assert.equal((await client.get('/me')).status, 200);
    }));

  test('closes while a client is still being stalled', async () => {
    const pylon = createPylon({ issues: 1 });
    const server = await serve(pylon);
    pylon.faults.add({ kind: 'stall_body' });
    const response = await fetch(`${server.url}/me`, { headers: { authorization: 'Bearer pylon-demo-token' } });
    const reader = response.body.getReader();
    await reader.read();
    await server.close();
    await assert.rejects(reader.read());
  });

  test('survives junk on the wire', () =>
    running(async ({ server, client }) => {
      const { port } = new URL(server.url);
      for (const text of [
        'GET /issues/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        'GET //evil HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        'GET /me HTTP/1.1\r\nHost: [[[\r\nConnection: close\r\n\r\n',
        'GET /me HTTP/1.1\r\nHost: x\r\nX-Junk: \xff\xfe\r\nConnection: close\r\n\r\n',
        'TRACE /me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        'nonsense\r\n\r\n',
      ]) {
        const socket = connect(Number(port), '127.0.0.1');
        socket.end(Buffer.from(text, 'latin1'));
        const chunks = [];
        socket.on('data', (chunk) => chunks.push(chunk));
        await once(socket, 'close');
        assert.match(Buffer.concat(chunks).toString('latin1'), /^HTTP\/1\.1 (400|401|404|500) /, text);
      }
      assert.equal((await client.get('/me')).status, 200);
    }));

  test('starts from the command line and stops on SIGTERM', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url)), '--port', '0']);
    const [chunk] = await once(child.stdout, 'data');
    const [, url] = /on (http:\/\/127\.0\.0\.1:\d+)/.exec(chunk.toString());
    assert.equal((await createPylonClient(fetch, { base: url }).get('/me')).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
