// A vendor that refuses, breaks off, redirects or stalls: each time an error that a model can act on, and the account state that fits.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';

const worker = await startWorker({ simulator: { limits: { override: { 'GET /user-roles': 1 } } } });
after(() => worker.close());
// For what never ends alone: a slow machine may take longer over what does. The egress and the simulator of the Worker that started first are those of both.
const hasty = await startWorker({ vars: { VENDOR_TIMEOUT_MS: '400' } });
after(() => hasty.close());

const account = await worker.connectPylon();
const { url } = await worker.mint({}, { account });
const brief = await hasty.mint();
const path = '/teams/{id}';
const get = (target = url, from = worker) => from.call(target, 'get_single_pylon_team_by_id', { id: 'team-1' });
const state = (of = account) => worker.must(200, 'GET', `/integrated-account/${of.id}`);

/** The answer to one read while the vendor is in this kind of trouble. */
async function during(fault, target = url, from = worker) {
  worker.pylon.faults.add({ match: { path }, ...fault });
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await get(target, from);
  });
  assert.equal(sent.length, 1, 'the vendor is asked once: no retry, no redirect followed');
  assert.equal(answer.status, 200, answer.raw);
  assert.equal(answer.isError, true, answer.text);
  assert.equal(answer.json.remote, true);
  assert.ok(answer.json.error.length > 0 && answer.json.message.length > 0 && answer.json.hint.length > 0, answer.text);
  assert.doesNotMatch(answer.text, /<\/?(html|body|h1|title)\b/i);
  return answer;
}

for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503]) {
  test(`a ${status} becomes a tool error with what the vendor said`, async () => {
    const body = { errors: [`told you ${status}`], code: 'some_code', request_id: 'req-7', exists_id: 'x-1' };
    const { json } = await during({ kind: 'status', status, body, headers: { 'x-pylon-request-id': 'req-7' } });
    assert.equal(json.statusCode, status);
    assert.match(json.message, new RegExp(`told you ${status}`));
    assert.deepEqual(json.raw_response, body);
    assert.equal(json.request_id, 'req-7');
  });
}

test('what hides in an answer is shown in a failure and in a record alike, and the value stays', async () => {
  const text = 'a\u009bb\u202ec\u{e0041}d';
  const hidden = /[\u0080-\u009f\u202a-\u202e\u{e0000}-\u{e0fff}]/u;
  const { result, json } = await during({ kind: 'status', status: 400, body: { errors: [text] } });
  assert.doesNotMatch(result.content[0].text, hidden);
  assert.deepEqual([json.raw_response.errors, json.source], [[text], 'pylon']);
  worker.pylon.faults.add({ match: { path }, kind: 'status', status: 200, body: { data: { id: text } } });
  const record = await get();
  assert.doesNotMatch(record.result.content[0].text, hidden);
  assert.deepEqual([record.json, record.result._meta['fairlead/source']], [{ id: text }, 'pylon']);
});

test('a 502 with HTML becomes its status and a short plain excerpt', async () => {
  const { json } = await during({ kind: 'html' });
  assert.equal(json.statusCode, 502);
  assert.match(JSON.stringify(json.raw_response), /Bad Gateway/);
});

test('an HTML page with status 200 is an error, not data', async () => {
  const { json } = await during({ kind: 'html200' });
  assert.equal(json.statusCode, 502);
});

test('JSON that is cut short is an error, not data', async () => {
  const { json } = await during({ kind: 'status', status: 200, body: '{"data":{"id":"team-1","name":"Sup' });
  assert.equal(json.statusCode, 502);
});

test('an answer of 4 MiB and a byte is too large, one of 4 MiB is not', async () => {
  const { json } = await during({ kind: 'oversize' });
  assert.equal(json.statusCode, 502);
  assert.match(json.message, /4194304/);
  worker.pylon.faults.add({ match: { path }, kind: 'oversize', bytes: 4 * 1024 * 1024 });
  const whole = await get();
  assert.doesNotMatch(whole.text.slice(0, 400), /4194304/);
});

test('a redirect is not followed', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { json } = await during({ kind: 'redirect', status, location: 'https://elsewhere.example/steal' });
    assert.equal(json.statusCode, status);
    assert.match(json.message, /redirect/i);
  }
});

for (const kind of ['stall', 'stall_body']) {
  test(`a ${kind === 'stall' ? 'silent vendor' : 'body that stops half-way'} is given up at the deadline`, async () => {
    const { json } = await during({ kind }, brief.url, hasty);
    assert.equal(json.statusCode, 504);
    assert.match(json.message, /400 ms/);
  });
}

test('a lost connection is an error that says so', async () => {
  const { json } = await during({ kind: 'reset' });
  assert.equal(json.statusCode, 502);
});

test('a write that failed without an answer warns against repeating it blindly', async () => {
  worker.pylon.faults.add({ match: { path: '/teams', method: 'POST' }, kind: 'reset' });
  const { json } = await worker.call(url, 'create_a_pylon_team', { name: 'Once' });
  assert.match(json.hint, /unknown|read|before/i);
});

test('success without a body is a status, not an error', async () => {
  worker.pylon.faults.add({ match: { path }, kind: 'empty' });
  const answer = await get();
  assert.equal(answer.isError, false);
  assert.equal(answer.json.status, 204);
});

test('a vendor that repeats the credentials in its refusal does not get them through', async () => {
  const { text } = await during({ kind: 'status', status: 401, body: { errors: [`The token ${vendorTokens.us} is unknown`], request_id: 'r' } });
  assert.ok(!text.includes(vendorTokens.us), text);
  assert.ok(!JSON.stringify(await state()).includes(vendorTokens.us));
});

test('a 401 marks the account, which is still called, and the next success clears it', async () => {
  const owner = await worker.connectPylon();
  const server = await worker.mint({}, { account: owner });
  worker.pylon.faults.add({ match: { path: '/teams' }, kind: 'status', status: 401 });
  await worker.call(server.url, 'list_all_pylon_teams', {});
  const marked = await state(owner);
  assert.equal(marked.status, 'needs_reauth');
  assert.ok(marked.last_error.length > 0);
  assert.equal(marked.last_forbidden_error, null);
  const sent = await worker.sentDuring(async () => {
    const answer = await worker.call(server.url, 'list_all_pylon_teams', {});
    assert.equal(answer.isError, false, answer.text);
  });
  assert.equal(sent.length, 1);
  const cleared = await state(owner);
  assert.equal(cleared.status, 'active');
  assert.equal(cleared.last_error, null);
});

test('a 401 does not undo what the operator changes meanwhile', async () => {
  const owner = await worker.connectPylon({ credentials: { api_token: 'pylon-revoked-token' } });
  const server = await worker.mint({}, { account: owner });
  await worker.call(server.url, 'list_all_pylon_teams', {});
  assert.equal((await state(owner)).status, 'needs_reauth');
  await worker.must(200, 'PATCH', `/integrated-account/${owner.id}/credentials`, { credentials: { api_token: vendorTokens.us } });
  assert.equal((await state(owner)).status, 'active');
  assert.equal((await worker.call(server.url, 'list_all_pylon_teams', {})).isError, false);
});

test('a 403 records what was forbidden and leaves the account active', async () => {
  const owner = await worker.connectPylon({ credentials: { api_token: vendorTokens.restricted } });
  const server = await worker.mint({}, { account: owner });
  const answer = await worker.call(server.url, 'create_a_pylon_team', { name: 'Not allowed' });
  assert.equal(answer.json.statusCode, 403);
  const { status, last_error: error, last_forbidden_error: forbidden } = await state(owner);
  assert.equal(status, 'active');
  assert.equal(error, null);
  assert.deepEqual([forbidden.resource, forbidden.method], ['teams', 'create']);
  assert.match(forbidden.occurred_at, /Z$/);
});

for (const fault of [{ kind: 'status', status: 404 }, { kind: 'status', status: 429 }, { kind: 'status', status: 500 }, { kind: 'html' }, { kind: 'reset' }]) {
  test(`${fault.kind} ${fault.status ?? ''} says nothing about the account`, async () => {
    const owner = await worker.connectPylon();
    await during(fault, (await worker.mint({}, { account: owner })).url);
    const { last_error: error, last_forbidden_error: forbidden, status } = await state(owner);
    assert.deepEqual([status, error, forbidden], ['active', null, null]);
  });
}

test('the vendor\'s limits are on the HTTP answer, and on a 429 in the error too', async () => {
  const list = () => worker.call(url, 'list_all_pylon_user_roles', {});
  const first = await list();
  assert.equal(first.isError, false, first.text);
  assert.equal(first.headers.get('ratelimit-remaining'), '0');
  assert.equal(first.headers.get('retry-after'), null);
  const second = await list();
  assert.equal(second.status, 200);
  assert.equal(second.isError, true);
  assert.equal(second.json.statusCode, 429);
  assert.equal(second.json.rate_limit.remaining, 0);
  assert.equal(second.json.rate_limit.retry_after, 60);
  assert.equal(second.headers.get('retry-after'), '60');
  assert.equal(second.headers.get('ratelimit-remaining'), '0');
  assert.equal(second.headers.get('ratelimit-reset'), '60');
  assert.match(second.json.hint, /wait/i);
});

test('a 429 with another wait says that one, and without any headers there are none', async () => {
  const limited = await during({ kind: 'status', status: 429 });
  assert.equal(limited.json.rate_limit.retry_after, 30);
  assert.equal(limited.headers.get('retry-after'), '30');
  const silent = await during({ kind: 'status', status: 404 });
  assert.equal(silent.headers.get('ratelimit-remaining'), null);
});

test('a blocked account answers without calling the vendor', async () => {
  const owner = await worker.connectPylon();
  const server = await worker.mint({}, { account: owner });
  await worker.must(200, 'PATCH', `/integrated-account/${owner.id}`, { is_blocked: true });
  const sent = await worker.sentDuring(async () => {
    const { isError, json, text } = await worker.call(server.url, 'list_all_pylon_me', {});
    assert.equal(isError, true, text);
    assert.equal(json.statusCode, 503);
    assert.equal(json.remote, false);
  });
  assert.deepEqual(sent, []);
  await worker.must(200, 'PATCH', `/integrated-account/${owner.id}`, { is_blocked: false });
  assert.equal((await worker.call(server.url, 'list_all_pylon_me', {})).isError, false);
});

test('a read-only account lists no writing tool and refuses each', async () => {
  const owner = await worker.connectPylon({ read_only: true });
  const server = await worker.mint({}, { account: owner });
  const tools = await worker.tools(server.url);
  assert.ok(tools.length > 40 && tools.every(({ annotations }) => annotations.readOnlyHint));
  const sent = await worker.sentDuring(async () => {
    const answer = await worker.call(server.url, 'create_a_pylon_team', { name: 'x' });
    assert.ok(answer.error?.code === -32602 || (answer.isError && answer.json.statusCode === 405), answer.raw);
  });
  assert.deepEqual(sent, []);
  await worker.must(200, 'PATCH', `/integrated-account/${owner.id}`, { read_only: false });
  assert.equal((await worker.call(server.url, 'create_a_pylon_team', { name: 'Now' })).isError, false);
});
