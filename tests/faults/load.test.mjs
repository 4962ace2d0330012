// A short load, bounded by the number of calls; `make test-load` runs the long one.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { load } from './load.mjs';
import { startHarness } from './harness.mjs';

const attack = attacks('load');
const harness = await startHarness();
after(() => harness.close());
const calls = 3_000;

for (const connections of [16, 128]) {
  attack('no-answer-is-lost-or-mixed-up', `${connections} connections on a vendor that fails every tenth call`, `${connections} connections`, async () => {
    const done = await load(harness, { connections, goesOn: (number) => number < calls });
    assert.deepEqual(done, { calls, failures: { 429: calls / 30, 500: calls / 30, 502: calls / 30 } });
    return calls;
  });
}
