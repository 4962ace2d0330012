import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIntercomClient } from './intercom/client.mjs';
import { exampleFor } from './intercom/examples.mjs';
import { createIntercom } from './intercom/index.mjs';
import { handlers } from './intercom/resources/index.mjs';
import { fieldsOf } from './shared/catalogue.mjs';
import { fillPath } from './shared/client.mjs';

function start(options) {
  const intercom = createIntercom({ conversations: 20, limits: false, ...options });
  return { intercom, client: createIntercomClient(intercom.fetch), acme: intercom.state.acme };
}

const BINARY = { accept: 'application/octet-stream' };
const callWith = ({ client }, endpoint, { params, query, body }) =>
  client.call(endpoint.method, fillPath(endpoint.path, params), {
    query,
    body,
    headers: endpoint.op.endsWith('_exports.download') ? BINARY : {},
  });

const without = (fields, name) => Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => key !== name));
const codeOf = (answer) => answer.body?.errors?.[0].code;

// Refused requests and reads change nothing, so all of them may share one simulator, and prove it at the end.
const shared = start();
const untouched = shared.intercom.snapshot('acme');

describe('every endpoint of the catalogue', () => {
  const { endpoints } = shared.intercom;

  test('is one of 231, each with something that answers it', () => {
    assert.equal(endpoints.length, 231);
    assert.deepEqual(
      endpoints.filter(({ op }) => !handlers[op]),
      [],
    );
  });

  for (const endpoint of endpoints) {
    test(`${endpoint.key} answers a full and a minimal request as the catalogue says`, async () => {
      for (const minimal of [false, true]) {
        const running = start();
        const answer = await callWith(running, endpoint, exampleFor(endpoint, running.acme, { minimal }));
        assert.equal(answer.status, endpoint.status, answer.text);
        assert.equal(running.intercom.calls.at(-1).route, endpoint.key);
        if (endpoint.answer === 'object') assert.equal(typeof answer.body, 'object');
        if (endpoint.answer === 'text') assert.match(answer.headers.get('content-type'), /^text\/plain/);
        if (endpoint.answer === 'redirect') assert.match(answer.headers.get('location'), /^https:/);
        if (endpoint.answer === 'list') {
          const list = (endpoint.list ?? '').split('.').reduce((value, key) => (key ? value[key] : value), answer.body);
          assert.ok(Array.isArray(list), answer.text);
        }
        assert.equal(answer.headers.get('x-ratelimit-limit'), '1666');
      }
    });

    test(`${endpoint.key} refuses what the catalogue does not know`, async () => {
      const example = exampleFor(endpoint, shared.acme);
      const status = endpoint.invalid ?? 400;
      const refused = async (changes, name) => {
        const answer = await callWith(shared, endpoint, { ...example, ...changes });
        assert.ok([status, 400].includes(answer.status), answer.text);
        assert.equal(answer.body.type, 'error.list');
        assert.match(answer.body.errors[0].message, new RegExp(name));
      };
      await refused({ query: { ...example.query, surprise: '1' } }, 'surprise');
      if (endpoint.body) await refused({ body: { ...example.body, surprise: '1' } }, 'surprise');
      for (const { name, required } of fieldsOf(endpoint.query ?? {})) {
        if (required) await refused({ query: without(example.query, name) }, name);
      }
      for (const { name, required } of fieldsOf(endpoint.body ?? {})) {
        if (required) await refused({ body: without(example.body, name) }, name);
      }
      for (const [name, type] of Object.entries(endpoint.query ?? {})) {
        if (type === 'integer' || type === 'boolean')
          await refused({ query: { ...example.query, [name]: 'many' } }, name);
      }
    });

    if (endpoint.path.includes('{')) {
      test(`${endpoint.key} answers 404 for ids of another workspace`, async () => {
        const { params } = exampleFor(endpoint, shared.acme);
        const own = exampleFor(endpoint, shared.intercom.state.globex);
        const stranger = createIntercomClient(shared.intercom.fetch, { token: 'intercom-second-token' });
        // External ids and type names are the same everywhere, so one nobody has stands in for a foreign one.
        const foreign = Object.fromEntries(
          Object.entries(params).map(([name, value]) => [
            name,
            ['external_id', 'phone_number', 'custom_object_type_identifier', 'job_identifier'].includes(name)
              ? 'nobodys'
              : value,
          ]),
        );
        const answer = await callWith({ client: stranger }, endpoint, { ...own, params: foreign });
        if (endpoint.op === 'fin_voice_calls.list_by_conversation') return assert.deepEqual(answer.body, []);
        // The vendor reports a failed merge as such.
        assert.equal(answer.status, endpoint.op === 'conversations.merge' ? 422 : 404, answer.text);
        return assert.equal(answer.body.type, 'error.list');
      });
    }
  }

  test('changes nothing when it only reads', async () => {
    const reads = endpoints.filter(({ effect }) => effect === 'read');
    assert.equal(reads.length, 114);
    for (const endpoint of reads) {
      const answer = await callWith(shared, endpoint, exampleFor(endpoint, shared.acme));
      assert.equal(answer.status, endpoint.status, answer.text);
    }
    assert.equal(shared.intercom.snapshot('acme'), untouched);
  });
});

describe('request bodies', () => {
  const WRONG = { string: 5, boolean: 'yes', integer: '5', number: '5', object: 'text', id: true, Query: 'text' };
  const wrong = (type) => {
    if (typeof type !== 'string') return true;
    if (type.startsWith('=')) return 'nonsense';
    return WRONG[type.replace(/\?$/, '')] ?? 7;
  };

  test('are refused field by field for a wrong type or an unlisted value', async () => {
    const { intercom, acme } = shared;
    let tried = 0;
    for (const endpoint of intercom.endpoints.filter((one) => one.body)) {
      const example = exampleFor(endpoint, acme);
      for (const { name, type } of fieldsOf(endpoint.body)) {
        if (type === 'any' || name === '|') continue;
        const answer = await callWith(shared, endpoint, { ...example, body: { ...example.body, [name]: wrong(type) } });
        assert.equal(answer.status, endpoint.invalid ?? 400, `${endpoint.key} ${name}: ${answer.text}`);
        assert.match(answer.body.errors[0].message, new RegExp(name));
        tried += 1;
      }
    }
    assert.ok(tried > 200, String(tried));
    assert.equal(intercom.snapshot('acme'), untouched);
  });

  test('take every id as a string or as an integer', async () => {
    const { client, acme } = start();
    const [admin] = acme.admins.list();
    const [conversation] = acme.conversations.list();
    const path = `/conversations/${conversation.id}/reply`;
    for (const id of [admin.id, Number(admin.id)]) {
      const answer = await client.post(path, { message_type: 'note', type: 'admin', admin_id: id, body: 'x' });
      assert.equal(answer.status, 200, answer.text);
    }
  });

  test('may carry unknown keys when strictness is off', async () => {
    const { client } = start({ strict: false });
    const answer = await client.call('POST', '/tags', { body: { name: 'x', surprise: 1 }, query: { surprise: '1' } });
    assert.equal(answer.status, 200);
    assert.equal((await client.post('/tags', { name: 7 })).status, 400);
  });

  test('that are not JSON, or are sent where none belongs, are refused', async () => {
    const { intercom, client } = start();
    const headers = {
      authorization: 'Bearer intercom-demo-token',
      'content-type': 'application/json',
      accept: 'application/json',
      'intercom-version': '2.16',
    };
    const send = (path, body, extra) =>
      intercom.fetch(
        new Request(`https://api.intercom.io${path}`, { method: 'POST', headers: { ...headers, ...extra }, body }),
      );
    assert.equal((await send('/tags', '{"name":')).status, 400);
    assert.equal(intercom.calls.at(-1).body, '{"name":');
    assert.equal((await send('/tags', '{"name":"x"}', { 'content-type': 'text/plain' })).status, 400);
    assert.equal((await client.post('/companies/list', { name: 'x' })).status, 400);
  });

  test('must be there on the deletes that have one', async () => {
    const { client, acme } = start();
    const [conversation] = acme.conversations.list();
    const [tag] = acme.tags.list();
    const path = `/conversations/${conversation.id}/tags/${tag.id}`;
    assert.equal(codeOf(await client.delete(path)), 'parameter_not_found');
    const [admin] = acme.admins.list();
    assert.equal((await client.delete(path, { body: { admin_id: admin.id } })).body.name, tag.name);
  });
});

describe('headers', () => {
  const answerTo = (headers, { base, token, path = '/me', ...options } = {}) => {
    const { fetch } = createIntercom(options);
    return createIntercomClient(fetch, { base, token }).call('GET', path, { headers });
  };

  test('need a known token of the right region', async () => {
    for (const [token, base, status] of [
      ['intercom-demo-token', 'https://api.intercom.io', 200],
      ['intercom-demo-token', 'https://api.eu.intercom.io', 401],
      ['intercom-demo-token-eu', 'https://api.eu.intercom.io', 200],
      ['intercom-demo-token-eu', 'https://api.intercom.io', 401],
      ['intercom-demo-token-au', 'https://api.au.intercom.io', 200],
      ['nobody', 'https://api.intercom.io', 401],
      [null, 'https://api.intercom.io', 401],
    ]) {
      const answer = await answerTo({}, { base, token });
      assert.equal(answer.status, status, `${token} at ${base}`);
      if (status === 401) assert.equal(codeOf(answer), 'unauthorized');
    }
    const answer = await answerTo({}, { region: 'eu', token: 'intercom-demo-token-eu' });
    assert.equal(answer.body.app.region, 'EU');
    assert.equal((await answerTo({ authorization: 'Basic eDp5' }, { token: null })).status, 401);
  });

  test('need version 2.16, but for telephony', async () => {
    for (const version of ['2.15', '2.17', 'Preview', '']) {
      const answer = await answerTo({ 'intercom-version': version });
      assert.equal(answer.status, 400);
      assert.equal(codeOf(answer), 'intercom_version_invalid');
    }
    const { intercom } = start();
    const headers = { authorization: 'Bearer intercom-demo-token', accept: 'application/json' };
    const plain = (path) => intercom.fetch(new Request(`https://api.intercom.io${path}`, { headers }));
    assert.equal((await plain('/me')).status, 400);
    assert.equal((await plain('/fin_voice/conversation/1')).status, 200);
  });

  test('need an Accept the answer can satisfy', async () => {
    assert.equal((await answerTo({ accept: '*/*' })).status, 406);
    assert.equal((await answerTo({ accept: 'text/html' })).status, 406);
    assert.equal((await answerTo({ accept: 'text/html, application/json;q=0.9' })).status, 200);
    const { client } = start();
    const path = '/download/reporting_data/seededreport0001';
    assert.equal((await client.get(path, { app_id: 'x' })).status, 406);
    const download = await client.call('GET', path, { query: { app_id: 'x' }, headers: BINARY });
    assert.equal(download.headers.get('content-type'), 'application/octet-stream');
  });

  test('carry a request id that the error list repeats', async () => {
    const answer = await answerTo({}, { path: '/nothing/here' });
    assert.equal(answer.status, 404);
    assert.equal(answer.body.request_id, answer.headers.get('x-request-id'));
  });

  test('of a restricted token let it read only', async () => {
    const { intercom } = start();
    const client = createIntercomClient(intercom.fetch, { token: 'intercom-restricted-token' });
    assert.equal(
      (await client.post('/contacts/search', { query: { field: 'role', operator: '=', value: 'user' } })).status,
      200,
    );
    const refused = await client.post('/tags', { name: 'x' });
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'forbidden']);
  });
});

describe('routes', () => {
  test('take static segments before ids', async () => {
    const { client, intercom } = start();
    for (const path of [
      '/articles/search',
      '/conversations/deleted',
      '/conversations/attributes',
      '/companies/scroll',
    ]) {
      assert.equal((await client.get(path)).status, 200);
      assert.equal(intercom.calls.at(-1).route, `GET ${path}`);
    }
  });

  test('answer 404 for an unknown path, an empty id and another method', async () => {
    const { client } = start();
    for (const [method, path] of [
      ['GET', '/contact'],
      ['GET', '/contacts/'],
      ['PATCH', '/contacts/1'],
      ['DELETE', '/me'],
    ]) {
      const answer = await client.call(method, path);
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'not_found']);
    }
  });
});
