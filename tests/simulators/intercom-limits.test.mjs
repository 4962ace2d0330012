import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIntercomClient } from './intercom/client.mjs';
import { createIntercom } from './intercom/index.mjs';
import { serve } from './serve.mjs';

function start(options) {
  const intercom = createIntercom({ conversations: 5, ...options });
  return { intercom, client: createIntercomClient(intercom.fetch) };
}
const rate = ({ headers }) => ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

describe('rate limits', () => {
  test('count per token in windows of ten seconds, and say when the window ends', async () => {
    const { intercom, client } = start({ limits: { limit: 3 }, now: '2026-11-20T12:00:04Z' });
    const end = Date.parse('2026-11-20T12:00:10Z') / 1000;
    for (const left of [2, 1, 0]) assert.deepEqual(rate(await client.get('/tags')), [3, left, end]);
    const limited = await client.get('/tags');
    assert.equal(limited.status, 429);
    assert.deepEqual(rate(limited), [3, 0, end]);
    assert.equal(limited.headers.has('retry-after'), false);
    assert.deepEqual(limited.body.errors, [
      { code: 'rate_limit_exceeded', message: 'Exceeded rate limit of 3 in 10_seconds' },
    ]);
    const other = createIntercomClient(intercom.fetch, { token: 'intercom-second-token' });
    assert.equal((await other.get('/tags')).status, 200);
    intercom.clock.advance(6000);
    assert.deepEqual(rate(await client.get('/tags')), [3, 2, end + 10]);
  });

  test('stand on every answer, refused ones too', async () => {
    const { client, intercom } = start();
    assert.deepEqual(rate(await client.get('/nothing')).slice(0, 2), [1666, 1665]);
    const stranger = createIntercomClient(intercom.fetch, { token: 'nobody' });
    assert.deepEqual(rate(await stranger.get('/tags')).slice(0, 2), [1666, 1666]);
  });

  test('can be switched off', async () => {
    const { client } = start({ limits: false });
    for (let count = 0; count < 3; count += 1)
      assert.deepEqual(rate(await client.get('/tags')).slice(0, 2), [1666, 1666]);
  });
});

describe('faults', () => {
  test('answer in the vendor’s envelope and headers', async () => {
    const { client, intercom } = start();
    intercom.faults.add({ kind: 'status', status: 503, match: { path: '/contacts/{contact_id}' } });
    assert.equal((await client.get('/tags')).status, 200);
    const failed = await client.get('/contacts/1');
    assert.equal(failed.status, 503);
    assert.equal(failed.body.errors[0].code, 'service_unavailable');
    assert.equal(failed.headers.has('x-pylon-request-id'), false);
    assert.equal(failed.headers.get('x-ratelimit-limit'), '1666');
    intercom.faults.add({ kind: 'status', status: 429 });
    assert.equal((await client.get('/tags')).headers.has('retry-after'), false);
    intercom.faults.add({ kind: 'html' });
    assert.equal((await client.get('/tags')).status, 502);
    intercom.faults.add({ kind: 'cut' });
    assert.equal((await client.get('/tags')).body, undefined);
    intercom.faults.add({ kind: 'reset' });
    await assert.rejects(client.get('/tags'), TypeError);
    assert.equal(intercom.faults.pending, 0);
    assert.throws(() => intercom.faults.add({ kind: 'earthquake' }), /kind must be one of/);
  });
});

describe('the simulator', () => {
  test('seeds the same workspace every time, and another one for another seed', () => {
    assert.equal(start().intercom.snapshot(), start().intercom.snapshot());
    assert.notEqual(start().intercom.snapshot(), start({ seed: 'other' }).intercom.snapshot());
  });

  test('tells in its snapshot that something changed, and forgets it on reset', async () => {
    const { intercom, client } = start();
    const before = intercom.snapshot();
    await client.post('/tags', { name: 'brand-new' });
    assert.notEqual(intercom.snapshot(), before);
    assert.equal(intercom.snapshot('globex'), start().intercom.snapshot('globex'));
    intercom.reset();
    assert.equal(intercom.snapshot(), before);
    assert.equal(intercom.calls.length, 0);
  });

  test('records calls without their secrets', async () => {
    const { intercom, client } = start();
    await client.call('POST', '/tags', { body: { name: 'x' } });
    const [call] = intercom.calls;
    assert.deepEqual([call.method, call.route, call.status, call.workspace], ['POST', 'POST /tags', 200, 'acme']);
    assert.deepEqual([call.body, call.headers.authorization], [{ name: 'x' }, 'Bearer']);
    assert.equal(JSON.stringify(call).includes('intercom-demo-token'), false);
  });

  test('takes further tokens and forgets revoked ones', async () => {
    const tokens = { 'my-token': { workspace: 'initech' }, 'intercom-demo-token': null };
    const { intercom, client } = start({ tokens });
    assert.equal((await client.get('/me')).status, 401);
    const mine = createIntercomClient(intercom.fetch, { token: 'my-token' });
    assert.equal((await mine.get('/me')).body.app.name, 'initech');
  });

  test('stands behind a server', async () => {
    const { intercom } = start();
    const running = await serve(intercom);
    try {
      const client = createIntercomClient(fetch, { base: running.url });
      const first = await client.get('/companies', { per_page: 5 });
      assert.ok(first.body.pages.next.startsWith(running.url));
      assert.equal((await client.get('/calls/search')).status, 404);
    } finally {
      await running.close();
    }
  });
});
