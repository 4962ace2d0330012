import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGladlyClient } from './gladly/client.mjs';
import { createGladly } from './gladly/index.mjs';
import { start } from './gladly/start.mjs';
import { serve } from './serve.mjs';

const api = (host) => `https://${host}/api/v1`;
const UNAUTHORIZED = { errors: [{ code: 'unauthorized', detail: 'invalid credentials' }] };

describe('hosts', () => {
  const nameAt = async (host, settings) => {
    const answer = await start()
      .clientOf({ base: api(host), ...settings })
      .get('/organization');
    return answer.body.name ?? answer.status;
  };
  const sandbox = { token: 'gladly-sandbox-token' };
  const globex = { email: 'agent@globex.example', token: 'gladly-second-token' };

  test('of production, regional and sandbox organizations are understood', async () => {
    assert.equal(await nameAt('acme.gladly.com'), 'Acme Outfitters');
    assert.equal(await nameAt('acme.us-1.gladly.com'), 'Acme Outfitters');
    assert.equal(await nameAt('acme.gladly.qa', sandbox), 'Acme Outfitters (sandbox)');
    assert.equal(await nameAt('acme.us-uat.gladly.qa', sandbox), 'Acme Outfitters (sandbox)');
    assert.equal(await nameAt('globex.gladly.com', globex), 'Globex Travel');
  });

  test('of another organization or environment refuse the token', async () => {
    assert.equal(await nameAt('globex.gladly.com'), 401);
    assert.equal(await nameAt('acme.gladly.qa'), 401);
    assert.equal(await nameAt('acme.gladly.com', sandbox), 401);
    assert.equal(await nameAt('nobody.gladly.com'), 401);
  });

  test('of any other name leave it to the token', async () => {
    assert.equal(await nameAt('127.0.0.1:9999', globex), 'Globex Travel');
  });

  test('keep organizations apart', async () => {
    const { gladly, acme, clientOf } = start();
    const client = clientOf({ base: api('globex.gladly.com'), ...globex });
    assert.equal((await client.get(`/customer-profiles/${acme.landmarks.caller}`)).status, 404);
    const before = gladly.snapshot('acme');
    await client.post('/topics', { name: 'Only here' });
    assert.equal(gladly.snapshot('acme'), before);
    assert.ok(gladly.state.globex.topics.find(({ name }) => name === 'Only here'));
  });
});

describe('authentication', () => {
  const answerTo = async (headers) => start().clientOf({ token: null }).call('GET', '/organization', { headers });
  const basic = (text) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test('needs the e-mail and the token of one agent', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer gladly-demo-token' },
      { authorization: 'Basic ???' },
      basic('gladly-demo-token'),
      basic('agent@acme.example:unknown'),
      basic('clerk@acme.example:gladly-demo-token'),
    ]) {
      const answer = await answerTo(headers);
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.body, UNAUTHORIZED);
    }
    assert.equal((await answerTo(basic('Agent@Acme.example:gladly-demo-token'))).status, 200);
  });

  test('refuses users without the API User permission everything', async () => {
    const { clientOf } = start();
    const answer = await clientOf({ email: 'trainee@acme.example', token: 'gladly-no-api-token' }).get('/agents');
    assert.equal(answer.status, 403);
    assert.equal(answer.body.errors[0].code, 'forbidden');
  });

  test('lets only a Compliance Admin delete customers', async () => {
    const { gladly, clientOf, client, known } = start();
    const clerk = clientOf({ email: 'clerk@acme.example', token: 'gladly-clerk-token' });
    const path = `/customer-profiles/${known.settled}`;
    const before = gladly.snapshot();
    assert.equal((await clerk.get(path)).status, 200);
    const refused = await clerk.delete(path);
    assert.equal(refused.status, 403);
    assert.match(refused.body.errors[0].detail, /Compliance Admin/);
    assert.equal(gladly.snapshot(), before);
    assert.equal((await client.delete(path)).status, 204);
  });

  test('is not needed for the four public reads', async () => {
    const { gladly, clientOf, acme, known } = start();
    const nobody = clientOf({ token: null });
    const paths = [
      'answers-search',
      'answers',
      `answers/${known.freeAnswer}`,
      `help-center/${known.helpCenter}/answer-titles`,
    ];
    assert.equal(gladly.endpoints.filter(({ open }) => open).length, paths.length);
    for (const path of paths) {
      assert.equal((await nobody.get(`/orgs/${acme.id}/${path}`)).status, 200, path);
      assert.equal((await nobody.get(`/orgs/${gladly.state.globex.id}/${path}`)).status, 404, path);
    }
    const elsewhere = clientOf({ token: null, base: api('127.0.0.1:1') });
    assert.equal((await elsewhere.get(`/orgs/${gladly.state.globex.id}/answers`)).status, 200);
    assert.equal((await elsewhere.get('/orgs/nobody/answers')).status, 404);
    assert.equal((await nobody.get('/answers/x')).status, 401);
  });

  test('takes further tokens, forgets revoked ones and never records a secret', async () => {
    const { gladly, clientOf } = start({
      tokens: { 'my-token': { organization: 'globex' }, 'gladly-demo-token': null },
    });
    assert.equal((await clientOf().get('/organization')).status, 401);
    const settings = { base: api('globex.gladly.com'), email: 'agent@globex.example', token: 'my-token' };
    assert.equal((await clientOf(settings).get('/organization')).status, 200);
    gladly.tokens.delete('my-token');
    assert.equal((await clientOf(settings).get('/organization')).status, 401);
    assert.deepEqual(
      gladly.calls.map(({ headers }) => headers.authorization),
      ['Basic', 'Basic', 'Basic'],
    );
  });
});

describe('requests nobody documented', () => {
  const NOWHERE = [
    '/customers',
    '/customer-search',
    '/conversations',
    '/message-automation/sessions/x',
    '/topics/',
    '/a%zz',
  ];
  test('get a 404 in the error envelope', async () => {
    const { client } = start();
    for (const path of NOWHERE) {
      const answer = await client.get(path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.errors[0].code, 'not_exist');
    }
    assert.equal((await client.delete('/topics/x')).status, 404);
    assert.equal(
      (await createGladlyClient(createGladly().fetch, { base: 'https://acme.gladly.com' }).get('/agents')).status,
      404,
    );
  });

  test('name every mistake in the body at once', async () => {
    const { client, known } = start();
    const answer = await client.post(`/customers/${known.caller}/tasks`, {
      body: 'x'.repeat(10_001),
      dueAt: 'soon',
      priority: 1,
    });
    assert.deepEqual(answer.body.errors, [
      { attr: 'assignee', code: 'blank', detail: 'assignee cannot be blank' },
      { attr: 'body', code: 'too_long', detail: 'body cannot be longer than 10000 characters' },
      { attr: 'dueAt', code: 'invalid', detail: 'dueAt must be a date and time in ISO 8601 format' },
      { attr: 'priority', code: 'present', detail: 'priority must not be present' },
    ]);
  });

  test('are refused for bodies that are no JSON, say they are not, or do not belong', async () => {
    const { gladly, client } = start();
    const send = async (init, path = '/topics') => {
      const headers = { authorization: `Basic ${btoa('agent@acme.example:gladly-demo-token')}`, ...init.headers };
      return (await gladly.fetch(api('acme.gladly.com') + path, { method: 'POST', ...init, headers })).status;
    };
    const json = { 'content-type': 'application/json' };
    assert.equal(await send({ body: '{"name"', headers: json }), 400);
    assert.equal(await send({ body: '{"name":"x"}', headers: { 'content-type': 'text/plain' } }), 400);
    assert.equal(await send({ method: 'DELETE', body: '{}', headers: json }, '/answers/x'), 400);
    assert.equal((await client.post('/topics', [])).status, 400);
  });

  test('pass where the simulator is told not to be strict', async () => {
    const { client } = start({ strict: false });
    assert.equal((await client.get('/agents', { page: 2 })).status, 200);
    assert.equal((await client.post('/topics', { name: 'New', color: 'red' })).status, 201);
    assert.deepEqual((await client.get('/customer-profiles')).body, []);
  });
});

describe('rate limits', () => {
  const PATH = '/agents';
  test('are ten requests a second for an organization, all tokens together', async () => {
    const { gladly, client, clientOf } = start({ limits: true });
    const clerk = clientOf({ email: 'clerk@acme.example', token: 'gladly-clerk-token' });
    for (let left = 9; left >= 0; left -= 1) {
      const answer = await (left % 2 ? client : clerk).get(PATH);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('ratelimit-limit-second'), '10');
      assert.equal(answer.headers.get('ratelimit-remaining-second'), String(left));
    }
    const limited = await client.get(PATH);
    assert.equal(limited.status, 429);
    assert.deepEqual(limited.body, { message: 'API rate limit exceeded' });
    assert.equal(limited.headers.get('ratelimit-remaining-second'), '0');
    assert.equal(limited.headers.get('retry-after'), null);
    const globex = clientOf({
      base: api('globex.gladly.com'),
      email: 'agent@globex.example',
      token: 'gladly-second-token',
    });
    assert.equal((await globex.get(PATH)).status, 200);
    gladly.clock.advance(1000);
    assert.equal((await client.get(PATH)).status, 200);
  });

  test('count refused and unauthenticated requests on the organization’s host too', async () => {
    const { client, clientOf, acme } = start({ limits: { perSecond: 3 } });
    assert.equal((await client.get('/nowhere')).headers.get('ratelimit-remaining-second'), '2');
    assert.equal((await clientOf({ token: null }).get(PATH)).headers.get('ratelimit-remaining-second'), '1');
    assert.equal(
      (await clientOf({ token: null }).get(`/orgs/${acme.id}/answers`)).headers.get('ratelimit-remaining-second'),
      '0',
    );
    assert.equal((await client.get(PATH)).status, 429);
  });

  const REPORT = { metricSet: 'TaskExportReport', startAt: '2026-11-01', endAt: '2026-11-20' };
  test('allow ten reports a minute', async () => {
    const { gladly, client } = start({ limits: { reportsPerMinute: 2 } });
    assert.equal((await client.post('/reports', REPORT)).status, 200);
    assert.equal((await client.post('/reports/work-session-events', {})).status, 400);
    assert.equal((await client.post('/reports', REPORT)).status, 429);
    assert.equal((await client.get(PATH)).status, 200);
    gladly.clock.advance(60_000);
    assert.equal((await client.post('/reports', REPORT)).status, 200);
  });

  test('allow two reports in flight', async () => {
    const { gladly, client } = start({ limits: true });
    gladly.faults.add({ match: { path: '/reports' }, kind: 'stall', times: 2 });
    const abort = new AbortController();
    const stalled = [1, 2].map(() => client.call('POST', '/reports', { body: REPORT, signal: abort.signal }));
    const third = await client.post('/reports', REPORT);
    assert.equal(third.status, 429);
    abort.abort();
    for (const call of stalled) await assert.rejects(call, { name: 'AbortError' });
    assert.equal((await client.post('/reports', REPORT)).status, 200);
  });

  test('follow a live clock given as a function', async () => {
    let now = Date.parse('2026-11-20T00:00:00Z');
    const { client } = start({ now: () => now, limits: { perSecond: 1 } });
    assert.equal((await client.get(PATH)).status, 200);
    assert.equal((await client.get(PATH)).status, 429);
    now += 1000;
    assert.equal((await client.get(PATH)).status, 200);
  });
});

describe('faults', () => {
  const answerTo = async (fault, path = '/agents') => {
    const { gladly, client } = start();
    gladly.faults.add(fault);
    const answer = await client.get(path);
    assert.equal(gladly.calls.at(-1).fault, fault.kind);
    assert.equal((await client.get('/agents')).status, 200);
    return answer;
  };

  test('match a path with and without the prefix, or its template', async () => {
    for (const path of ['/api/v1/agents', '/agents', /agents$/]) {
      assert.equal((await answerTo({ match: { path }, kind: 'html' })).status, 502);
    }
    const { gladly, client, known } = start();
    gladly.faults.add({ match: { method: 'GET', path: '/inboxes/{inboxId}' }, kind: 'empty' });
    assert.equal((await client.get('/inboxes')).status, 200);
    assert.equal((await client.get(`/inboxes/${known.escalations}`)).status, 204);
  });

  test('speak the vendor’s language', async () => {
    const limited = await answerTo({ kind: 'status', status: 429 });
    assert.deepEqual([limited.status, limited.body], [429, { message: 'API rate limit exceeded' }]);
    assert.ok((await answerTo({ kind: 'status', status: 503 })).body.errors[0].detail);
    assert.deepEqual((await answerTo({ kind: 'status', status: 400, body: [{ code: 'invalid' }] })).body, [
      { code: 'invalid' },
    ]);
    assert.equal((await answerTo({ kind: 'oversize', bytes: 500 })).text.length, 500);
    assert.equal((await answerTo({ kind: 'cut' })).body, undefined);
    assert.equal((await answerTo({ kind: 'redirect' })).headers.get('location'), 'https://elsewhere.example/');
    assert.throws(() => start().gladly.faults.add({ kind: 'earthquake' }), /kind must be one of/);
  });

  test('cut and stall answers without a body as well', async () => {
    const { gladly, client, known } = start();
    gladly.faults.add({ kind: 'cut' });
    assert.equal((await client.patch(`/tasks/${known.openTask}`, { body: 'x' })).status, 204);
    gladly.faults.add({ kind: 'stall_body' });
    const abort = new AbortController();
    const body = { body: 'y' };
    const call = client.call('PATCH', `/tasks/${known.openTask}`, { body, signal: abort.signal });
    const ended = assert.rejects(call);
    abort.abort();
    await ended;
  });
});

describe('the simulator', () => {
  test('is the same for the same seed and returns there on reset', async () => {
    const { gladly, client } = start();
    const before = gladly.snapshot();
    assert.equal(before, createGladly().snapshot());
    assert.notEqual(before, createGladly({ seed: 'other' }).snapshot());
    await client.post('/topics', { name: 'New' });
    gladly.faults.add({ kind: 'html' });
    assert.notEqual(gladly.snapshot(), before);
    gladly.reset();
    assert.deepEqual([gladly.snapshot(), gladly.calls.length, gladly.faults.pending], [before, 0, 0]);
  });

  test('answers over HTTP, media and redirects included', async () => {
    const { gladly, known } = start();
    const server = await serve(gladly);
    try {
      const client = createGladlyClient((request) => fetch(request, { redirect: 'manual' }), {
        base: `${server.url}/api/v1`,
      });
      assert.equal((await client.get('/organization')).body.loginDomain, 'acme');
      assert.equal((await client.post('/topics', { name: 'New' })).status, 201);
      const moved = await client.get(`/customer-profiles/${known.merged}`);
      assert.deepEqual([moved.status, moved.body.errors[0].meta.new], [301, known.survivor]);
      const audio = await client.get(`/conversation-items/${known.call}/media/recording`);
      assert.equal(audio.headers.get('content-type'), 'audio/mpeg');
      const file = await client.get(`/conversation-items/${known.customerEmail}/attachments/${known.attachment}`);
      assert.equal(file.status, 303);
    } finally {
      await server.close();
    }
  });

  test('starts from the command line', async () => {
    const serving = fileURLToPath(new URL('serve.mjs', import.meta.url));
    const child = spawn(process.execPath, [serving, '--vendor', 'gladly', '--port', '0']);
    const [chunk] = await once(child.stdout, 'data');
    const [, url] = /gladly simulator on (http:\/\/127\.0\.0\.1:\d+)/.exec(chunk.toString());
    assert.equal((await createGladlyClient(fetch, { base: `${url}/api/v1` }).get('/inboxes')).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
