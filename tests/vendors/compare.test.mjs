// The two halves of `make check-vendors` that need no mock: what the comparison finds, and how findings and explanations are held together.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compare } from './compare.mjs';
import { placeOf, readDocument, together } from './documents.mjs';
import { unexplained } from './exceptions.mjs';
import { toolsOf } from './records.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-vendors-'));
after(() => rmSync(folder, { recursive: true }));

const document = {
  openapi: '3.0.1',
  paths: {
    '/notes': {
      get: { parameters: [{ $ref: '#/components/parameters/State' }, { name: 'limit', in: 'query', schema: { type: 'integer' } }] },
      post: { requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } } },
    },
    '/notes/{note_id}': { delete: {} },
  },
  components: {
    parameters: { State: { name: 'state', in: 'query', required: true, schema: { type: 'string', enum: ['open', 'closed'] } } },
    schemas: {
      Note: {
        allOf: [{ type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }],
        properties: {
          id: { type: 'string', readOnly: true },
          count: { type: 'integer' },
          texts: { type: 'object', properties: { de: { $ref: '#/components/schemas/Text' }, fr: { $ref: '#/components/schemas/Text' } } },
          parts: { type: 'array', items: { oneOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { type: 'string' }, note: { $ref: '#/components/schemas/Note' } } }] } },
        },
      },
      Text: { type: 'object', properties: { body: { type: 'string' } } },
    },
  },
};

const integration = `
integration: acme
pagination:
  by_cursor: { style: cursor, in: query, cursor: after, limit: limit }
resources:
  notes:
    list: { http: GET /notes, pagination: { use: by_cursor, cursor: null } }
    create: { http: POST /notes, body: json }
    delete: { http: "DELETE /notes/{id}" }
    read: { http: "GET {url}", hosts: [files.acme.example] }
`;

const notes = (change = (text) => text) =>
  change(`
resource: notes
methods:
  list:
    query_schema:
      type: object
      properties: { state: { type: string, enum: [open, closed] } }
      required: [state]
  create:
    body_schema:
      type: object
      properties:
        title: { type: string }
        count: { type: integer }
        texts: { type: object, additionalProperties: { type: object, properties: { body: { type: string } } } }
        parts: { type: array, items: { type: object, properties: { a: { type: string }, b: { type: string }, remark: { type: any, wire_name: note } } } }
      required: [title]
  delete: {}
  read: {}
`);

/** What is found after a change of the records. */
function found(change, of = document) {
  const acme = join(folder, 'acme');
  mkdirSync(acme, { recursive: true });
  writeFileSync(join(acme, 'integration.yaml'), integration);
  writeFileSync(join(acme, 'notes.yaml'), notes(change));
  return compare(of, toolsOf(acme)).found;
}

test('records that say what the description says differ in nothing', () => {
  assert.deepEqual(found(), []);
});

for (const [what, from, to, expected] of [
  ['a misspelt query key', 'state: {', 'stat: {', ['GET /notes: lacks query.state', 'GET /notes: beyond: query.stat']],
  ['a misspelt key of a body', 'count: {', 'cuont: {', ['POST /notes: lacks body.count', 'POST /notes: beyond: body.cuont']],
  ['a misspelt key in a list', 'b: {', 'bb: {', ['POST /notes: lacks body.parts[].b', 'POST /notes: beyond: body.parts[].bb']],
  ['a misspelt key in a map', 'body: {', 'bdy: {', ['POST /notes: lacks body.texts.*.body', 'POST /notes: beyond: body.texts.*.bdy']],
  ['a misspelt wire name', 'wire_name: note', 'wire_name: ntoe', ['POST /notes: lacks body.parts[].note', 'POST /notes: beyond: body.parts[].ntoe']],
  ['a missing value', '[open, closed]', '[open]', ['GET /notes: lacks query.state=closed']],
  ['a value of nobody', '[open, closed]', '[open, closed, lost]', ['GET /notes: beyond: query.state=lost']],
  ['an open set', ', enum: [open, closed]', '', ['GET /notes: lacks the values of query.state']],
  ['another type', 'count: { type: integer', 'count: { type: string', ['POST /notes: type of body.count: integer there, string here']],
  ['a duty that is missing', 'required: [title]', 'required: []', ['POST /notes: lacks the duty of body.title']],
  ['a duty of our own', 'required: [title]', 'required: [title, count]', ['POST /notes: beyond: the duty of body.count']],
]) {
  test(`${what} is found`, () => {
    assert.deepEqual(found((text) => text.replace(from, to)), expected);
  });
}

test('an operation without a tool is found, and a tool without an operation', () => {
  const { '/notes': kept, ...others } = document.paths;
  assert.deepEqual(found(undefined, { ...document, paths: { '/notes': kept, '/other': { get: {} } } }), [
    'GET /other: no tool', 'DELETE /notes/{id}: not in the description',
  ]);
  assert.deepEqual(Object.keys(others), ['/notes/{note_id}']);
});

test('what is found is explained once, with a reason, and nothing else is', () => {
  const why = 'The description contradicts itself.';
  assert.deepEqual(unexplained(['a', 'b'], [{ why, found: ['a', 'b'] }]), []);
  assert.deepEqual(unexplained(['a', 'b'], [{ why, found: ['a'] }]), ['b: not explained']);
  assert.deepEqual(unexplained([], [{ why, found: ['a'] }]), ['a: explained, and no longer so']);
  assert.deepEqual(unexplained(['a'], [{ why, found: ['a', 'a'] }]), ['a: explained twice']);
  assert.deepEqual(unexplained(['a'], [{ why: ' ', found: ['a'] }]), ['entry 1 has no reason: write one under `why`']);
  assert.deepEqual(unexplained([], [{ why, found: [] }]), ['entry 1 explains nothing: list what under `found`']);
});

test('several documents are one, each with its own schemas of the same name', () => {
  const one = (path, type) => ({
    openapi: '3.0.1',
    info: { title: path, version: 'v1' },
    paths: { [path]: { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Input' } } } } } } },
    components: { schemas: { Input: { type: 'object', properties: { value: { type } } } } },
  });
  const both = together({ notes: one('/notes', 'string'), tasks: one('/tasks', 'integer') });
  assert.deepEqual(Object.keys(both.components.schemas), ['notes.Input', 'tasks.Input']);
  const { found, operations } = compare(both, []);
  assert.deepEqual([operations, found], [2, ['POST /notes: no tool', 'POST /tasks: no tool']]);
  const schemaOf = (path) => both.paths[path].post.requestBody.content['application/json'].schema.$ref;
  assert.deepEqual([schemaOf('/notes'), schemaOf('/tasks')], ['#/components/schemas/notes.Input', '#/components/schemas/tasks.Input']);
  assert.throws(() => together({ a: one('/notes', 'string'), b: one('/notes', 'string') }), /b: \/notes is in an earlier document too/);
});

test('a description is a document or a folder of them, or is not there', () => {
  const place = join(folder, 'descriptions');
  mkdirSync(join(place, 'birch'), { recursive: true });
  writeFileSync(join(place, 'acme-openapi.json'), JSON.stringify({ openapi: '3.0.1', paths: {} }));
  for (const name of ['leaves', 'trees']) writeFileSync(join(place, 'birch', `${name}.json`), JSON.stringify({ openapi: '3.0.1', info: {}, paths: { [`/${name}`]: {} } }));
  assert.deepEqual(readDocument(placeOf(place, 'acme')).paths, {});
  assert.deepEqual(Object.keys(readDocument(placeOf(place, 'birch')).paths), ['/leaves', '/trees']);
  assert.equal(placeOf(place, 'cedar'), undefined);
});

test('files of a folder that have no methods are passed over', () => {
  const place = join(folder, 'others');
  mkdirSync(place);
  writeFileSync(join(place, 'integration.yaml'), integration);
  writeFileSync(join(place, 'notes.yaml'), notes());
  writeFileSync(join(place, 'prompts.yaml'), 'prompts: {}');
  assert.ok(toolsOf(place).length > 0);
});
