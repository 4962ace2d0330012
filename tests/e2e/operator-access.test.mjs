// Who may use the operator's API, and what a Worker says whose secrets are not set.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { adminToken, startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const id = '00000000-0000-4000-8000-000000000000';
const everyRoute = [
  ['GET', '/integration'],
  ['GET', '/integration/pylon'],
  ['GET', '/integration/pylon/capabilities'],
  ['GET', '/integrated-account'],
  ['POST', '/integrated-account', {}],
  ['GET', `/integrated-account/${id}`],
  ['PATCH', `/integrated-account/${id}`, {}],
  ['DELETE', `/integrated-account/${id}`],
  ['PATCH', `/integrated-account/${id}/credentials`, {}],
  ['POST', `/integrated-account/${id}/test`, {}],
  ['GET', `/integrated-account/${id}/mcp`],
  ['POST', `/integrated-account/${id}/mcp`, {}],
  ['POST', `/integrated-account/${id}/mcp/preview`, {}],
  ['GET', `/integrated-account/${id}/mcp/${id}`],
  ['PATCH', `/integrated-account/${id}/mcp/${id}`, {}],
  ['DELETE', `/integrated-account/${id}/mcp/${id}`],
  ['POST', `/integrated-account/${id}/mcp/${id}/rotate`],
  ['GET', '/api-token'],
  ['DELETE', `/api-token/${'0'.repeat(64)}`],
  ['POST', '/api-token', {}],
  ['POST', '/admin/reseal'],
];

const createToken = (fields) => worker.must(201, 'POST', '/api-token', { name: 'ci', scope: 'admin', ...fields });

for (const [method, path, body] of everyRoute) {
  test(`${method} ${path.replaceAll(/0{8}[0-9a-f-]+/g, ':id')} refuses a missing, a wrong and a deleted token with 401, and an mcp token with 403`, async () => {
    const deleted = await createToken();
    await worker.must(200, 'DELETE', `/api-token/${deleted.id}`);
    const refused = {
      none: null,
      wrong: 'not-the-admin-token-0123456789abcdef',
      'cut short': adminToken.slice(0, -1),
      'never minted': `fla_${'A'.repeat(64)}`,
      deleted: deleted.token,
    };
    for (const [name, token] of Object.entries(refused)) {
      const answer = await worker.admin(method, path, body, { token });
      assert.equal(answer.status, 401, `${name}: ${answer.text}`);
      assert.equal(answer.body.statusCode, 401);
      assert.equal(answer.body.error, 'Unauthorized');
      assert.ok(answer.body.message.length > 0);
    }
    const scoped = await createToken({ scope: 'mcp' });
    const answer = await worker.admin(method, path, body, { token: scoped.token });
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.body.statusCode, 403);
  });
}

test('another scheme than Bearer is refused', async () => {
  const headers = { authorization: `Basic ${Buffer.from(`admin:${adminToken}`).toString('base64')}` };
  const answer = await worker.admin('GET', '/integrated-account', undefined, { token: null, headers });
  assert.equal(answer.status, 401);
});

test('a vendor-facing MCP token opens nothing of the operator\'s API', async () => {
  const server = await worker.mint();
  const answer = await worker.admin('GET', '/integrated-account', undefined, { token: server.token });
  assert.equal(answer.status, 401);
});

test('healthz answers without a token', async () => {
  const answer = await worker.admin('GET', '/healthz', undefined, { token: null });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.status, 'ok');
  assert.match(answer.body.version, /^\d+\.\d+\.\d+$/);
});

test('the document of the API is served without a token', async () => {
  const answer = await worker.admin('GET', '/openapi.json', undefined, { token: null });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.equal(answer.body.openapi, '3.1.0');
  const head = await worker.admin('HEAD', '/openapi.json', undefined, { token: null });
  assert.deepEqual([head.status, head.text], [200, '']);
});

test('an API token is shown once, works until it is deleted, and lists without its secret', async () => {
  const created = await createToken({ name: 'deploy robot' });
  assert.match(created.token, /^fla_[\w-]{40,}$/);
  assert.equal(created.scope, 'admin');
  assert.equal(created.name, 'deploy robot');
  assert.equal(created.expires_at, null);
  assert.match(created.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  const used = await worker.admin('GET', '/api-token', undefined, { token: created.token });
  assert.equal(used.status, 200);
  const listed = used.body.result.find(({ id }) => id === created.id);
  assert.equal(listed.name, 'deploy robot');
  assert.ok(!('token' in listed));

  assert.deepEqual(await worker.must(200, 'DELETE', `/api-token/${created.id}`), { id: created.id });
  const after = await worker.admin('GET', '/api-token', undefined, { token: created.token });
  assert.equal(after.status, 401);
  const again = await worker.admin('DELETE', `/api-token/${created.id}`);
  assert.equal(again.status, 404);
});

test('an API token whose expires_at has passed is refused although KV still has its record', async () => {
  const created = await createToken({ expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  const { name, value } = (await worker.records()).find((record) => record.name.startsWith('apitoken:') && record.expiration);
  const record = JSON.parse(value);
  record.expires_at = typeof record.expires_at === 'number' ? 1_000_000_000 : '2001-09-09T01:46:40Z';
  await worker.kv.put(name, JSON.stringify(record));
  const answer = await worker.admin('GET', '/api-token', undefined, { token: created.token });
  assert.equal(answer.status, 401);
});

test('API tokens are refused with every wrong field named', async () => {
  const answer = await worker.admin('POST', '/api-token', { scope: 'root', expires_at: 'soon' });
  assert.equal(answer.status, 400, answer.text);
  assert.deepEqual(answer.body.details.failures.map(({ field }) => field).sort(), ['expires_at', 'name', 'scope']);
});

test('an unknown path is 404 with the error envelope', async () => {
  const answer = await worker.admin('GET', '/no-such-thing');
  assert.equal(answer.status, 404);
  assert.equal(answer.body.statusCode, 404);
  assert.equal(answer.body.error, 'Not Found');
});

for (const [name, secrets] of [
  ['ADMIN_TOKEN', { ADMIN_TOKEN: undefined }],
  ['CREDENTIAL_KEYS', { CREDENTIAL_KEYS: undefined }],
  ['CREDENTIAL_KEYS', { CREDENTIAL_KEYS: 'k1:bm90IDMyIGJ5dGVz' }],
]) {
  const state = Object.values(secrets)[0] === undefined ? 'missing' : 'malformed';
  test(`with a ${state} ${name} the Worker answers 500 and names the setting, not its value`, async () => {
    const broken = await startWorker({ secrets });
    const answer = await broken.admin('GET', '/integrated-account');
    await broken.close();
    assert.equal(answer.status, 500, answer.text);
    assert.match(answer.text, new RegExp(name));
    assert.doesNotMatch(answer.text, /bm90IDMyIGJ5dGVz/);
  });
}
