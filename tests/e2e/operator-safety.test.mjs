// What keeps an operator's changes safe on the real runtime: repeats, two at once, lists that change under a walk, keys that come and go.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const day = 86_400;
const isReplay = ({ headers }) => headers.get('idempotent-replayed') === 'true';
const apiTokens = async () => (await worker.records()).filter(({ name }) => name.startsWith('apitoken:')).length;

/** A POST with an Idempotency-Key. */
const keyed = (key, path, body) => worker.admin('POST', path, body, { headers: { 'idempotency-key': key } });

test('a repeat with the same Idempotency-Key gets the first answer byte for byte, and mints nothing', async () => {
  const account = await worker.connectPylon();
  const server = await worker.mint({}, { account });
  const base = `/integrated-account/${account.id}/mcp`;
  for (const [path, body] of [[base, { name: 'Claude', config: {} }], [`${base}/${server.id}/rotate`, {}], ['/api-token', { name: 'ci', scope: 'mcp' }]]) {
    const first = await keyed('repeat-1', path, body);
    assert.ok([200, 201].includes(first.status) && !isReplay(first), first.text);
    const before = await worker.records();
    const again = await keyed('repeat-1', path, body);
    assert.ok(isReplay(again), path);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get('etag'), first.headers.get('etag'));
    assert.deepEqual(await worker.records(), before);
    const other = await keyed('repeat-1', path, { ...body, name: 'Another' });
    assert.equal(other.status, 422, other.text);
    assert.ok(!other.text.includes(first.body.token));
  }
});

test('what is kept of an answer is sealed, and KV forgets it after a day', async () => {
  const from = Math.floor(Date.now() / 1000);
  const { body } = await keyed('kept-1', '/api-token', { name: 'ci', scope: 'mcp' });
  const to = Math.floor(Date.now() / 1000);
  const kept = (await worker.records()).filter(({ name }) => name.startsWith('idem:'));
  assert.ok(kept.length > 0);
  for (const { value } of kept) {
    assert.match(JSON.parse(value).answer, /^k1:[\w-]+:[\w-]+$/);
    assert.ok(!value.includes(body.token));
  }
  const last = Math.max(...kept.map(({ expiration }) => expiration));
  assert.ok(last >= from + day && last <= to + day, `${last - from} s`);
});

test('an Idempotency-Key that is none is named', async () => {
  for (const key of ['a b', 'x'.repeat(256), '']) {
    const answer = await keyed(key, '/api-token', { name: 'ci', scope: 'mcp' });
    assert.equal(answer.status, 400, answer.text);
    assert.deepEqual(answer.body.details.failures.map(({ field }) => field), ['idempotency-key']);
  }
});

test('ten at once with the same Idempotency-Key leave a record for each token that was shown, and no other', async () => {
  const before = await apiTokens();
  const answers = await Promise.all(Array.from({ length: 10 }, () => keyed('at-once', '/api-token', { name: 'ci', scope: 'admin' })));
  for (const { status, text } of answers) assert.equal(status, 201, text);
  const tokens = new Set(answers.map(({ body }) => body.token));
  assert.equal((await apiTokens()) - before, tokens.size);
  for (const token of tokens) assert.equal((await worker.admin('GET', '/api-token?limit=1', undefined, { token })).status, 200);
});

test('an etag comes through to the client, and a change that has not seen the last one is 412', async () => {
  const account = await worker.connectPylon();
  const path = `/integrated-account/${account.id}`;
  const seen = (await worker.admin('GET', path)).headers.get('etag');
  assert.match(seen, /^"[0-9a-f]{32}"$/);
  const change = (label, etag) => worker.admin('PATCH', path, { label }, { headers: { 'if-match': etag } });
  const first = await change('First', seen);
  assert.equal(first.status, 200, first.text);
  const second = await change('Second', seen);
  assert.equal(second.status, 412, second.text);
  assert.equal((await worker.must(200, 'GET', path)).label, 'First');
  // As a proxy makes of it that compresses.
  assert.equal((await change('Third', `W/${first.headers.get('etag')}`)).status, 200);
  const gone = await worker.admin('DELETE', path, undefined, { headers: { 'if-match': seen } });
  assert.equal(gone.status, 412);
  await worker.must(200, 'DELETE', path);
});

test('ten edits at once leave the record that one of them wrote', async () => {
  const account = await worker.connectPylon();
  const path = `/integrated-account/${account.id}`;
  const edits = Array.from({ length: 10 }, (_, at) => ({ label: `Edit ${at}`, tenant_id: `tenant-${at}`, read_only: at % 2 === 0, is_blocked: at % 3 === 0 }));
  const answers = await Promise.all(edits.map((edit) => worker.admin('PATCH', path, edit)));
  for (const { status, text } of answers) assert.equal(status, 200, text);
  const { label, tenant_id, read_only, is_blocked } = await worker.must(200, 'GET', path);
  const written = edits.filter((edit) => edit.label === label);
  assert.deepEqual(written, [{ label, tenant_id, read_only, is_blocked }]);
});

test('a walk shows each server that stays once, whatever is deleted meanwhile', async () => {
  const owner = await worker.connectPylon();
  const base = `/integrated-account/${owner.id}/mcp`;
  const minted = [];
  for (let count = 0; count < 9; count += 1) minted.push((await worker.mint({}, { account: owner })).id);
  const order = minted.sort();
  const page = (cursor) => worker.must(200, 'GET', `${base}?limit=3${cursor ? `&next_cursor=${encodeURIComponent(cursor)}` : ''}`);
  const ids = ({ result }) => result.map(({ id }) => id);
  const first = await page();
  assert.deepEqual(ids(first), order.slice(0, 3));
  for (const id of order.slice(2, 5)) await worker.must(200, 'DELETE', `${base}/${id}`);
  const second = await page(first.next_cursor);
  assert.deepEqual(ids(second), order.slice(5, 8));
  for (const id of order.slice(5, 8)) await worker.must(200, 'DELETE', `${base}/${id}`);
  const third = await page(second.next_cursor);
  assert.deepEqual([ids(third), third.next_cursor], [order.slice(8), null]);
});

test('lists are narrowed by their query', async () => {
  const tenant_id = 'narrow';
  const one = await worker.connectPylon({ tenant_id, label: 'North' });
  const other = await worker.connectPylon({ tenant_id, label: 'South', read_only: true });
  await worker.connect('intercom', { tenant_id });
  const found = async (query) => {
    const ids = [];
    let cursor = '';
    do {
      const page = await worker.must(200, 'GET', `/integrated-account?tenant_id=${tenant_id}&${query}${cursor}`);
      ids.push(...page.result.map(({ id }) => id));
      cursor = page.next_cursor && `&next_cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== null);
    return ids.sort();
  };
  assert.deepEqual(await found('integration=pylon'), [one.id, other.id].sort());
  assert.deepEqual(await found('label[in]=North,West'), [one.id]);
  assert.deepEqual(await found('label%5Bin%5D=North,South&read_only=true&limit=1'), [other.id]);
  assert.deepEqual(await found(`created_at[lt]=${one.created_at}`), []);
  const wrong = await worker.admin('GET', '/integrated-account?state=active');
  assert.equal(wrong.status, 400);
  assert.match(wrong.body.message, /state is not a query parameter here; they are limit, next_cursor, integration, .*status/);
});

test('a key of CREDENTIAL_KEYS is replaced without downtime, and the old one can go', async () => {
  const [old, current] = [21, 22].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  const secrets = (keys) => ({ secrets: { CREDENTIAL_KEYS: keys } });
  /** Starts a Worker on the records of the one before, and gives the records that it leaves. */
  const deployed = async (keys, records, run) => {
    const next = await startWorker(secrets(keys));
    try {
      for (const { name, value } of records) await next.kv.put(name, value);
      await run(next);
      return await next.records();
    } finally {
      await next.close();
    }
  };
  const urls = [];
  const works = async (next) => {
    for (const url of urls) {
      const answer = await next.call(new URL(url).pathname, 'list_all_pylon_me', {});
      assert.equal(answer.isError, false, answer.text);
    }
  };
  const first = await deployed(`k1:${old}`, [], async (next) => {
    for (let count = 0; count < 3; count += 1) urls.push((await next.mint()).url);
    await works(next);
  });
  const both = await deployed(`k2:${current},k1:${old}`, first, async (next) => {
    await works(next);
    const page = await next.must(200, 'POST', '/admin/reseal?limit=2');
    assert.deepEqual([page.resealed, page.current, page.failed, page.limit], [2, 0, [], 2]);
    const rest = await next.must(200, 'POST', `/admin/reseal?next_cursor=${encodeURIComponent(page.next_cursor)}`);
    assert.deepEqual([rest.resealed, rest.current, rest.failed, rest.next_cursor], [1, 0, [], null]);
    const again = await next.must(200, 'POST', '/admin/reseal');
    assert.deepEqual([again.resealed, again.current], [0, 3]);
    await works(next);
  });
  const sealed = both.filter(({ name }) => name.startsWith('account:')).map(({ value }) => JSON.parse(value).credentials);
  assert.ok(sealed.length === 3 && sealed.every((text) => text.startsWith('k2:')));
  await deployed(`k2:${current}`, both, works);
});
