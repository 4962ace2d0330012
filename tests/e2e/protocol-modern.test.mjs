// 2026-07-28: each request says its version in the body and mirrors it in headers.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';
import { LEGACY, MODERN, claim, mirrored } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

const { url } = await worker.mint({}, { account: await worker.connectPylon({ label: 'Acme support' }) });
const rpc = (method, params, options) => worker.rpc(url, method, params, options);
const versionKey = 'io.modelcontextprotocol/protocolVersion';
const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';

/** A request with its `_meta` and headers spelled out; an `undefined` header is left out. */
async function raw(method, params, meta, headers) {
  const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const answer = await worker.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...kept },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'req-1', method, params: { ...params, ...(meta && { _meta: meta }) } }),
  });
  return { ...answer, result: answer.body?.result, error: answer.body?.error };
}

test('server/discover tells versions, capabilities and account, cacheable in private', async () => {
  const { status, result } = await rpc('server/discover', {});
  assert.equal(status, 200);
  assert.equal(result.resultType, 'complete');
  assert.deepEqual(result.supportedVersions, [MODERN]);
  assert.ok('tools' in result.capabilities);
  assert.ok(Number.isInteger(result.ttlMs) && result.ttlMs >= 0);
  assert.equal(result.cacheScope, 'private');
  assert.ok(result._meta['io.modelcontextprotocol/serverInfo'].name);
  assert.match(result.instructions, /Acme support/);
  assert.ok(result.instructions.length < 2000 && !result.instructions.includes(vendorTokens.us));
});

test('tools/list is complete, cacheable in private, and the same list as in the other era', async () => {
  const modern = await rpc('tools/list', {});
  assert.equal(modern.status, 200);
  assert.equal(modern.result.resultType, 'complete');
  assert.equal(modern.result.cacheScope, 'private');
  assert.ok(Number.isInteger(modern.result.ttlMs) && modern.result.ttlMs >= 0);
  const legacy = await rpc('tools/list', {}, { era: 'legacy' });
  assert.deepEqual(modern.result.tools, legacy.result.tools);
});

test('tools/call is complete, and the same answer as in the other era', async () => {
  const params = { name: 'list_all_pylon_me', arguments: {} };
  const modern = await rpc('tools/call', params);
  assert.equal(modern.status, 200);
  assert.equal(modern.result.resultType, 'complete');
  const legacy = await rpc('tools/call', params, { era: 'legacy' });
  assert.deepEqual(modern.result.content, legacy.result.content);
});

for (const [method, key] of [['resources/list', 'resources'], ['resources/templates/list', 'resourceTemplates']]) {
  test(`${method} is answered with an empty list`, async () => {
    const { status, result } = await rpc(method, {});
    assert.equal(status, 200);
    assert.deepEqual(result[key], []);
    assert.equal(result.resultType, 'complete');
    assert.equal(result.cacheScope, 'private');
  });
}

test('a method that this era does not have is 404 with -32601 and the id', async () => {
  for (const method of ['ping', 'initialize', 'logging/setLevel', 'resources/subscribe', 'no/such']) {
    const { status, error, body } = await rpc(method, {}, { id: 'abc' });
    assert.equal(status, 404, method);
    assert.equal(error.code, -32601, method);
    assert.equal(body.id, 'abc');
  }
});

test('a notification is 202 without a body', async () => {
  const answer = await rpc('notifications/cancelled', { requestId: 1 }, { id: null });
  assert.equal(answer.status, 202);
  assert.equal(answer.text, '');
});

test('an unknown tool and a cursor that is none of ours are 200 with -32602', async () => {
  for (const [method, params] of [['tools/call', { name: 'no_such_tool', arguments: {} }], ['tools/list', { cursor: 'made-up' }]]) {
    const { status, error } = await rpc(method, params);
    assert.equal(status, 200, method);
    assert.equal(error.code, -32602);
  }
});

const call = { name: 'list_all_pylon_me', arguments: {} };
const sound = mirrored('tools/call', call);

for (const [what, headers] of [
  ['no Mcp-Method', { ...sound, 'mcp-method': undefined }],
  ['another Mcp-Method', { ...sound, 'mcp-method': 'tools/list' }],
  ['Mcp-Method in other case', { ...sound, 'mcp-method': 'TOOLS/CALL' }],
  ['no Mcp-Name', { ...sound, 'mcp-name': undefined }],
  ['another Mcp-Name', { ...sound, 'mcp-name': 'create_a_pylon_team' }],
  ['an Mcp-Name of broken base64', { ...sound, 'mcp-name': '=?base64?!!!?=' }],
  ['no MCP-Protocol-Version', { ...sound, 'mcp-protocol-version': undefined }],
  ['a newer MCP-Protocol-Version than the body', { ...sound, 'mcp-protocol-version': '2099-01-01' }],
]) {
  test(`${what} is 400 with -32020, and nothing is sent`, async () => {
    const sent = await worker.sentDuring(async () => {
      const { status, error, body } = await raw('tools/call', call, claim(), headers);
      assert.equal(status, 400);
      assert.equal(error.code, -32020);
      assert.equal(body.id, 'req-1');
    });
    assert.deepEqual(sent, []);
  });
}

test('Mcp-Name may come in base64, and with space around it', async () => {
  for (const name of [`=?base64?${Buffer.from(call.name).toString('base64')}?=`, `  ${call.name}  `]) {
    const { status, result } = await raw('tools/call', call, claim(), { ...sound, 'mcp-name': name });
    assert.equal(status, 200, name);
    assert.equal(result.isError ?? false, false);
  }
});

test('a version that header and body agree on but nobody serves is 400 with -32022 and those that are served', async () => {
  const { status, error } = await raw('tools/list', {}, claim('2099-01-01'), { ...mirrored('tools/list'), 'mcp-protocol-version': '2099-01-01' });
  assert.equal(status, 400);
  assert.equal(error.code, -32022);
  assert.ok(error.data.supported.includes(MODERN));
  assert.equal(error.data.requested, '2099-01-01');
});

test('a legacy header with a modern body is served as modern: a known client sends it', async () => {
  const { status, result } = await raw('tools/call', call, claim(), { 'mcp-protocol-version': LEGACY });
  assert.equal(status, 200);
  assert.equal(result.resultType, 'complete');
});

test('a claim without client capabilities is 400 with -32602', async () => {
  for (const meta of [{ [versionKey]: MODERN }, { [versionKey]: MODERN, [capabilitiesKey]: 'all' }]) {
    const { status, error } = await raw('tools/list', {}, meta, mirrored('tools/list'));
    assert.equal(status, 400);
    assert.equal(error.code, -32602);
  }
});

test('server/discover without a claim is 400 with -32602: no legacy client sends it', async () => {
  const { status, error } = await raw('server/discover', {}, undefined, mirrored('server/discover'));
  assert.deepEqual([status, error.code], [400, -32602]);
});

for (const version of [MODERN, '2099-01-01', 'latest']) {
  test(`a body without a claim is served as legacy under the header ${version}: known clients send it`, async () => {
    const headers = { ...mirrored('tools/list'), 'mcp-protocol-version': version };
    const list = await raw('tools/list', {}, undefined, headers);
    assert.equal(list.status, 200);
    assert.ok(list.result.tools.length > 0 && !('resultType' in list.result));
    const handshake = { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 't', version: '1' } };
    const initialize = await raw('initialize', handshake, undefined, headers);
    assert.deepEqual([initialize.status, initialize.result?.protocolVersion], [200, LEGACY]);
  });
}

for (const version of [MODERN, '2099-01-01', undefined]) {
  test(`a claim that restates a handshake's version is none under ${version === undefined ? 'no header' : `the header ${version}`}`, async () => {
    for (const meta of [claim(LEGACY), claim('2024-11-05'), { [versionKey]: '2025-03-26' }]) {
      const { status, result } = await raw('tools/list', {}, meta, { 'mcp-protocol-version': version });
      assert.equal(status, 200);
      assert.ok(result.tools.length > 0 && !('resultType' in result));
    }
    const handshake = { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 't', version: '1' } };
    for (const meta of [claim(), claim(LEGACY), { [capabilitiesKey]: {} }]) {
      const { result } = await raw('initialize', handshake, meta, { 'mcp-protocol-version': version });
      assert.equal(result?.protocolVersion, LEGACY);
    }
  });
}

test('client information is not required', async () => {
  const { status } = await raw('tools/list', {}, { [versionKey]: MODERN, [capabilitiesKey]: {} }, mirrored('tools/list'));
  assert.equal(status, 200);
});
