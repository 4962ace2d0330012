// Every documented tool, called with its record's own example against the strict simulator: it must reach the endpoint that its
// definition names, in a shape that the vendor takes. The simulator has its shapes from the vendor's catalogue, not from the records.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const { url } = await worker.mint();
const { resources } = await worker.must(200, 'GET', '/integration/pylon/capabilities');
const recordOf = (resource) => parse(readFileSync(new URL(`../../tool-docs/pylon/${resource}.yaml`, import.meta.url), 'utf8'));

/** A path template without the names of its parameters, which the definition chooses and the vendor chose otherwise. */
const shapeOf = (http) => http.replaceAll(/\{\w+\}/g, '{}');

// An example's ids are invented, so the vendor may not know what they name; what it may not do is object to the form.
const objectsToForm = /is not a known|is required|must be|is not allowed|more than once|nested deeper/;

for (const { resource, methods } of resources) {
  const documented = methods.filter(({ tool }) => tool !== null);
  const record = documented.length > 0 ? recordOf(resource) : undefined;
  for (const { method, tool, http } of documented) {
    test(`${tool} reaches ${http}`, async () => {
      const already = worker.pylon.calls.length;
      const answer = await worker.call(url, tool, record.methods[method].example ?? {});
      const calls = worker.pylon.calls.slice(already);
      assert.equal(calls.length, 1, answer.text);
      assert.equal(shapeOf(calls[0].route ?? `no endpoint of the vendor: ${calls[0].path}`), shapeOf(http));
      assert.ok([200, 400, 404, 409].includes(calls[0].status), answer.text);
      if (calls[0].status === 400) assert.doesNotMatch(answer.json.message, objectsToForm);
      assert.equal(answer.isError, calls[0].status !== 200);
    });
  }
}
