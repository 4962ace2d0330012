// The same write many times at once, in one isolate: the vendor sees it once, and every other call is answered at once.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { request } from '../support/mcp.mjs';
import { startHarness, tools } from './harness.mjs';
import { answer } from './vendors.mjs';

const attack = attacks('faults-repeats');
const harness = await startHarness();
after(() => harness.close());

const { url } = await harness.mint(harness.account, { repeat_guard_seconds: 600 });
const call = (tool) => harness.call(tool, url);

const MANY = 50;

attack('writes-are-sent-once', 'identical writes at once, in one isolate', `${MANY} identical writes at once`, async () => {
  const tool = tools.write('Twice');
  const held = harness.vendors.hold(tool.path);
  const first = call(tool);
  const release = await held;
  const others = await Promise.all(Array.from({ length: MANY - 1 }, () => call(tool)));
  for (const { isError, text, json } of others) {
    assert.equal(isError, false, text);
    assert.deepEqual([json.sent, json.first.state], [false, 'under_way'], text);
  }
  release();
  assert.deepEqual((await first).json, tool.record);
  assert.equal(harness.vendors.calls.filter(({ path }) => path === tool.path).length, 1);
  const late = await call(tool);
  assert.equal(late.json.first.state, 'succeeded');
  const onPurpose = await harness.send(url, request('tools/call', { name: tool.name, arguments: { ...tool.args, repeat_on_purpose: 1 } }));
  assert.equal(onPurpose.status, 200);
  assert.equal(harness.vendors.calls.filter(({ path }) => path === tool.path).length, 2);
  return MANY;
});

attack('writes-are-sent-once', 'identical writes of which each fails', 'a write that failed is sent again at once', async () => {
  const tool = tools.write('Failing');
  const sent = () => harness.vendors.calls.filter(({ path }) => path === tool.path).length;
  const before = sent();
  harness.vendors.on(tool.path, (socket) => socket.end(answer(500, {}, '{}')));
  for (let turn = 1; turn <= 3; turn += 1) {
    const { isError } = await call(tool);
    assert.equal(isError, true);
    assert.equal(sent(), before + turn);
  }
  harness.vendors.heal();
  assert.equal((await call(tool)).isError, false);
  assert.equal((await call(tool)).json.sent, false);
  assert.equal(sent(), before + 4);
  return 5;
});
