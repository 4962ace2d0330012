// Compressed bodies, which the runtime decompresses: as far as the limit, and no further.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { deflateSync, gzip, gzipSync } from 'node:zlib';
import { adminToken, startWorker } from '../support/harness.mjs';
import { request } from '../support/mcp.mjs';

const MOST = 4 * 1024 * 1024;

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const { url } = await worker.mint({}, { account });
const message = request('tools/call', { name: 'list_all_pylon_me', arguments: {} }, { era: 'legacy' });

/** The same call, or another text, as these bytes under this `Content-Encoding`. */
function post(encoding, body, { target = url, headers = {} } = {}) {
  return worker.fetch(target, { ...message, headers: { ...message.headers, 'content-encoding': encoding, ...headers }, body });
}

const plain = await worker.fetch(url, message);

for (const [encoding, compress] of [
  ['gzip', gzipSync], ['x-gzip', gzipSync], ['GZip', gzipSync], ['deflate', deflateSync], ['identity', Buffer.from], ['', Buffer.from],
  ['identity, gzip', gzipSync], ['gzip, identity', gzipSync],
]) {
  test(`a body in "${encoding}" is read`, async () => {
    const answer = await post(encoding, compress(message.body));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body, plain.body);
  });
}

test('a compressed body that comes in pieces is read', async () => {
  const { hostname, port, pathname } = new URL(url);
  const headers = { ...message.headers, 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' };
  const sent = httpRequest({ hostname, port, path: pathname, method: 'POST', headers });
  for (const byte of gzipSync(message.body)) sent.write(Buffer.of(byte));
  sent.end();
  const [answer] = await once(sent, 'response');
  const chunks = await Array.fromAsync(answer);
  assert.deepEqual(JSON.parse(Buffer.concat(chunks)), plain.body);
});

test('the operator\'s API reads them too', async () => {
  const headers = { authorization: `Bearer ${adminToken}` };
  const body = JSON.stringify({ name: 'ci', scope: 'mcp' });
  const created = await post('gzip', gzipSync(body), { target: '/api-token', headers });
  assert.equal(created.status, 201, created.text);
  const refused = await post('br', body, { target: '/api-token', headers });
  assert.deepEqual([refused.status, refused.headers.get('accept-encoding')], [415, 'gzip, deflate']);
  const broken = await post('gzip', body, { target: '/api-token', headers });
  assert.deepEqual([broken.status, broken.body.statusCode], [400, 400]);
  assert.match(broken.body.message, /Content-Encoding/);
});

test('what is decompressed is counted: the limit is 4 MiB, and a bomb stops there', async () => {
  // Compressed aside: a connection that idles while this process is busy is closed by the Worker just when it is used again.
  const filled = (bytes) => promisify(gzip)(`${message.body}${' '.repeat(bytes - message.body.length)}`);
  const whole = await filled(MOST);
  const bombs = await Promise.all([MOST + 1, 64 * MOST].map(filled));
  assert.equal((await post('gzip', whole)).status, 200);
  for (const body of bombs) {
    assert.ok(body.length < MOST / 2, 'itself it is short');
    const answer = await post('gzip', body);
    assert.equal(answer.status, 413, answer.text);
    assert.match(answer.body.error.message, /4 MiB/);
  }
  // A bomb is answered before it is read whole, so its connection may end just when the next request takes it. That one is asked once more.
  const next = async () => (await worker.fetch(url, message)).status;
  assert.ok((await next()) === 200 || (await next()) === 200, 'and the Worker goes on');
});

test('a body that is not what it says is 400', async () => {
  const whole = gzipSync(message.body);
  for (const [what, encoding, body] of [
    ['plain text', 'gzip', message.body],
    ['nothing', 'gzip', Buffer.alloc(0)],
    ['cut short', 'gzip', whole.subarray(0, -12)],
    ['with a wrong sum', 'gzip', Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8, 1)])],
    ['the other format', 'deflate', whole],
  ]) {
    const answer = await post(encoding, body);
    assert.deepEqual([answer.status, answer.body?.error?.code], [400, -32600], what);
    assert.match(answer.body.error.message, /Content-Encoding/, what);
  }
});

test('another encoding is 415, and the answer names those that are read', async () => {
  for (const encoding of ['br', 'zstd', 'compress', 'gzip, gzip', 'gzip, identity, deflate', 'gzip;q=1']) {
    const answer = await post(encoding, message.body);
    assert.deepEqual([answer.status, answer.body?.error?.code], [415, -32600], encoding);
    assert.equal(answer.headers.get('accept-encoding'), 'gzip, deflate', encoding);
    assert.match(answer.body.error.message, /gzip or deflate/, encoding);
  }
});

test('a URL that nobody minted answers as ever, whatever the body is in', async () => {
  const unknown = url.replace(/.{20}$/, 'A'.repeat(20));
  const answer = await post('br', message.body, { target: unknown });
  assert.equal(answer.status, 404, answer.text);
});
