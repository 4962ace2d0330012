// How rows are gathered and written: together, once, and none is lost while the isolate lives and D1 comes back.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

let copies = 0;

/** An isolate of its own, with a database that fails as often as it is told, and a clock that the test moves. */
async function isolate(t) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_800_000_000_000 });
  t.after(() => mock.timers.reset());
  const { note, writeSoon } = await import(`../../src/edge/activity.js?${(copies += 1)}`);
  const written = [];
  const promised = [];
  const database = {
    fails: 0,
    hangs: 0,
    statements: 0,
    prepare: (sql) => ({
      bind: (json) => ({
        async run() {
          database.statements += 1;
          assert.equal(sql, 'INSERT');
          if (database.hangs > 0) {
            database.hangs -= 1;
            await new Promise(() => {});
          }
          if (database.fails > 0) {
            database.fails -= 1;
            throw new Error('D1_ERROR: no D1 today');
          }
          written.push(...JSON.parse(json));
        },
      }),
    }),
  };
  const request = { env: { ACTIVITY: database }, context: { waitUntil: (promise) => promised.push(promise) } };
  return {
    database,
    written,
    promised,
    /** A request that leaves a row. */
    call(nth) {
      if (note(`[${nth}]`)) writeSoon(request, 'INSERT');
    },
    async pass(milliseconds) {
      mock.timers.tick(milliseconds);
      await Promise.all(promised);
    },
  };
}

const rows = (count) => Array.from({ length: count }, (_, nth) => [nth]);

test('a thousand calls at once are one statement, which one request promised', async (t) => {
  const { call, pass, database, written, promised } = await isolate(t);
  for (let nth = 0; nth < 1000; nth += 1) call(nth);
  assert.equal(promised.length, 1);
  await pass(1000);
  assert.equal(database.statements, 1);
  assert.deepEqual(written, rows(1000));
});

test('what comes while a batch is written is of the next one', async (t) => {
  const { call, pass, database, written, promised } = await isolate(t);
  for (let nth = 0; nth < 3; nth += 1) {
    call(nth);
    await pass(1000);
  }
  assert.equal(promised.length, 3);
  assert.equal(database.statements, 3);
  assert.deepEqual(written, rows(3));
});

test('more than a parameter should hold is several statements', async (t) => {
  const { call, pass, database, written } = await isolate(t);
  for (let nth = 0; nth < 2500; nth += 1) call(nth);
  await pass(1000);
  assert.equal(database.statements, 3);
  assert.deepEqual(written, rows(2500));
});

test('a batch that fails is sent once more', async (t) => {
  const { call, pass, database, written } = await isolate(t);
  database.fails = 1;
  call(0);
  await pass(1000);
  assert.deepEqual(written, rows(1));
});

test('rows wait for the next call while D1 is away, and past so many the oldest are lost and counted', async (t) => {
  const { call, pass, database, written } = await isolate(t);
  const errors = mock.method(console, 'error', () => {});
  t.after(() => errors.mock.restore());
  const said = () => errors.mock.calls.map(({ arguments: [line] }) => JSON.parse(line)).map(({ rows: count, lost }) => ({ count, lost }));
  database.fails = 2;
  call(0);
  await pass(1000);
  assert.deepEqual(said(), [{ count: 1, lost: 0 }]);
  call(1);
  await pass(1000);
  assert.deepEqual(written, rows(2));

  database.fails = 2;
  written.length = 0;
  for (let nth = 0; nth < 10_003; nth += 1) call(nth);
  await pass(1000);
  assert.deepEqual(said().at(-1), { count: 10_003, lost: 3 });
  call(10_003);
  await pass(1000);
  assert.deepEqual(written, rows(10_004).slice(3));
});

test('when the runtime stops the request that promised, a later one writes for both', async (t) => {
  const { call, pass, written, promised } = await isolate(t);
  call(0);
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_800_000_000_000 + 11_001 });
  promised.length = 0;
  call(1);
  assert.equal(promised.length, 1);
  await pass(1000);
  assert.deepEqual(written, rows(2));
});

test('a batch that D1 never answered is taken along by a later call, once, and said', async (t) => {
  const { call, pass, database, written, promised } = await isolate(t);
  const errors = mock.method(console, 'error', () => {});
  t.after(() => errors.mock.restore());
  database.hangs = 1;
  call(0);
  mock.timers.tick(1000);
  await new Promise(setImmediate);
  assert.equal(database.statements, 1);
  // The runtime stops it after half a minute.
  promised.length = 0;
  call(1);
  await pass(1000);
  assert.deepEqual(written, [[1]], 'it may be answered yet');
  call(2);
  await pass(30_000);
  assert.deepEqual(written, [[1], [0], [2]]);
  const [said] = errors.mock.calls.map(({ arguments: [line] }) => JSON.parse(line));
  assert.deepEqual([said.message, said.rows, said.lost], ['activity not written', 1, 0]);
  call(3);
  await pass(30_000);
  assert.deepEqual(written, [[1], [0], [2], [3]]);
  assert.equal(errors.mock.calls.length, 1);
});
