// SECURITY.md says what was tried and no more: its table is compared with what the suites of this run counted, which therefore ran before.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { countedIn, differences, promisesOf, readDocument, rendered, shownIn } from '../support/security-table.mjs';

const tests = fileURLToPath(new URL('..', import.meta.url));
const text = readDocument();
const promises = promisesOf(text);

test('the table shows every attack of this run, with no more tries than there were', () => {
  const counted = existsSync(`${tests}../target/attacks`) ? countedIn() : [];
  assert.notEqual(counted.length, 0, 'nothing was counted: run `make test-native` first');
  assert.deepEqual(differences({ promises, shown: shownIn(text), counted }), []);
});

test('every promise has one id and one sentence, and names tests that exist', () => {
  assert.ok(promises.length > 10);
  assert.equal(new Set(promises.map(({ id }) => id)).size, promises.length);
  for (const { id, promise, tests: names } of promises) {
    assert.match(id, /^[a-z]+(-[a-z0-9]+)+$/);
    assert.ok(promise.length > 20, id);
    for (const name of names) {
      const exists = ['.test.mjs', '.rs', '/mod.rs'].some((ending) => existsSync(`${tests}${name}${ending}`));
      assert.ok(exists, `${id}: there is no tests/${name}`);
    }
  }
});

test('a row that is missing, unknown, smaller, broken or of no promise is told', () => {
  const row = { promise: 'a-b', attack: 'x', tried: 10, result: 'held' };
  const compared = (shown, counted) => differences({ promises: [{ id: 'a-b' }], shown, counted });
  assert.deepEqual(compared([row], [row]), []);
  assert.deepEqual(compared([row], [{ ...row, tried: 11 }]), []);
  for (const [shown, counted, expected] of [
    [[row], [], /no suite of this run tried it/],
    [[], [row], /make security-table adds it/],
    [[row], [{ ...row, tried: 9 }], /tried 9 times, and SECURITY.md says 10/],
    [[row], [{ ...row, result: 'broken' }], /broken/],
    [[row], [row, row], /two suites/],
    [[{ ...row, promise: 'c-d' }], [{ ...row, promise: 'c-d' }], /no promise "c-d"/],
  ]) {
    const wrong = compared(shown, counted);
    assert.equal(wrong.length, 1, wrong.join('\n'));
    assert.match(wrong[0], expected);
  }
});

test('what is written is read again, and nothing around it changes', () => {
  const rows = [{ promise: promises[0].id, attack: 'x × y', tried: 1_234_567, result: 'held' }];
  const written = rendered(text, rows);
  assert.deepEqual(shownIn(written), rows);
  assert.deepEqual(promisesOf(written), promises);
  assert.equal(rendered(written, shownIn(text)), rendered(text, shownIn(text)));
});
