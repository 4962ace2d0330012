// Connecting a vendor account, changing it, proving that it works, removing it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const credentials = { api_token: vendorTokens.us };
const fieldsOf = ({ body }) => body.details.failures.map(({ field }) => field).sort();

test('the catalogue says what an account of an integration needs', async () => {
  const list = await worker.must(200, 'GET', '/integration');
  assert.ok(list.result.some(({ slug }) => slug === 'pylon'));
  const pylon = await worker.must(200, 'GET', '/integration/pylon');
  assert.equal(pylon.slug, 'pylon');
  assert.equal(pylon.auth.scheme, 'bearer');
  assert.deepEqual(pylon.auth.credentials.map(({ name }) => name), ['api_token']);
  assert.deepEqual(pylon.variables.map(({ name, values, default: usual }) => [name, [...values].sort(), usual]), [
    ['region', ['eu', 'us'], 'us'],
  ]);
  assert.ok(pylon.tools >= 140, `${pylon.tools} tools`);
  assert.ok(pylon.tags.includes('issues'));
  const unknown = await worker.admin('GET', '/integration/nylon');
  assert.equal(unknown.status, 404);
});

test('capabilities tell a documented method from one behind the gate', async () => {
  const { integration, resources, ai_readiness: readiness } = await worker.must(200, 'GET', '/integration/pylon/capabilities');
  assert.equal(integration.slug, 'pylon');
  const methods = resources.flatMap(({ methods: all }) => all);
  assert.equal(methods.length, readiness.methods);
  assert.equal(methods.filter(({ has_description: documented }) => documented).length, readiness.methods_with_descriptions);
  for (const { tool, has_description: documented, description } of methods) {
    assert.equal(tool !== null, documented);
    assert.equal(typeof description === 'string', documented);
  }
  assert.ok(readiness.ai_ready_score > 0.85 && readiness.ai_ready_score <= 1);
});

test('a new account comes back whole and without its credentials', async () => {
  const account = await worker.connectPylon({ tenant_id: 'acme' });
  assert.match(account.id, uuid);
  assert.match(account.created_at, iso);
  assert.match(account.updated_at, iso);
  const { id, created_at: created, updated_at: updated, ...rest } = account;
  assert.deepEqual(rest, {
    integration: 'pylon',
    label: 'Acme support',
    tenant_id: 'acme',
    owner_member_id: null,
    context: rest.context,
    status: 'active',
    last_error: null,
    last_forbidden_error: null,
    read_only: false,
    is_blocked: false,
    authentication_method: 'bearer',
  });
  assert.deepEqual(await worker.must(200, 'GET', `/integrated-account/${id}`), account);
});

test('credentials are sealed in KV and in no answer', async () => {
  const account = await worker.connectPylon();
  const record = (await worker.records()).find(({ name }) => name === `account:${account.id}`);
  assert.match(JSON.parse(record.value).credentials, /^k1:[\w-]+:[\w-]+$/);
  assert.ok(!record.value.includes(vendorTokens.us));
  const everyAnswer = [
    await worker.admin('GET', `/integrated-account/${account.id}`),
    await worker.admin('GET', '/integrated-account'),
    await worker.admin('PATCH', `/integrated-account/${account.id}`, { label: 'Renamed' }),
    await worker.admin('PATCH', `/integrated-account/${account.id}/credentials`, { credentials }),
    await worker.admin('POST', `/integrated-account/${account.id}/test`, {}),
  ];
  for (const { status, text } of everyAnswer) {
    assert.equal(status, 200, text);
    assert.ok(!text.includes(vendorTokens.us) && !text.includes('"credentials"'), text);
  }
});

test('two accounts with the same credentials hold different sealed texts', async () => {
  const [one, other] = [await worker.connectPylon(), await worker.connectPylon()];
  const sealed = (await worker.records())
    .filter(({ name }) => [`account:${one.id}`, `account:${other.id}`].includes(name))
    .map(({ value }) => JSON.parse(value).credentials);
  assert.equal(new Set(sealed).size, 2);
});

test('every wrong field of a new account is named in one answer', async () => {
  const cases = [
    [{}, ['integration', 'label']],
    [{ integration: 'pylon', label: 'x' }, ['credentials']],
    [{ integration: 'nylon', label: 'x', credentials }, ['integration']],
    [{ integration: 'pylon', label: '', credentials }, ['label']],
    [{ integration: 'pylon', label: 7, credentials: 'secret' }, ['credentials', 'label']],
    [{ integration: 'pylon', label: 'x', credentials: {} }, ['credentials.api_token']],
    [{ integration: 'pylon', label: 'x', credentials: { api_token: '' } }, ['credentials.api_token']],
    [{ integration: 'pylon', label: 'x', credentials: { ...credentials, user: 'x' } }, ['credentials.user']],
    [{ integration: 'pylon', label: 'x', credentials, context: { region: 'mars' } }, ['context.region']],
    [{ integration: 'pylon', label: 'x', credentials, context: { planet: 'mars' } }, ['context.planet']],
    [{ integration: 'pylon', label: 'x', credentials, read_only: 'yes', is_blocked: 1 }, ['is_blocked', 'read_only']],
    [{ integration: 'pylon', label: 'x', credentials, colour: 'red' }, ['colour']],
  ];
  for (const [body, fields] of cases) {
    const answer = await worker.admin('POST', '/integrated-account', body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.equal(answer.body.statusCode, 400);
    assert.equal(answer.body.error, 'Bad Request');
    assert.deepEqual(fieldsOf(answer), fields, answer.text);
    assert.ok(answer.body.details.failures.every(({ message }) => message.length > 0));
  }
});

test('the message on a wrong region names the right ones', async () => {
  const answer = await worker.admin('POST', '/integrated-account', {
    integration: 'pylon', label: 'x', credentials, context: { region: 'mars' },
  });
  assert.match(answer.body.details.failures[0].message, /us.*eu|eu.*us/);
});

for (const [what, body] of [['not JSON', '{"label":'], ['no object', '["label"]'], ['nothing', '']]) {
  test(`a body that is ${what} is 400`, async () => {
    const answer = await worker.admin('POST', '/integrated-account', body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body.statusCode, 400);
  });
}

test('patch changes what it names, merges context shallowly and removes a key by null', async () => {
  const account = await worker.connectPylon({ tenant_id: 'acme', context: { region: 'us' } });
  const path = `/integrated-account/${account.id}`;
  const patched = await worker.must(200, 'PATCH', path, { label: 'New', read_only: true });
  assert.equal(patched.label, 'New');
  assert.equal(patched.read_only, true);
  assert.equal(patched.tenant_id, 'acme');
  assert.deepEqual(patched.context, { region: 'us' });
  const cleared = await worker.must(200, 'PATCH', path, { tenant_id: null, context: { region: null } });
  assert.equal(cleared.tenant_id, null);
  assert.notEqual(cleared.context.region, 'eu');
  const moved = await worker.must(200, 'PATCH', path, { context: { region: 'eu' } });
  assert.deepEqual(moved.context, { region: 'eu' });
  assert.equal(moved.label, 'New');
});

test('patch refuses what it cannot change', async () => {
  const account = await worker.connectPylon();
  for (const [body, field] of [
    [{ integration: 'gladly' }, 'integration'],
    [{ credentials }, 'credentials'],
    [{ context: { region: 'mars' } }, 'context.region'],
    [{ label: null }, 'label'],
  ]) {
    const answer = await worker.admin('PATCH', `/integrated-account/${account.id}`, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.deepEqual(fieldsOf(answer), [field]);
  }
});

test('the probe says what the vendor said and keeps the account state', async () => {
  const account = await worker.connectPylon();
  const path = `/integrated-account/${account.id}`;
  const sound = await worker.must(200, 'POST', `${path}/test`, {});
  assert.equal(sound.success, true);
  assert.equal(sound.status_code, 200);
  assert.equal(sound.status, 'active');

  await worker.must(200, 'PATCH', `${path}/credentials`, { credentials: { api_token: 'pylon-revoked-token' } });
  const refused = await worker.must(200, 'POST', `${path}/test`, {});
  assert.equal(refused.success, false);
  assert.equal(refused.status_code, 401);
  assert.equal(refused.status, 'needs_reauth');
  assert.ok(refused.message.length > 0);
  const broken = await worker.must(200, 'GET', path);
  assert.equal(broken.status, 'needs_reauth');
  assert.ok(broken.last_error.length > 0);

  const mended = await worker.must(200, 'PATCH', `${path}/credentials`, { credentials });
  assert.equal(mended.status, 'active');
  assert.equal(mended.last_error, null);
});

test('the probe of a vendor that cannot be reached is no success and no verdict on the credentials', async () => {
  const account = await worker.connectPylon();
  worker.pylon.faults.add({ match: { path: '/me' }, kind: 'reset' });
  const answer = await worker.must(200, 'POST', `/integrated-account/${account.id}/test`, {});
  assert.equal(answer.success, false);
  assert.equal(answer.status_code, null);
  assert.equal(answer.status, 'active');
});

test('credentials alone are patched, whole, and checked', async () => {
  const account = await worker.connectPylon();
  for (const [body, fields] of [
    [{}, ['credentials']],
    [{ credentials: {} }, ['credentials.api_token']],
    [{ credentials: { token: 'x' } }, ['credentials.api_token', 'credentials.token']],
  ]) {
    const answer = await worker.admin('PATCH', `/integrated-account/${account.id}/credentials`, body);
    assert.equal(answer.status, 400, answer.text);
    assert.deepEqual(fieldsOf(answer), fields);
  }
});

test('deleting an account deletes its servers, and then it is gone', async () => {
  const account = await worker.connectPylon();
  const server = await worker.mint({}, { account });
  assert.deepEqual(await worker.must(200, 'DELETE', `/integrated-account/${account.id}`), { id: account.id });
  assert.equal((await worker.admin('GET', `/integrated-account/${account.id}`)).status, 404);
  assert.equal((await worker.admin('DELETE', `/integrated-account/${account.id}`)).status, 404);
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 404);
  const left = (await worker.records()).filter(({ name }) => name.includes(account.id));
  assert.deepEqual(left, []);
});

test('the list walks page by page to each account once', async () => {
  for (let count = 0; count < 5; count += 1) await worker.connectPylon({ label: `Account ${count}` });
  const whole = await worker.must(200, 'GET', '/integrated-account');
  assert.equal(whole.next_cursor, null);
  const walked = [];
  let cursor = '';
  do {
    const page = await worker.must(200, 'GET', `/integrated-account?limit=2${cursor && `&next_cursor=${encodeURIComponent(cursor)}`}`);
    assert.ok(page.result.length <= 2);
    assert.equal(page.limit, 2);
    walked.push(...page.result.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  assert.deepEqual([...walked].sort(), whole.result.map(({ id }) => id).sort());
  assert.equal(new Set(walked).size, walked.length);
});

test('an id that is none and an id that is unknown are both 404', async () => {
  for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000']) {
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['GET', '/mcp'], ['POST', '/test']]) {
      const answer = await worker.admin(method, `/integrated-account/${id}${path}`, method === 'GET' || method === 'DELETE' ? undefined : {});
      assert.equal(answer.status, 404, `${method} ${id}${path}: ${answer.text}`);
    }
  }
});
