// What happens, in a real D1 on workerd: nothing is lost when many calls come at once, the CSV is one stream, the cron trigger counts and removes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminToken, startWorker } from '../support/harness.mjs';

let worker;
let server;

before(async () => {
  worker = await startWorker();
  server = await worker.mint();
});
after(() => worker?.close());

const count = async (where = '1 = 1') => (await worker.activity.prepare(`SELECT count(*) AS n FROM activity WHERE ${where}`).first()).n;

/** Waits until the database says so: rows are written after their answers, when nobody waits any more. */
async function until(wanted, where) {
  const end = Date.now() + 30_000;
  for (let found; (found = await count(where)) !== wanted; ) {
    assert.ok(found < wanted && Date.now() < end, `${found} rows of ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('a thousand calls at once are a thousand rows', async () => {
  // Of one tool for one account there may be 300 a minute.
  const urls = [server.url];
  while (urls.length < 4) urls.push((await worker.mint()).url);
  await until(8, "action <> 'tools/call'");
  const ids = await Promise.all(
    Array.from({ length: 1000 }, async (_, nth) => {
      // Refused before it goes to the vendor, whose simulator is no part of this.
      const { headers, isError, text } = await worker.call(urls[nth % 4], 'list_all_pylon_me', { no_such_argument: true });
      assert.equal(isError, true, text);
      return headers.get('x-request-id');
    }),
  );
  assert.equal(new Set(ids).size, 1000);
  await until(1000, "action = 'tools/call'");
  const { results } = await worker.activity.prepare("SELECT request_id FROM activity WHERE action = 'tools/call'").all();
  const kept = new Set(results.map(({ request_id: id }) => id));
  assert.deepEqual(ids.filter((id) => !kept.has(id)), []);
});

test('the log tells calls and changes, by whoever asks with a token', async () => {
  await worker.call(server.url, 'list_all_pylon_me', {});
  await until(1001, "action = 'tools/call'");
  const { body } = await worker.admin('GET', `/log?mcp_server_id=${server.id}&log_type=mcp&limit=1`);
  const [entry] = body.result;
  assert.equal(entry.tool_name, 'list_all_pylon_me');
  assert.equal(entry.integration, 'pylon');
  assert.equal(entry.vendor_status_code, 200);
  assert.match(entry.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const changes = await worker.admin('GET', `/log?log_type=operator&mcp_server_id=${server.id}`);
  assert.deepEqual(changes.body.result.map(({ action, actor }) => [action, actor]), [['POST /integrated-account/:id/mcp', 'admin']]);
  assert.equal((await worker.admin('GET', '/log', undefined, { token: null })).status, 401);
});

test('CSV of more rows than one part holds is one stream with one head', async () => {
  const total = 4_500;
  const now = Date.now() - 86_400_000;
  const rows = Array.from({ length: total }, (_, nth) => [now + nth, `csv-${nth}`, 'tools/call', 'url', null, 'csv', 'a', 'pylon', 'one', null, '=1+1', null, 'ok', 0, 200, 200, 1, 1, 1, 1, null]);
  await fill(rows);
  for (const path of ['/log', '/log/']) {
    const answer = await fetch(new URL(`${path}?mcp_server_id=csv`, worker.url), { headers: { authorization: `Bearer ${adminToken}`, accept: 'text/csv' } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8; header=present');
    assert.equal(answer.headers.get('fairlead-next-cursor'), null);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    assert.equal(lines.length, total + 1);
    assert.equal(lines.filter((line) => line.startsWith('timestamp,')).length, 1);
    assert.equal(new Set(lines).size, total + 1);
    assert.ok(lines[1].includes(",'=1+1,"), lines[1]);
  }
});

/** Puts rows there as the Worker does. */
async function fill(rows) {
  const values = Array.from({ length: 21 }, (_, at) => `value ->> ${at}`).join(', ');
  await worker.activity.prepare(`INSERT INTO activity SELECT ${values} FROM json_each(?)`).bind(JSON.stringify(rows)).run();
}

test('the cron trigger counts whole hours, and removes what is older than ACTIVITY_DAYS', async () => {
  const day = 86_400_000;
  const old = Array.from({ length: 2_500 }, (_, nth) => [Date.now() - 31 * day - nth, `old-${nth}`, 'tools/call', 'url', null, 'old', 'a', 'pylon', 'one', null, null, null, 'ok', 0, 200, 200, 1, 1, 1, 1, null]);
  await fill(old);
  for (let turn = 0; turn < 4; turn += 1) assert.equal((await worker.scheduled()).outcome, 'ok');
  assert.equal(await count("server = 'old'"), 0);
  const { calls } = await worker.activity.prepare("SELECT sum(calls) AS calls FROM activity_hours WHERE kind = 'server' AND value = 'csv'").first();
  assert.equal(calls, 4_500);
  const { body } = await worker.admin('GET', `/log/summary?mcp_server_id=csv&created_at[gte]=${new Date(Date.now() - 2 * day).toISOString()}`);
  assert.equal(body.buckets.reduce((sum, bucket) => sum + bucket.calls, 0), 4_500);
});

test('without the binding the Worker runs, says so once, and keeps nothing', async (t) => {
  const without = await startWorker({ without: 'ACTIVITY' });
  t.after(() => without.close());
  const url = (await without.mint()).url;
  for (let turn = 0; turn < 3; turn += 1) assert.equal((await without.call(url, 'list_all_pylon_me', {})).isError, false);
  assert.equal((await without.fetch('/healthz')).body.activity, 'off: the binding ACTIVITY is not set');
  assert.equal((await without.admin('GET', '/log')).status, 404);
  assert.equal((await without.scheduled()).outcome, 'ok');
  const said = JSON.stringify(without.logs()).match(/the binding ACTIVITY is not set/g);
  assert.equal(said.length, 1);
});

test('tables that are not there stop no call, and the log says so', async (t) => {
  const other = await startWorker();
  t.after(() => other.close());
  const url = (await other.mint()).url;
  await other.activity.prepare('ALTER TABLE activity RENAME TO away').run();
  assert.equal((await other.call(url, 'list_all_pylon_me', {})).isError, false);
  assert.equal((await other.admin('GET', '/log')).status, 503);
  const end = Date.now() + 20_000;
  while (!JSON.stringify(other.logs()).includes('activity not written')) {
    assert.ok(Date.now() < end, 'nothing was said');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // What waited is written with the next call.
  await other.activity.prepare('ALTER TABLE away RENAME TO activity').run();
  await other.call(url, 'list_all_pylon_me', {});
  const found = async () => (await other.activity.prepare("SELECT count(*) AS n FROM activity WHERE action = 'tools/call'").first()).n;
  while ((await found()) < 2) {
    assert.ok(Date.now() < end + 20_000, 'the first call was lost');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
