// The era of the initialize handshake, 2024-11-05 to 2025-11-25, served without a session.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';
import { request } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

const { url } = await worker.mint({}, { account: await worker.connectPylon({ label: 'Acme support' }) });
const rpc = (method, params, options) => worker.rpc(url, method, params, { era: 'legacy', ...options });
const initialize = (protocolVersion, options) =>
  rpc('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } }, options);

/** Sends a body as it is. */
function post(body, headers = {}) {
  return worker.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
  test(`initialize with ${version} is answered with ${version}`, async () => {
    const { status, result } = await initialize(version);
    assert.equal(status, 200);
    assert.equal(result.protocolVersion, version);
  });
}

for (const version of ['2026-07-28', '2099-01-01', '1.0', '']) {
  test(`initialize with ${JSON.stringify(version)} is answered with 2025-11-25`, async () => {
    const answer = await post(
      JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 't', version: '1' } } }),
    );
    assert.equal(answer.body.result?.protocolVersion, '2025-11-25', answer.text);
  });
}

test('initialize tells what the server is and which account, without a credential', async () => {
  const { result, headers } = await initialize('2025-11-25');
  assert.ok('tools' in result.capabilities);
  assert.notEqual(result.capabilities.tools.listChanged, true);
  assert.ok(result.serverInfo.name && result.serverInfo.version);
  assert.match(result.instructions, /Acme support/);
  assert.match(result.instructions, /next_cursor/);
  assert.ok(result.instructions.length < 2000, `${result.instructions.length} characters`);
  assert.ok(!result.instructions.includes(vendorTokens.us));
  assert.equal(headers.get('mcp-session-id'), null);
});

test('nothing is kept between requests: tools answer without a handshake, with or without a version header', async () => {
  for (const options of [{}, { headers: { 'mcp-protocol-version': '2025-03-26' } }]) {
    const { status, result } = await rpc('tools/list', {}, options);
    assert.equal(status, 200);
    assert.ok(result.tools.length >= 140);
  }
  const bare = await post('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  assert.equal(bare.status, 200);
  assert.ok(bare.body.result.tools.length >= 140);
});

test('a session id that a client brings along is ignored, and none is given', async () => {
  const answer = await rpc('ping', undefined, { headers: { 'mcp-session-id': 'made-up' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('mcp-session-id'), null);
});

test('ping is answered with an empty object', async () => {
  const { status, result } = await rpc('ping');
  assert.equal(status, 200);
  assert.deepEqual(result, {});
});

for (const [method, key] of [['resources/list', 'resources'], ['resources/templates/list', 'resourceTemplates']]) {
  test(`${method} is answered with an empty list`, async () => {
    const { status, result } = await rpc(method, {});
    assert.equal(status, 200);
    assert.deepEqual(result[key], []);
  });
}

test('a notification is 202 without a body', async () => {
  for (const method of ['notifications/initialized', 'notifications/cancelled', 'notifications/unheard-of']) {
    const answer = await rpc(method, undefined, { id: null });
    assert.equal(answer.status, 202, method);
    assert.equal(answer.text, '');
  }
});

test('an unknown method is 200 with -32601', async () => {
  for (const method of ['server/discover-not', 'sampling/createMessage', 'tools/destroy']) {
    const { status, error, body } = await rpc(method, {}, { id: 'abc' });
    assert.equal(status, 200, method);
    assert.equal(error.code, -32601);
    assert.equal(body.id, 'abc');
  }
});

test('a progress token does not make a request modern', async () => {
  const { status, result } = await rpc('tools/call', { name: 'list_all_pylon_me', arguments: {}, _meta: { progressToken: 0 } });
  assert.equal(status, 200);
  assert.equal(result.isError ?? false, false);
});

test('an unknown version header is served like none', async () => {
  const { status, result } = await rpc('tools/list', {}, { headers: { 'mcp-protocol-version': '2019-01-01' } });
  assert.equal(status, 200);
  assert.ok(result.tools.length > 0);
});

test('a URL with slashes after it is the same URL, without a redirect', async () => {
  for (const slashes of ['/', '//']) {
    const answer = await worker.fetch(`${url}${slashes}`, { ...request('ping', {}, { era: 'legacy' }), redirect: 'manual' });
    assert.deepEqual([answer.status, answer.body?.result], [200, {}], answer.text);
  }
});

for (const [what, body] of [
  ['no JSON', '{"jsonrpc":"2.0","id":1,'],
  ['empty', ''],
  ['two documents', '{"jsonrpc":"2.0","id":1,"method":"ping"}{}'],
  ['not UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
]) {
  test(`a body that is ${what} is 400 with -32700 and id null`, async () => {
    const answer = await post(body);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.code, -32700);
    assert.equal(answer.body.id, null);
  });
}

for (const [what, body] of [
  ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]'],
  ['an empty batch', '[]'],
  ['a response', '{"jsonrpc":"2.0","id":1,"result":{}}'],
  ['a number', '7'],
  ['null', 'null'],
  ['without a method', '{"jsonrpc":"2.0","id":1}'],
  ['with a method that is no string', '{"jsonrpc":"2.0","id":1,"method":7}'],
  ['with an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
]) {
  test(`a message that is ${what} is 400 with -32600`, async () => {
    const answer = await post(body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body.error.code, -32600);
  });
}

test('tools/call without a name, and params that are no object, are -32602', async () => {
  for (const params of [{}, { name: 7 }, { arguments: {} }]) {
    const { status, error } = await rpc('tools/call', params);
    assert.equal(status, 200);
    assert.equal(error.code, -32602);
  }
  const { error } = await rpc('tools/list', ['x']);
  assert.ok([-32600, -32602].includes(error.code));
});

test('a tools/list cursor that is none of ours is -32602', async () => {
  const { status, error } = await rpc('tools/list', { cursor: 'made-up' });
  assert.equal(status, 200);
  assert.equal(error.code, -32602);
});

test('another Content-Type than JSON is 415, parameters on it are fine, Accept is not asked', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json-seq']) {
    const answer = await post('{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'content-type': type });
    assert.equal(answer.status, 415, type);
  }
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON']) {
    assert.equal((await post('{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'content-type': type })).status, 200, type);
  }
  for (const accept of ['*/*', 'text/html', 'application/json', 'text/event-stream']) {
    const answer = await post('{"jsonrpc":"2.0","id":1,"method":"ping"}', { accept });
    assert.equal(answer.status, 200, accept);
    assert.match(answer.headers.get('content-type'), /^application\/json/);
  }
});

test('a body of more than 4 MiB is 413', async () => {
  const answer = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { filler: 'x'.repeat(4 * 1024 * 1024) } }));
  assert.equal(answer.status, 413);
});

test('a foreign Origin is 403, loopback is fine on loopback, none is fine anywhere', async () => {
  const ping = (origin, at = url) => worker.fetch(at, request('ping', undefined, { era: 'legacy', headers: origin ? { origin } : {} }));
  const published = `https://fairlead.example.com${new URL(url).pathname}`;
  for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'null']) {
    assert.equal((await ping(origin)).status, 403, origin);
    assert.equal((await ping(origin, published)).status, 403, origin);
  }
  for (const origin of ['http://localhost:6274', 'http://127.0.0.1:8787']) {
    assert.equal((await ping(origin)).status, 200, origin);
    assert.equal((await ping(origin, published)).status, 403, `${origin} on a public host`);
  }
  assert.equal((await ping(undefined)).status, 200);
  assert.equal((await ping(undefined, published)).status, 200);
  assert.equal((await ping('https://fairlead.example.com', published)).status, 403, 'its own host is no allowed origin by itself');
});
