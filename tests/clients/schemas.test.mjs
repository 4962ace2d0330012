// Every list of tools as strict validators and hosts see it: nothing that a client would choke on.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startWorker } from '../support/harness.mjs';
import { RULES, isFree, lint, schemasOf } from './lint.mjs';
import { mintLists } from './lists.mjs';

const worker = await startWorker();
after(() => worker.close());

const dialects = { 'draft-07': Ajv, '2020-12': Ajv2020 };

for (const { name, url } of await mintLists(worker)) {
  describe(name, async () => {
    const tools = await worker.tools(url);

    test('breaks no rule of a host', () => {
      assert.deepEqual(lint(tools), []);
    });

    for (const [dialect, Validator] of Object.entries(dialects)) {
      test(`compiles as ${dialect}, strictly`, () => {
        const ajv = new Validator({ strict: true, strictTypes: true, strictTuples: true, strictRequired: true, allowUnionTypes: false });
        addFormats(ajv);
        for (const { name: tool, inputSchema } of tools) assert.doesNotThrow(() => ajv.compile(inputSchema), tool);
      });
    }

    test('has properties in every object that does not take any keys', () => {
      const objects = schemasOf(tools).filter(([schema]) => schema.type === 'object' && !isFree(schema));
      assert.deepEqual(objects.filter(([{ properties }]) => typeof properties !== 'object').map(([, place]) => place), []);
    });
  });
}

test('each rule of the lint finds what it is for', () => {
  const good = { name: 'get_thing', description: 'Returns a thing.', inputSchema: { type: 'object', properties: {} } };
  assert.deepEqual(lint([good]), []);
  const root = (inputSchema) => ({ ...good, inputSchema });
  const of = (property) => root({ type: 'object', properties: { property } });
  const found = new Map();
  for (const [rule, tool] of [
    ['a name of ^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$', { ...good, name: 'get.thing' }],
    ['a name of ^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$', { ...good, name: 'a'.repeat(65) }],
    ['an object at the root', root({ properties: {} })],
    ['properties at the root', root({ type: 'object' })],
    ['no oneOf, anyOf or allOf at the root', root({ ...good.inputSchema, oneOf: [{ type: 'object' }] })],
    ['a description of 1 to 1,024 characters', { ...good, description: '' }],
    ['a description of 1 to 1,024 characters', { ...good, description: 'a'.repeat(1025) }],
    ['no boolean additionalProperties', root({ ...good.inputSchema, additionalProperties: false })],
    ['no boolean additionalProperties', of({ type: 'array', items: { type: 'object', properties: {}, additionalProperties: true } })],
    ['no schema that is true or false', of(true)],
    ['items of an array', of({ type: 'array' })],
    ['one type', of({ type: ['string', 'null'] })],
    ['properties of objects alone', of({ type: 'string', properties: {} })],
    ['an enum of strings', of({ type: 'integer', enum: [1, 2] })],
    ['an enum without an empty text', of({ type: 'string', enum: ['', 'a'] })],
    ['required properties that are there', root({ ...good.inputSchema, required: ['id'] })],
    ['property keys of ^[a-zA-Z0-9_.-]{1,64}$', root({ type: 'object', properties: { 'filter[state]': { type: 'string' } } })],
    ['no $ref', of({ $ref: '#/$defs/a' })],
    ['a type or a description', of({})],
    ['no conditions', of({ type: 'string', not: { type: 'string', enum: ['a'] } })],
  ]) {
    const rules = lint([tool]).map((finding) => finding.rule);
    assert.ok(rules.includes(rule), `${rule} is not found in ${JSON.stringify(tool)}`);
    found.set(rule, true);
  }
  assert.deepEqual([...found.keys()].sort(), [...RULES].sort());
});
