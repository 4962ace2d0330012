import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPylonClient } from './pylon/client.mjs';
import { createPylon } from './pylon/index.mjs';

function start(options) {
  const pylon = createPylon({ issues: 20, ...options });
  return { pylon, client: createPylonClient(pylon.fetch) };
}
const request = (path, init = {}) =>
  new Request(`https://api.usepylon.com${path}`, { headers: { authorization: 'Bearer pylon-demo-token' }, ...init });

describe('rate limits', () => {
  test('answer 429 per organization and endpoint until the minute is over', async () => {
    const { pylon, client } = start({ limits: { override: { 'GET /users': 3 } } });
    for (const left of ['2', '1', '0']) {
      assert.equal((await client.get('/users')).headers.get('x-rate-limit-remaining'), left);
    }
    pylon.clock.advance(20_500);
    const limited = await client.get('/users');
    assert.equal(limited.status, 429);
    assert.equal(limited.body.code, 'rate_limited');
    assert.equal(limited.headers.get('x-retry-after'), '40');
    assert.equal(limited.headers.get('retry-after'), '40');
    assert.equal(limited.headers.get('x-rate-limit-remaining'), '0');

    assert.equal((await client.get('/teams')).status, 200);
    assert.equal((await createPylonClient(pylon.fetch, { token: 'pylon-second-token' }).get('/users')).status, 200);
    assert.equal((await createPylonClient(pylon.fetch, { token: 'pylon-restricted-token' }).get('/users')).status, 429);
    pylon.clock.advance(40_000);
    assert.equal((await client.get('/users')).status, 200);
  });

  test('count one endpoint over all its ids, by the catalogue', async () => {
    const { client } = start();
    const first = await client.get('/issues/1');
    const second = await client.get('/issues/2');
    assert.deepEqual(
      [first, second].map((one) => one.headers.get('x-rate-limit-remaining')),
      ['299', '298'],
    );
    for (let count = 0; count < 30; count += 1) assert.equal((await client.get('/issue-statuses')).status, 200);
    assert.equal((await client.get('/issue-statuses')).status, 429);
  });

  test('can be switched off, and the header stays', async () => {
    const { client } = start({ limits: false });
    for (let count = 0; count < 40; count += 1) assert.equal((await client.get('/issue-statuses')).status, 200);
    assert.equal((await client.get('/issue-statuses')).headers.get('x-rate-limit-remaining'), '30');
  });

  test('follow a live clock given as a function', async () => {
    let now = Date.parse('2026-11-20T00:00:00Z');
    const { client } = start({ now: () => now, limits: { override: { 'GET /me': 1 } } });
    assert.equal((await client.get('/me')).status, 200);
    assert.equal((await client.get('/me')).status, 429);
    now += 60_000;
    assert.equal((await client.get('/me')).status, 200);
  });
});

describe('faults', () => {
  test('apply to what they match, as often as they say', async () => {
    const { pylon, client } = start();
    pylon.faults.add({ match: { method: 'GET', path: '/issues/{id}' }, kind: 'html', times: 2 });
    assert.equal((await client.get('/me')).status, 200);
    assert.equal((await client.patch('/issues/1', { title: 'x' })).status, 200);
    assert.equal((await client.get('/issues/1')).status, 502);
    assert.equal((await client.get('/issues/2')).status, 502);
    assert.equal((await client.get('/issues/1')).status, 200);
    pylon.faults.add({ match: { path: /^\/(users|teams)$/ }, kind: 'empty', times: null });
    assert.equal((await client.get('/teams')).status, 204);
    assert.equal((await client.get('/users')).status, 204);
    pylon.faults.clear();
    assert.equal((await client.get('/users')).status, 200);
  });

  test('refuse a kind nobody knows', () => {
    const { pylon } = start();
    assert.throws(() => pylon.faults.add({ kind: 'earthquake' }), /kind must be one of/);
    assert.throws(() => pylon.faults.add({ kind: 'status' }), /needs a status/);
  });

  const once = async (fault, path = '/issues/1') => {
    const { pylon, client } = start();
    pylon.faults.add(fault);
    return client.get(path);
  };

  test('html is a gateway page, html200 the same with a success status', async () => {
    for (const [kind, status] of [
      ['html', 502],
      ['html200', 200],
    ]) {
      const answer = await once({ kind });
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type'), /^text\/html/);
      assert.match(answer.text, /<!doctype html>/);
    }
  });

  test('cut stops the JSON half way', async () => {
    const answer = await once({ kind: 'cut' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    assert.ok(answer.text.startsWith('{"data":{"id":'));
    assert.equal(answer.body, undefined);
  });

  test('redirect points to another host', async () => {
    const answer = await once({ kind: 'redirect' });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), 'https://elsewhere.example/');
  });

  test('oversize is valid JSON of the asked size', async () => {
    assert.equal((await once({ kind: 'oversize' })).text.length, 4 * 1024 * 1024 + 1);
    const small = await once({ kind: 'oversize', bytes: 500 });
    assert.equal(small.text.length, 500);
    assert.equal(typeof small.body.data.filler, 'string');
  });

  test('status gives any status, body and headers', async () => {
    const plain = await once({ kind: 'status', status: 401 });
    assert.deepEqual([plain.status, plain.body.code], [401, 'invalid_api_token']);
    const limited = await once({ kind: 'status', status: 429 });
    assert.equal(limited.headers.get('x-retry-after'), '30');
    const own = await once({ kind: 'status', status: 422, body: { errors: ['no'] }, headers: { 'x-extra': 'yes' } });
    assert.deepEqual([own.status, own.body, own.headers.get('x-extra')], [422, { errors: ['no'] }, 'yes']);
  });

  test('empty has no body', async () => {
    assert.deepEqual([(await once({ kind: 'empty' })).status, (await once({ kind: 'empty' })).text], [204, '']);
    assert.equal((await once({ kind: 'empty', status: 200 })).status, 200);
  });

  test('reset rejects like a broken connection', async () => {
    await assert.rejects(
      once({ kind: 'reset' }),
      (error) => error instanceof TypeError && error.cause.code === 'ECONNRESET',
    );
  });

  test('stall answers nothing until the caller gives up', async () => {
    const { pylon } = start();
    pylon.faults.add({ kind: 'stall' });
    const abort = new AbortController();
    const pending = pylon.fetch(request('/me', { signal: abort.signal }));
    abort.abort(new Error('gave up'));
    await assert.rejects(pending, /gave up/);
  });

  test('stall_body sends headers and half the body, then nothing until the caller gives up', async () => {
    const { pylon } = start();
    pylon.faults.add({ kind: 'stall_body' });
    const abort = new AbortController();
    const response = await pylon.fetch(request('/issues/1', { signal: abort.signal }));
    assert.equal(response.status, 200);
    const reader = response.body.getReader();
    const { value } = await reader.read();
    assert.ok(new TextDecoder().decode(value).startsWith('{"data":'));
    const next = reader.read();
    abort.abort(new Error('gave up'));
    await assert.rejects(next, /gave up/);
  });

  test('cut lets a write happen, html does not', async () => {
    const { pylon, client } = start();
    const before = pylon.snapshot('acme');
    pylon.faults.add({ kind: 'html' });
    await client.post('/tasks', { title: 'x' });
    assert.equal(pylon.snapshot('acme'), before);
    pylon.faults.add({ kind: 'cut' });
    await client.post('/tasks', { title: 'x' });
    assert.notEqual(pylon.snapshot('acme'), before);
  });
});

describe('the record of calls', () => {
  test('keeps method, path, query, headers and body, but no token', async () => {
    const { pylon, client } = start();
    await client.call('POST', '/tasks', {
      body: { title: 'x' },
      query: { a: ['1', '2'] },
      headers: { 'x-extra': 'yes' },
    });
    const [call] = pylon.calls;
    assert.equal(call.method, 'POST');
    assert.equal(call.path, '/tasks');
    assert.deepEqual(call.query, { a: ['1', '2'] });
    assert.deepEqual(call.body, { title: 'x' });
    assert.equal(call.text, '{"title":"x"}');
    assert.equal(call.headers['x-extra'], 'yes');
    assert.equal(call.headers.authorization, 'Bearer');
    assert.equal(call.status, 400);
    assert.ok(!JSON.stringify(pylon.calls).includes('pylon-demo-token'));
  });

  test('keeps the exact text, where parsing would change a number', async () => {
    const { pylon } = start();
    const headers = { authorization: 'Bearer pylon-demo-token', 'content-type': 'application/json' };
    await pylon.fetch(request('/tasks', { method: 'POST', headers, body: '{"n":9007199254740993}' }));
    assert.equal(pylon.calls[0].text, '{"n":9007199254740993}');
  });

  test('hides a token sent without a scheme', async () => {
    const { pylon } = start();
    await pylon.fetch(new Request('https://api.usepylon.com/me', { headers: { authorization: 'pylon-demo-token' } }));
    assert.equal(pylon.calls[0].headers.authorization, '(no scheme)');
  });

  test('names the fault that answered', async () => {
    const { pylon, client } = start();
    pylon.faults.add({ kind: 'html' });
    await client.get('/me');
    assert.deepEqual([pylon.calls[0].fault, pylon.calls[0].status], ['html', 502]);
  });
});

describe('junk', () => {
  test('in the path or query gets an error envelope', async () => {
    const { pylon } = start();
    for (const path of [
      '/issues/%E0%A4%A',
      '/issues/%',
      '/issues/a%2Fb',
      '//',
      '/issues/1/',
      '/%00',
      '/issues?limit=%FF',
      '/issues/💥',
    ]) {
      const answer = await pylon.fetch(request(path));
      assert.ok([400, 404].includes(answer.status), path);
      const body = await answer.json();
      assert.equal(typeof body.errors[0], 'string');
      assert.equal(body.request_id, answer.headers.get('x-pylon-request-id'));
    }
  });

  test('inside a handler becomes a 500 envelope', async () => {
    const { pylon, client } = start();
    pylon.state.acme.users = null;
    const answer = await client.get('/users');
    assert.equal(answer.status, 500);
    assert.match(answer.body.errors[0], /Internal error/);
  });

  test('methods and paths nobody has are 404', async () => {
    const { client } = start();
    for (const [method, path] of [
      ['GET', '/projects'],
      ['PUT', '/issues/1'],
      ['DELETE', '/issues'],
      ['GET', '/v1/issues'],
      ['GET', '/'],
    ]) {
      const answer = await client.call(method, path);
      assert.deepEqual([answer.status, answer.body.code], [404, 'not_found']);
    }
  });
});
