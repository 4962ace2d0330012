// Regions, replaced vendor addresses, public URL, allowed origins, caps: what the operator's settings change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPylon } from '../simulators/pylon/index.mjs';
import { startWorker, vendorTokens } from '../support/harness.mjs';
import { LEGACY, MODERN, request } from '../support/mcp.mjs';

/** Runs a test against a Worker of its own settings, and stops it whatever comes. */
async function withWorker(options, run) {
  const worker = await startWorker(options);
  try {
    await run(worker);
  } catch (error) {
    await worker.close().catch(() => {});
    throw error;
  }
  await worker.close();
}

const eu = { context: { region: 'eu' }, credentials: { api_token: vendorTokens.eu } };

test('an EU account calls the EU host, a US account the US host', () =>
  withWorker({}, async (worker) => {
    for (const [fields, host] of [[eu, 'api.eu.usepylon.com'], [{ context: { region: 'us' } }, 'api.usepylon.com'], [{}, 'api.usepylon.com']]) {
      const { url } = await worker.mint({}, { account: await worker.connectPylon(fields) });
      const sent = await worker.sentDuring(async () => {
        const answer = await worker.call(url, 'list_all_pylon_me', {});
        assert.equal(answer.isError, false, answer.text);
      });
      assert.deepEqual(sent.map(({ url: to }) => new URL(to).host), [host]);
    }
  }));

test('moving an account to another region moves its calls', () =>
  withWorker({}, async (worker) => {
    const account = await worker.connectPylon();
    const { url } = await worker.mint({}, { account });
    await worker.must(200, 'PATCH', `/integrated-account/${account.id}`, { context: { region: 'eu' } });
    const wrong = await worker.call(url, 'list_all_pylon_me', {});
    assert.equal(wrong.json.statusCode, 401);
    assert.equal(wrong.json.code, 'wrong_region_token');
    assert.match(wrong.json.hint, /region/i);
    await worker.must(200, 'PATCH', `/integrated-account/${account.id}/credentials`, { credentials: eu.credentials });
    assert.equal((await worker.call(url, 'list_all_pylon_me', {})).isError, false);
  }));

test('PYLON_BASE_URL replaces the vendor\'s address, path prefix and all, for every region', () =>
  withWorker(
    {
      vars: { PYLON_BASE_URL: 'https://sandbox.example/pylon/v9' },
      hosts: {
        'https://sandbox.example': (call) => {
          const url = new URL(call.url);
          url.pathname = url.pathname.replace('/pylon/v9', '');
          return createPylon({ region: url.searchParams.get('region') ?? 'us' }).fetch(new Request(url, call));
        },
      },
    },
    async (worker) => {
      const { url } = await worker.mint({}, { account: await worker.connectPylon() });
      const sent = await worker.sentDuring(async () => {
        const answer = await worker.call(url, 'list_all_pylon_teams', {});
        assert.equal(answer.isError, false, answer.text);
      });
      assert.deepEqual(sent.map(({ url: to }) => to), ['https://sandbox.example/pylon/v9/teams']);
      const hostile = await worker.sentDuring(() => worker.call(url, 'get_single_pylon_team_by_id', { id: '../../../x' }));
      assert.deepEqual(hostile.map(({ url: to }) => to), ['https://sandbox.example/pylon/v9/teams/..%2F..%2F..%2Fx']);
    },
  ));

test('PUBLIC_URL is where minted URLs point; without it, where the operator called', () =>
  withWorker({ vars: { PUBLIC_URL: 'https://mcp.example.com' } }, async (worker) => {
    const server = await worker.mint();
    assert.equal(server.url, `https://mcp.example.com/mcp/${server.token}`);
    assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 200);
  }));

test('without PUBLIC_URL a minted URL has the host that the operator called', () =>
  withWorker({}, async (worker) => {
    const account = await worker.connectPylon();
    const answer = await worker.admin('POST', `http://fairlead.example.com/integrated-account/${account.id}/mcp`, { name: 'x', config: {} });
    assert.equal(answer.body.url, `http://fairlead.example.com/mcp/${answer.body.token}`);
  }));

test('ALLOWED_ORIGINS lets those origins in and no other', () =>
  withWorker({ vars: { ALLOWED_ORIGINS: 'https://app.example.com, https://other.example.com:8443' } }, async (worker) => {
    const { token } = await worker.mint();
    const from = async (origin) =>
      (await worker.fetch(`https://fairlead.example.com/mcp/${token}`, request('tools/list', {}, { headers: { origin } }))).status;
    for (const origin of ['https://app.example.com', 'https://other.example.com:8443']) assert.equal(await from(origin), 200, origin);
    for (const origin of ['http://app.example.com', 'https://app.example.com:8443', 'https://app.example.com.evil.example', 'https://xapp.example.com']) {
      assert.equal(await from(origin), 403, origin);
    }
  }));

test('TOLERATE_CLIENT_BUGS false refuses what known clients get wrong', () =>
  withWorker({ vars: { TOLERATE_CLIENT_BUGS: 'false' } }, async (worker) => {
    const { url } = await worker.mint();
    const { status, error } = await worker.rpc(url, 'tools/list', {}, { headers: { 'mcp-protocol-version': LEGACY } });
    assert.deepEqual([status, error.code], [400, -32020]);
    assert.equal((await worker.rpc(url, 'tools/list', {})).status, 200);
    for (const [version, code] of [[MODERN, -32602], ['2019-01-01', -32600]]) {
      const legacy = await worker.rpc(url, 'tools/list', {}, { era: 'legacy', headers: { 'mcp-protocol-version': version } });
      assert.deepEqual([legacy.status, legacy.error.code], [400, code], version);
    }
    const stray = await worker.call(url, 'list_all_pylon_me', { toolCallId: 'call_1' });
    assert.deepEqual(stray.json.details.failures.map(({ argument }) => argument), ['toolCallId']);
  }));

for (const [name, value] of [['VENDOR_TIMEOUT_MS', 'soon'], ['MAX_VENDOR_BODY_BYTES', 'plenty'], ['PYLON_BASE_URL', 'ftp://sandbox.example']]) {
  test(`a malformed ${name} is a 500 that names it`, () =>
    withWorker({ vars: { [name]: value } }, async (worker) => {
      const answer = await worker.admin('GET', '/integrated-account');
      assert.equal(answer.status, 500);
      assert.ok(answer.body.message.includes(name) && !answer.text.includes(value), answer.text);
    }));
}

test('MAX_VENDOR_BODY_BYTES caps what is read of an answer', () =>
  withWorker({ vars: { MAX_VENDOR_BODY_BYTES: '2000' } }, async (worker) => {
    const { url } = await worker.mint();
    const me = await worker.call(url, 'list_all_pylon_me', {});
    assert.equal(me.isError, false, me.text);
    const filter = { field: 'created_at', operator: 'time_is_after', value: '2000-01-01T00:00:00Z' };
    const many = await worker.call(url, 'list_all_pylon_search_issues', { filter, limit: '50' });
    assert.equal(many.isError, true);
    assert.match(many.json.message, /2000/);
  }));

test('MAX_RESULT_CHARS keeps each page to what a client takes, and no record is lost over it', () =>
  withWorker({ vars: { MAX_RESULT_CHARS: '50000' } }, async (worker) => {
    const { url } = await worker.mint();
    const filter = { field: 'created_at', operator: 'time_is_after', value: '2000-01-01T00:00:00Z' };
    const seen = [];
    let cursor;
    do {
      const page = await worker.call(url, 'list_all_pylon_search_issues', { filter, limit: '200', ...(cursor && { next_cursor: cursor }) });
      assert.equal(page.isError, false, page.text);
      assert.ok(page.text.length <= 50_000, `${page.text.length} characters`);
      assert.ok(page.json.result.length > 0 && page.json.result.length < 200);
      seen.push(...page.json.result.map(({ id }) => id));
      cursor = page.json.next_cursor;
    } while (cursor !== null);
    assert.equal(seen.length, 1000);
    assert.equal(new Set(seen).size, 1000);
  }));

test('credentials sealed under an old key open while it is listed, and new ones use the first', async () => {
  const [old, current] = [11, 12].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  let account;
  let record;
  await withWorker({ secrets: { CREDENTIAL_KEYS: `k1:${old}` } }, async (worker) => {
    account = await worker.connectPylon();
    record = await worker.kv.get(`account:${account.id}`);
  });
  await withWorker({ secrets: { CREDENTIAL_KEYS: `k2:${current},k1:${old}` } }, async (worker) => {
    await worker.kv.put(`account:${account.id}`, record);
    const { url } = await worker.mint({}, { account });
    assert.equal((await worker.call(url, 'list_all_pylon_me', {})).isError, false);
    await worker.must(200, 'PATCH', `/integrated-account/${account.id}/credentials`, { credentials: { api_token: vendorTokens.us } });
    assert.match(JSON.parse(await worker.kv.get(`account:${account.id}`)).credentials, /^k2:/);
    assert.equal((await worker.call(url, 'list_all_pylon_me', {})).isError, false);
  });
});

test('credentials whose key is gone fail the call alone, and the probe names the mend', () =>
  withWorker({}, async (worker) => {
    const account = await worker.connectPylon();
    const { url } = await worker.mint({}, { account });
    const key = `account:${account.id}`;
    const record = JSON.parse(await worker.kv.get(key));
    await worker.kv.put(key, JSON.stringify({ ...record, credentials: record.credentials.replace(/^k1:/, 'k9:') }));
    const sent = await worker.sentDuring(async () => {
      const answer = await worker.call(url, 'list_all_pylon_me', {});
      assert.equal(answer.status, 200, answer.raw);
      assert.ok(answer.isError || answer.error, answer.raw);
      const probe = await worker.admin('POST', `/integrated-account/${account.id}/test`, {});
      assert.match(probe.body.message, /CREDENTIAL_KEYS/);
    });
    assert.deepEqual(sent, []);
    await worker.must(200, 'PATCH', `/integrated-account/${account.id}/credentials`, { credentials: { api_token: vendorTokens.us } });
    assert.equal((await worker.call(url, 'list_all_pylon_me', {})).isError, false);
  }));
