import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { enums, objects } from './gladly/catalogue.mjs';
import { createGladlyClient } from './gladly/client.mjs';
import { exampleFor } from './gladly/examples.mjs';
import { check } from './gladly/shape.mjs';
import { start } from './gladly/start.mjs';
import { fieldsOf } from './shared/catalogue.mjs';
import { fillPath } from './shared/client.mjs';

const callWith = ({ client }, endpoint, { params, query, body }) =>
  client.call(endpoint.method, fillPath(endpoint.path, params), { query, body });

const withReadOnly = (type) => {
  if (Array.isArray(type)) return type.map(withReadOnly);
  if (type !== null && typeof type === 'object') {
    return Object.fromEntries(Object.entries(type).map(([key, value]) => [key.replace('^', ''), withReadOnly(value)]));
  }
  return type in objects && !(type in enums) ? withReadOnly(objects[type]) : type;
};

/** An answer in the shape of the catalogue, in which read-only fields belong. */
const assertShape = (type, value, name) =>
  assert.deepEqual(check(withReadOnly(type), value, name, { strict: true }), []);

function assertAnswer({ op, answer, flagged }, response) {
  assert.equal(response.status, answer.status, response.text);
  assert.equal(response.headers.get('location') !== null, Boolean(answer.location));
  assert.equal(response.headers.get('gladly-limited-data') !== null, Boolean(flagged));
  const type = answer.json ? 'application/json' : (answer.type ?? null);
  assert.equal(response.headers.get('content-type'), type);
  if (answer.json) assertShape(answer.json, response.body, op);
  else if (answer.type) assert.ok(response.text.length > 0, `${op} has content`);
  else assert.equal(response.text, '');
  for (const line of answer.lines ? response.text.trim().split('\n') : [])
    assertShape(answer.lines, JSON.parse(line), op);
}

// Refused requests and reads change nothing, so all of them may share one simulator, and prove it at the end.
const shared = start();
const untouched = shared.gladly.snapshot();

describe('every endpoint of the catalogue', () => {
  const { endpoints } = shared.gladly;

  test('is one of 80', () => assert.equal(endpoints.length, 80));

  for (const endpoint of endpoints) {
    for (const minimal of [false, true]) {
      test(`${endpoint.key} answers a ${minimal ? 'minimal' : 'full'} request in the shape of the catalogue`, async () => {
        const running = start();
        const example = exampleFor(endpoint, running.acme, { minimal });
        const answer = await callWith(running, endpoint, example);
        assertAnswer(endpoint, answer);
        assert.equal(running.gladly.calls.at(-1).route, endpoint.key);
        if (answer.status !== 201 || endpoint.answer.json) return;
        const created = await running.client.get(answer.headers.get('location').replace('/api/v1', ''));
        assert.equal(created.status, 200, created.text);
      });
    }

    test(`${endpoint.key} refuses what the catalogue does not know`, async () => {
      const example = exampleFor(endpoint, shared.acme);
      const refused = async (changes, name) => {
        const answer = await callWith(shared, endpoint, { ...example, ...changes });
        assert.equal(answer.status, 400, answer.text);
        const errors = [answer.body.errors ?? answer.body].flat();
        assert.ok(
          errors.some(({ attr = '' }) => attr.includes(name)),
          answer.text,
        );
      };
      const without = (fields, name) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

      await refused({ query: { ...example.query, surprise: '1' } }, 'surprise');
      for (const { name, required } of fieldsOf(endpoint.query ?? {})) {
        if (required) await refused({ query: without(example.query, name) }, name);
      }
      if (!endpoint.body) return;
      const whole = typeof endpoint.body === 'string' ? objects[endpoint.body] : endpoint.body;
      const shape = '|' in whole ? whole['|'][0] : whole;
      await refused({ body: { ...example.body, surprise: '1' } }, 'surprise');
      for (const { name, type, required } of fieldsOf(shape)) {
        if (required) await refused({ body: without(example.body, name) }, name);
        if (name in example.body)
          await refused({ body: { ...example.body, [name]: type === 'integer' ? 'x' : 17 } }, name);
      }
    });

    if (/{(?!orgId|language|type)\w+}/.test(endpoint.path)) {
      test(`${endpoint.key} answers 404 for ids of another organization`, async () => {
        const { params } = exampleFor(endpoint, shared.acme);
        const own = exampleFor(endpoint, shared.gladly.state.globex);
        const client = createGladlyClient(shared.gladly.fetch, {
          base: 'https://globex.gladly.com/api/v1',
          email: 'agent@globex.example',
          token: 'gladly-second-token',
        });
        const answer = await callWith({ client }, endpoint, { ...own, params });
        assert.equal(answer.status, 404, answer.text);
        assert.equal([answer.body.errors].flat()[0].code, 'not_exist');
      });
    }
  }

  test('changes nothing when it only reads', async () => {
    const reads = endpoints.filter((endpoint) => endpoint.reads);
    assert.equal(reads.length, 43);
    for (const endpoint of reads) {
      assertAnswer(endpoint, await callWith(shared, endpoint, exampleFor(endpoint, shared.acme)));
    }
    assert.equal(shared.gladly.snapshot(), untouched);
  });

  test('changes something when it writes', async () => {
    // A token changes nothing that anybody could read back.
    const writes = endpoints.filter(({ reads, op }) => !reads && op !== 'user_identity.create_jwt');
    for (const endpoint of writes) {
      const running = start();
      const before = running.gladly.snapshot('acme');
      await callWith(running, endpoint, exampleFor(endpoint, running.acme));
      assert.notEqual(running.gladly.snapshot('acme'), before, endpoint.key);
    }
  });
});
