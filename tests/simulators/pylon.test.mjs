import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { objects } from './pylon/catalogue.mjs';
import { createPylonClient } from './pylon/client.mjs';
import { exampleFor } from './pylon/examples.mjs';
import { createPylon } from './pylon/index.mjs';
import { fieldsOf } from './shared/catalogue.mjs';
import { fillPath } from './shared/client.mjs';

/** Fresh small simulator with one issue group, so that every route of the catalogue has something to name. */
async function start(options) {
  const pylon = createPylon({ issues: 40, limits: false, ...options });
  const client = createPylonClient(pylon.fetch);
  const children = pylon.state.acme.issues
    .list()
    .slice(0, 2)
    .map(({ id }) => id);
  await client.post('/issue-groups', { title: 'Outage', child_issue_ids: children });
  return { pylon, client, acme: pylon.state.acme };
}

function callWith({ client }, endpoint, { params, query, body }) {
  const path = fillPath(endpoint.path, params);
  return client.call(endpoint.method, path, { query, ...(body && (endpoint.form ? { form: body } : { body })) });
}

const LITERAL = { string: 'string', time: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

/** Refuses keys and types the catalogue does not give an answer; null stands for "not set". */
function assertShape(type, value, path) {
  if (value === null || type === 'any') return;
  if (Array.isArray(type)) {
    assert.ok(Array.isArray(value), `${path} is a list`);
    value.forEach((item, at) => assertShape(type[0], item, `${path}[${at}]`));
  } else if (typeof type === 'object' || type in objects) {
    const shape = typeof type === 'object' ? type : objects[type];
    const known = new Map(fieldsOf(shape).map((field) => [field.name, field.type]));
    for (const [key, item] of Object.entries(value)) {
      const expected = known.get(key) ?? shape['*'];
      assert.ok(expected !== undefined, `${path}.${key} is in the catalogue`);
      // The one deliberate departure: two custom field values are bare numbers, to test clients with.
      if (!(type === 'CustomFieldValue' && typeof item === 'number')) assertShape(expected, item, `${path}.${key}`);
    }
  } else if (type in LITERAL) {
    assert.equal(typeof value, LITERAL[type], path);
  }
}

// Refused requests and reads change nothing, so all of them may share one simulator, and prove it at the end.
const shared = await start();
const untouched = shared.pylon.snapshot();

describe('every endpoint of the catalogue', () => {
  const { endpoints } = shared.pylon;

  test('is one of 158', () => assert.equal(endpoints.length, 158));

  for (const endpoint of endpoints) {
    test(`${endpoint.key} answers a full request in the shape of the catalogue`, async () => {
      const running = await start();
      const answer = await callWith(running, endpoint, exampleFor(endpoint, running.acme));
      assert.equal(answer.status, 200, answer.text);
      const { request_id: requestId, ...rest } = answer.body;
      assert.equal(requestId, answer.headers.get('x-pylon-request-id'));
      assert.deepEqual(Object.keys(rest).sort(), Object.keys(endpoint.answer).sort());
      assertShape(endpoint.answer, rest, endpoint.op);
      assert.equal(running.pylon.calls.at(-1).route, endpoint.key);
    });

    test(`${endpoint.key} refuses what the catalogue does not know`, async () => {
      const example = exampleFor(endpoint, shared.acme);
      const refused = async (changes, name) => {
        const answer = await callWith(shared, endpoint, { ...example, ...changes });
        assert.equal(answer.status, 400, answer.text);
        assert.equal(answer.body.code, 'invalid_request');
        assert.match(answer.body.errors[0], new RegExp(name));
      };
      const without = (fields, name) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

      await refused({ query: { ...example.query, surprise: '1' } }, 'surprise');
      if (endpoint.body && !('*' in endpoint.body))
        await refused({ body: { ...example.body, surprise: '1' } }, 'surprise');
      for (const { name, required } of fieldsOf(endpoint.body ?? {})) {
        if (required) await refused({ body: without(example.body, name) }, name);
      }
      for (const { name, required } of fieldsOf(endpoint.query ?? {})) {
        if (required) await refused({ query: without(example.query, name) }, name);
      }
    });

    if (endpoint.path.includes('{')) {
      test(`${endpoint.key} answers 404 for ids of another organization`, async () => {
        const { params } = exampleFor(endpoint, shared.acme);
        const own = exampleFor(endpoint, shared.pylon.state.globex);
        const stranger = createPylonClient(shared.pylon.fetch, { token: 'pylon-second-token' });
        // Type slugs are the same everywhere, so one nobody has stands in for a foreign one.
        const foreign = 'id' in params || !('type' in params) ? params : { type: 'nobodys' };
        const answer = await callWith({ client: stranger }, endpoint, { ...own, params: foreign });
        assert.equal(answer.status, 404, answer.text);
        assert.equal(answer.body.code, 'not_found');
      });
    }
  }

  test('changes nothing when it only reads', async () => {
    const reads = endpoints.filter((one) => one.method === 'GET' || one.op.endsWith('.search'));
    assert.equal(reads.length, 66);
    for (const endpoint of reads) {
      const answer = await callWith(shared, endpoint, exampleFor(endpoint, shared.acme));
      assert.equal(answer.status, 200, answer.text);
    }
    assert.equal(shared.pylon.snapshot(), untouched);
  });
});

describe('requests', () => {
  test('with the mandatory fields alone are answered, but for these', async () => {
    const refused = {};
    for (const endpoint of shared.pylon.endpoints) {
      const running = await start({ issues: 10 });
      const example = exampleFor(endpoint, running.acme, { minimal: true });
      const answer = await callWith(running, endpoint, example);
      if (answer.status !== 200) refused[endpoint.key] = answer.body.errors[0];
    }
    // What the catalogue calls optional one by one, but cannot do without altogether.
    assert.deepEqual(refused, {
      'POST /accounts/{id}/files': 'exactly one of file and file_url is required',
      'POST /attachments': 'exactly one of file and file_url is required',
      'POST /custom-fields/{id}/select-options': 'select_options is required',
      'PATCH /custom-fields/{id}/select-options': 'select_options is required',
      'DELETE /custom-fields/{id}/select-options': 'slugs is required',
      'POST /feature-requests/{id}/evidence': 'account_id names no account',
      'POST /issues/{id}/followers': 'user_ids or contact_ids is required',
      'POST /tasks/{id}/external-issues': 'source must be one of linear, jira, github, asana, shortcut',
      'POST /tasks/{id}/issues': 'issue_id names no issue',
      'POST /teams': 'name is required',
      'POST /training-data': 'training_data_name is required',
      'POST /training-data/upload': 'training_data_name is required',
      'POST /training-data/upload-content': 'content is required',
      'DELETE /training-data/{id}/documents': 'document_ids or external_ids is required',
    });
  });

  test('are refused for query values of the wrong type, unlisted or repeated', async () => {
    const { client, acme } = shared;
    const base = acme.knowledgeBases.list()[0].id;
    const request = acme.featureRequests.list()[0].id;
    for (const [path, query, name] of [
      ['/accounts', { limit: 'many' }, 'limit'],
      ['/accounts', { limit: '1.5' }, 'limit'],
      ['/accounts', { limit: ['1', '2'] }, 'limit'],
      [`/knowledge-bases/${base}/articles`, { media: 'some' }, 'media'],
      [`/knowledge-bases/${base}/articles`, { language: 'xx' }, 'language'],
      [`/feature-requests/${request}`, { fetch_evidence: 'maybe' }, 'fetch_evidence'],
      ['/custom-fields', { object_type: 'planet' }, 'object_type'],
      ['/custom-fields', { object_type: '' }, 'object_type'],
    ]) {
      const answer = await client.get(path, query);
      assert.equal(answer.status, 400, `${path} ${JSON.stringify(query)}`);
      assert.match(answer.body.errors[0], new RegExp(name));
    }
  });

  test('by GET may not carry a body', async () => {
    const headers = new Headers({ authorization: 'Bearer pylon-demo-token', 'content-type': 'application/json' });
    const arrayBuffer = async () => new TextEncoder().encode('{}').buffer;
    // A plain object, because Request itself refuses this; another client on the wire would not.
    const answer = await shared.pylon.fetch({
      method: 'GET',
      url: 'https://api.usepylon.com/me',
      headers,
      arrayBuffer,
    });
    assert.equal(answer.status, 400);
  });
});

describe('request bodies', () => {
  const WRONG = { string: 5, boolean: 'yes', integer: '5', time: 'yesterday', object: 'text' };
  const wrong = (type) => {
    if (Array.isArray(type)) return 'text';
    if (typeof type === 'object' || type in objects) return 'text';
    return type.includes('|') ? 'nonsense' : WRONG[type];
  };

  test('are refused field by field for a wrong type or an unlisted value', async () => {
    const { pylon, acme } = shared;
    let tried = 0;
    for (const endpoint of pylon.endpoints.filter((one) => one.body && !one.form)) {
      const example = exampleFor(endpoint, acme);
      for (const { name, type } of fieldsOf(endpoint.body)) {
        if (name === '*') continue;
        const answer = await callWith(shared, endpoint, { ...example, body: { ...example.body, [name]: wrong(type) } });
        assert.equal(answer.status, 400, `${endpoint.key} ${name}: ${answer.text}`);
        assert.match(answer.body.errors[0], new RegExp(name));
        tried += 1;
      }
    }
    assert.ok(tried > 200);
    assert.equal(pylon.snapshot(), untouched);
  });

  test('must come with the right Content-Type', async () => {
    const { client } = await start();
    const text = await client.call('POST', '/tasks', {
      body: { title: 'x' },
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(text.status, 400);
    assert.match(text.body.errors[0], /application\/json/);
    const json = await client.post('/attachments', { file_url: 'https://files.example/a.pdf' });
    assert.equal(json.status, 400);
    assert.match(json.body.errors[0], /multipart\/form-data/);
    const form = await client.call('POST', '/tasks', { form: { title: 'x' } });
    assert.equal(form.status, 400);
  });

  test('of uploads are parsed, and a file field must be a file', async () => {
    const { client, pylon } = await start();
    const file = new File(['12345'], 'five.txt', { type: 'text/plain' });
    const uploaded = await client.call('POST', '/attachments', { form: { file, description: 'Five bytes' } });
    assert.equal(uploaded.body.data.name, 'five.txt');
    assert.deepEqual(pylon.calls.at(-1).body.file, { file: 'five.txt', type: 'text/plain', size: 5 });
    const text = await client.call('POST', '/attachments', { form: { file: 'just text' } });
    assert.equal(text.status, 400);
    const broken = await client.call('POST', '/attachments', {
      body: 'no boundary here',
      headers: { 'content-type': 'multipart/form-data' },
    });
    assert.equal(broken.status, 400);
  });

  test('may carry unknown keys when strictness is off', async () => {
    const { client } = await start({ strict: false });
    const task = await client.call('POST', '/tasks', { body: { title: 'x', surprise: 1 }, query: { surprise: '1' } });
    assert.equal(task.status, 200);
    assert.equal((await client.post('/tasks', { title: 7 })).status, 400);
  });

  test('that are not JSON are refused', async () => {
    const { pylon } = await start();
    const headers = { authorization: 'Bearer pylon-demo-token', 'content-type': 'application/json' };
    const answer = await pylon.fetch(
      new Request('https://api.usepylon.com/tasks', { method: 'POST', headers, body: '{"title":' }),
    );
    assert.equal(answer.status, 400);
    assert.equal(pylon.calls.at(-1).body, '{"title":');
  });
});

describe('authentication', () => {
  const codeFor = async (options, headers) => {
    const pylon = createPylon({ issues: 1, ...options });
    const answer = await createPylonClient(pylon.fetch, { token: null }).call('GET', '/me', { headers });
    return [answer.status, answer.body.code];
  };

  test('tells a missing header, another scheme, an unknown token and the wrong region apart', async () => {
    const bearer = (token) => ({ authorization: `Bearer ${token}` });
    assert.deepEqual(await codeFor({}, {}), [401, 'invalid_authorization_header']);
    assert.deepEqual(await codeFor({}, { authorization: 'Basic eDp5' }), [401, 'invalid_authorization_header']);
    assert.deepEqual(await codeFor({}, bearer('nobody')), [401, 'invalid_api_token']);
    assert.deepEqual(await codeFor({}, bearer('pylon-demo-token-eu')), [401, 'wrong_region_token']);
    assert.deepEqual(await codeFor({ region: 'eu' }, bearer('pylon-demo-token')), [401, 'wrong_region_token']);
    assert.deepEqual(await codeFor({ region: 'eu' }, bearer('pylon-demo-token-eu')), [200, undefined]);
  });

  test('follows the host when no region is set', async () => {
    const pylon = createPylon({ issues: 1 });
    const client = createPylonClient(pylon.fetch, { base: 'https://api.eu.usepylon.com', token: 'pylon-demo-token-eu' });
    assert.equal((await client.get('/me')).body.data.name, 'Acme Support Europe');
  });

  test('lets a restricted token read, but neither write nor see audit logs', async () => {
    const { pylon } = await start();
    const client = createPylonClient(pylon.fetch, { token: 'pylon-restricted-token' });
    assert.equal((await client.get('/users')).status, 200);
    assert.equal((await client.post('/issues/search', {})).status, 200);
    for (const answer of [
      await client.post('/tasks', { title: 'x' }),
      await client.get('/audit-logs'),
      await client.post('/audit-logs/search', {}),
    ]) {
      assert.equal(answer.status, 403);
      assert.equal(answer.body.code, 'permission_denied');
    }
  });

  test('takes further tokens and forgets revoked ones', async () => {
    const pylon = createPylon({
      issues: 1,
      tokens: { 'my-token': { organization: 'globex' }, 'pylon-demo-token': null },
    });
    assert.equal((await createPylonClient(pylon.fetch, { token: 'my-token' }).get('/me')).body.data.name, 'Globex Care');
    assert.equal((await createPylonClient(pylon.fetch).get('/me')).body.code, 'invalid_api_token');
    pylon.tokens.delete('my-token');
    assert.equal((await createPylonClient(pylon.fetch, { token: 'my-token' }).get('/me')).status, 401);
  });

  test('keeps organizations apart in lists and in references', async () => {
    const { pylon, client, acme } = await start();
    const other = createPylonClient(pylon.fetch, { token: 'pylon-second-token' });
    const ids = async (caller) => (await caller.get('/accounts')).body.data.map(({ id }) => id);
    const [mine, theirs] = [await ids(client), await ids(other)];
    assert.equal(mine.length, 60);
    assert.equal(mine.filter((id) => theirs.includes(id)).length, 0);
    const before = pylon.snapshot('acme');
    const task = await other.post('/tasks', { title: 'x', account_id: acme.accounts.list()[0].id });
    assert.equal(task.status, 400);
    assert.match(task.body.errors[0], /account_id/);
    assert.equal(pylon.snapshot('acme'), before);
  });
});
