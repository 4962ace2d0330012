// The records that an import makes, built into the Worker and called: each example of the fixture `elder`, which is what `records import`
// makes of imported/elder.yaml (records/tests/import holds that), is taken by a mock made of the same document.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { openMock } from './imported/mock.mjs';
import { toolsOf } from './records.mjs';
import { walk } from './walk.mjs';

const document = parse(readFileSync(new URL('imported/elder.yaml', import.meta.url), 'utf8'));
const tools = toolsOf(fileURLToPath(new URL('../integrations/elder', import.meta.url)));
const account = { label: 'Elder', credentials: { api_key: 'elder-fake-key' } };

test('a mock of the description takes every example of the imported tools, as the built Worker sends it', async () => {
  const { found, accepted } = await walk({ build: 'build-test', slug: 'elder', tools, wrongWith: openMock(document), account });
  assert.deepEqual(found, []);
  assert.equal(accepted, tools.length);
  assert.ok(tools.length >= 13, `${tools.length} tools`);
});

test('the mock says what is wrong with a request', async () => {
  const wrongWith = openMock(document);
  const send = (method, path, body) =>
    wrongWith(new Request(`https://elder.example${path}`, { method, body: body && JSON.stringify(body), headers: body && { 'content-type': 'application/json' } }));
  assert.deepEqual(await send('GET', '/orders?state=open'), []);
  assert.deepEqual(await send('GET', '/orders?state=gone&colour=red'), [
    'query.colour: nothing of that name is described', 'query.state/it: must be equal to one of the allowed values',
  ]);
  assert.deepEqual(await send('GET', '/orders/abc'), ['path.orderId/it: must be integer']);
  assert.deepEqual(await send('PUT', '/orders'), ['no operation PUT /orders']);
  assert.deepEqual(await send('POST', '/orders/1/ship'), ['body: it is missing']);
  assert.deepEqual(await send('POST', '/orders/1/ship', { notify: true }), ["body: must have required property 'carrier'"]);
});
