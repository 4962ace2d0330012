import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHubspotClient } from './hubspot/client.mjs';
import { exampleFor, neededOf } from './hubspot/examples.mjs';
import { createHubspot } from './hubspot/index.mjs';
import { handlers } from './hubspot/resources/index.mjs';
import { isRead } from './hubspot/tokens.mjs';
import { serve } from './serve.mjs';
import { fillPath } from './shared/client.mjs';

function start(options) {
  const hubspot = createHubspot({ tickets: 40, limits: false, ...options });
  return { hubspot, client: createHubspotClient(hubspot.fetch), acme: hubspot.state.acme };
}

const callWith = ({ client }, endpoint, { params, query, body }) =>
  client.call(endpoint.method, fillPath(endpoint.path, params), { query, ...(body && { body }) });

// Refused requests and reads change nothing, so all of them share one simulator, and prove it at the end.
const shared = start();
const untouched = shared.hubspot.snapshot();
const { endpoints } = shared.hubspot;

describe('every endpoint of the catalogue', () => {
  test('has a handler, and every handler an endpoint', () => {
    assert.equal(endpoints.length, 104);
    assert.deepEqual([...new Set(endpoints.map(({ op }) => op))].sort(), Object.keys(handlers).sort());
  });

  for (const endpoint of endpoints) {
    test(`${endpoint.key} answers a full request, and changes something unless it reads`, async () => {
      const running = start();
      const before = running.hubspot.snapshot('acme');
      const answer = await callWith(running, endpoint, exampleFor(endpoint, running.acme));
      assert.equal(answer.status, endpoint.status, answer.text);
      assert.equal(running.hubspot.calls.at(-1).route, endpoint.key);
      assert.equal(running.hubspot.snapshot('acme') === before, isRead(endpoint));
      if (answer.body?.results) assert.ok(answer.body.results.length > 0, 'the example finds nothing');
    });

    test(`${endpoint.key} refuses what the catalogue does not know`, async () => {
      const example = exampleFor(endpoint, shared.acme);
      const refused = async (changes, name) => {
        const answer = await callWith(shared, endpoint, { ...example, ...changes });
        assert.equal(answer.status, 400, answer.text);
        assert.equal(answer.body.category, 'VALIDATION_ERROR');
        assert.match(answer.body.message, new RegExp(name));
      };
      await refused({ query: { ...example.query, surprise: '1' } }, 'surprise');
      if (!endpoint.body || Array.isArray(endpoint.body)) return;
      await refused({ body: { ...example.body, surprise: '1' } }, 'surprise');
      for (const name of neededOf(endpoint)) {
        const { [name]: _, ...rest } = example.body;
        await refused({ body: rest }, name);
      }
    });
  }

  test('knows no record of another portal', async () => {
    const stranger = createHubspotClient(shared.hubspot.fetch, { token: 'hubspot-second-token' });
    const single = endpoints.filter(({ method, op }) => method === 'GET' && op.endsWith('.get') && !/^(pipelines|stages|channels|actors)\./.test(op));
    assert.equal(single.length, 11);
    for (const endpoint of single) {
      const { params } = exampleFor(endpoint, shared.acme);
      const answer = await callWith({ client: stranger }, endpoint, { params, query: {} });
      assert.equal(answer.status, 404, `${endpoint.key}: ${answer.text}`);
      assert.equal(answer.body.status, 'error');
    }
  });

  test('changes nothing when it only reads', async () => {
    for (const endpoint of endpoints.filter(isRead)) await callWith(shared, endpoint, exampleFor(endpoint, shared.acme));
    assert.equal(shared.hubspot.snapshot(), untouched);
  });
});

describe('credentials', () => {
  test('are a bearer token that the simulator knows', async () => {
    for (const token of [null, 'nobody']) {
      const client = createHubspotClient(shared.hubspot.fetch, { token });
      const { status, body } = await client.get('/crm/v3/owners');
      assert.equal(status, 401);
      assert.equal(body.category, 'INVALID_AUTHENTICATION');
      assert.match(body.correlationId, /^[0-9a-f-]{36}$/);
    }
    assert.equal((await shared.client.get('/crm/v3/owners')).status, 200);
    assert.equal(JSON.stringify(shared.hubspot.calls).includes('hubspot-demo-token'), false);
  });

  test('without a scope are refused with the name of the one that lacks', async () => {
    const client = createHubspotClient(shared.hubspot.fetch, { token: 'hubspot-restricted-token' });
    const scopeOf = ({ body }) => body.errors[0].context.requiredGranularScopes[0];
    const ticket = shared.acme.tickets.list()[0].id;
    const thread = shared.acme.threads.list()[0].id;
    const refused = await client.patch(`/crm/v3/objects/tickets/${ticket}`, { properties: { subject: 'Mine' } });
    assert.deepEqual([refused.status, refused.body.category, scopeOf(refused)], [403, 'MISSING_SCOPES', 'crm.objects.tickets.write']);
    const reply = await client.post(`/conversations/v3/conversations/threads/${thread}/messages`, { type: 'COMMENT', text: 'x' });
    assert.equal(scopeOf(reply), 'conversations.write');
    assert.equal((await client.post('/crm/v3/objects/tickets/search', {})).status, 200);
    assert.equal(shared.hubspot.snapshot(), untouched);
  });
});

describe('limits', () => {
  test('hold for ten seconds, and their headers say what is left', async () => {
    const { client, hubspot } = start({ limits: { calls: 2 } });
    const left = ({ headers }) => headers.get('x-hubspot-ratelimit-remaining');
    assert.equal(left(await client.get('/crm/v3/owners')), '1');
    const last = await client.get('/crm/v3/owners');
    assert.equal(left(last), '0');
    assert.equal(last.headers.get('x-hubspot-ratelimit-max'), '2');
    assert.equal(last.headers.get('x-hubspot-ratelimit-interval-milliseconds'), '10000');
    const { status, body } = await client.get('/crm/v3/owners');
    assert.equal(status, 429);
    assert.deepEqual([body.status, body.errorType, body.policyName], ['error', 'RATE_LIMIT', 'TEN_SECONDLY_ROLLING']);
    const stranger = createHubspotClient(hubspot.fetch, { token: 'hubspot-second-token' });
    assert.equal((await stranger.get('/crm/v3/owners')).status, 200);
    hubspot.clock.advance(10_000);
    assert.equal((await client.get('/crm/v3/owners')).status, 200);
  });

  test('let four searches through in a second, without headers', async () => {
    const { client, hubspot } = start({ limits: true });
    const search = (kind) => client.post(`/crm/v3/objects/${kind}/search`, {});
    for (const kind of ['tickets', 'contacts', 'companies', 'notes']) {
      const { status, headers } = await search(kind);
      assert.equal(status, 200);
      assert.equal(headers.get('x-hubspot-ratelimit-remaining'), null);
    }
    const fifth = await search('tickets');
    assert.deepEqual([fifth.status, fifth.body.policyName], [429, 'SECONDLY']);
    assert.equal((await client.get('/crm/v3/owners')).status, 200);
    hubspot.clock.advance(1000);
    assert.equal((await search('tickets')).status, 200);
  });
});

describe('the simulator', () => {
  test('gives the same portals for the same seed, and others for another', () => {
    assert.equal(start().hubspot.snapshot(), untouched);
    assert.notEqual(start({ seed: 'other' }).hubspot.snapshot(), untouched);
  });

  test('is as before after a reset', async () => {
    const { client, hubspot, acme } = start();
    await client.delete(`/crm/v3/objects/tickets/${acme.tickets.list()[0].id}`);
    assert.notEqual(hubspot.snapshot(), untouched);
    hubspot.reset();
    assert.equal(hubspot.snapshot(), untouched);
    assert.equal(hubspot.calls.length, 0);
  });

  test('has trouble on order, in the vendor’s words', async () => {
    const { client, hubspot } = start();
    hubspot.faults.add({ kind: 'status', status: 503, match: { path: '/crm/v3/owners' } });
    const { status, body, headers } = await client.get('/crm/v3/owners');
    assert.deepEqual([status, body.status, body.correlationId], [503, 'error', headers.get('x-hubspot-correlation-id')]);
    hubspot.faults.add({ kind: 'status', status: 429 });
    assert.equal((await client.get('/crm/v3/owners')).body.errorType, 'RATE_LIMIT');
    hubspot.faults.add({ kind: 'oversize', bytes: 1000 });
    assert.equal((await client.get('/crm/v3/owners')).text.length, 1000);
  });

  test('answers over HTTP too, and an unknown path with 404', async (t) => {
    const running = await serve(start().hubspot);
    t.after(() => running.close());
    const client = createHubspotClient(fetch, { base: running.url });
    assert.equal((await client.get('/crm/v3/owners')).status, 200);
    const missing = await client.get('/crm/v3/nothing');
    assert.deepEqual([missing.status, missing.body.status], [404, 'error']);
  });

  test('takes bodies as JSON alone', async () => {
    const send = (body, type) =>
      shared.client.call('POST', '/crm/v3/objects/tickets/search', { headers: { 'content-type': type }, body });
    assert.equal((await send({}, 'text/plain')).status, 415);
    const headers = { authorization: 'Bearer hubspot-demo-token', 'content-type': 'application/json' };
    const broken = await shared.hubspot.fetch(new Request('https://api.hubapi.com/crm/v3/objects/tickets/search', { method: 'POST', headers, body: '{"limit":' }));
    assert.equal(broken.status, 400);
    assert.match((await broken.json()).message, /not valid JSON/);
  });
});
