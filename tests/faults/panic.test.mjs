// What no input is known to reach: a panic of Rust, and a binding that throws while Rust calls it. Whoever is in the isolate gets an answer at once,
// and the next request finds it working.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { request } from '../support/mcp.mjs';
import { startHarness, tools } from './harness.mjs';

// Where Rust writes its log line, the function that it calls throws what a trap of wasm throws, through Rust's own frames.
const wrap = `
import worker from './entry.js';
const { log } = console;
export default {
  fetch(request, env, ctx) {
    if (request.headers.has('x-trap')) {
      console.log = () => {
        console.log = log;
        throw new WebAssembly.RuntimeError('unreachable');
      };
    }
    const throws = { get() { throw new Error('no records today'); } };
    return worker.fetch(request, request.headers.has('x-throw') ? { ...env, RECORDS: throws } : env, ctx);
  },
};
`;

const harness = await startHarness({}, wrap);
after(() => harness.close());

test('a panic ends the requests of its isolate with an error, and the next one is answered', async () => {
  for (let time = 0; time < 3; time += 1) {
    const tool = tools.patient(`beside-${time}`);
    const held = harness.vendors.hold(tool.path);
    const beside = harness.call(tool);
    const release = await held;
    // What workerd says of the two, which elsewhere must not be said.
    const said = [harness.worker.logged('Critical error'), harness.worker.logged('previous WASM instance')];
    const { method, headers, body } = request('tools/list', {});
    const broken = await harness.send(harness.url, { method, headers: { ...headers, 'x-trap': 'yes' }, body });
    assert.equal(broken.status, 500);
    await harness.mustCall(tools.read('after'));
    // It waited in what is no longer there.
    release();
    assert.equal((await beside).status, 500);
    await harness.mustCall(tools.read('later'));
    await Promise.all(said);
    harness.worker.log.length = 0;
  }
});

test('a binding that throws at once has failed like any other', async () => {
  const { method, headers, body } = request('tools/list', {});
  const refused = await harness.send(harness.url, { method, headers: { ...headers, 'x-throw': 'yes' }, body });
  assert.equal(refused.status, 503, refused.text);
  assert.match(refused.body.message, /^Records are unavailable/);
  await harness.mustCall(tools.read('then'));
});
