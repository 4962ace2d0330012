import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPylonClient } from './pylon/client.mjs';
import { createPylon } from './pylon/index.mjs';

const WINDOW = { start_time: '2026-10-21T12:00:00Z', end_time: '2026-11-20T12:00:00Z' };
const range = (count) => Array.from({ length: count }, (_, at) => at + 1);

/** Every page until the vendor says there is no more. */
async function walk(ask) {
  const pages = [];
  let cursor;
  do {
    const { status, body, text } = await ask(cursor);
    assert.equal(status, 200, text);
    pages.push(body.data);
    ({ cursor } = body.pagination);
    assert.equal(body.pagination.has_next_page, cursor !== '');
  } while (cursor);
  return pages;
}

function start(options) {
  const pylon = createPylon({ limits: false, ...options });
  return { pylon, client: createPylonClient(pylon.fetch) };
}

describe('cursor paging', () => {
  const { pylon, client } = start();
  const list = (limit) => (cursor) =>
    client.get('/issues', { ...WINDOW, ...(limit && { limit }), ...(cursor && { cursor }) });

  test('walks 1,000 issues by GET, each once and in order', async () => {
    const pages = await walk(list(77));
    assert.equal(pages.length, 13);
    assert.deepEqual(
      pages.flat().map(({ number }) => number),
      range(1000),
    );
  });

  test('walks 1,000 issues by search, each once and in order', async () => {
    const pages = await walk((cursor) => client.post('/issues/search', { limit: 100, ...(cursor && { cursor }) }));
    assert.equal(pages.length, 10);
    assert.deepEqual(
      pages.flat().map(({ number }) => number),
      range(1000),
    );
  });

  test('ends without an empty page when the count divides evenly', async () => {
    assert.deepEqual(
      (await walk(list(500))).map((page) => page.length),
      [500, 500],
    );
  });

  test('gives all issues of the window when limit is absent or 0', async () => {
    assert.equal((await walk(list())).length, 1);
    assert.equal((await walk(list('0'))).flat().length, 1000);
  });

  test('gives all messages without inputs, and pages of 100 with a cursor alone', async () => {
    const { pylon: own, client: caller } = start({ issues: 2 });
    const [issue] = own.state.acme.issues.list();
    const messages = range(150).map((number) => ({ body_html: `<p>${number}</p>`, is_private: false }));
    await caller.post(`/import/issues/${issue.id}/messages`, { messages });
    const path = `/issues/${issue.number}/messages`;
    const all = (await caller.get(path)).body;
    assert.ok(all.data.length > 150);
    assert.equal(all.pagination.has_next_page, false);
    const { pagination } = (await caller.get(path, { limit: 10 })).body;
    assert.equal((await caller.get(path, { cursor: pagination.cursor })).body.data.length, 100);
  });

  test('refuses cursors that were altered or belong to another request', async () => {
    const { cursor } = (await list(10)()).body.pagination;
    const refused = async (answer) => {
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.body.code, 'invalid_request');
      assert.match(answer.body.errors[0], /cursor/);
    };
    await refused(await client.get('/issues', { ...WINDOW, cursor: `${cursor.slice(0, -2)}AA` }));
    await refused(await client.get('/issues', { ...WINDOW, cursor: `${cursor}=` }));
    await refused(await client.get('/issues', { ...WINDOW, cursor: 'WzEwXQ' }));
    await refused(await client.get('/issues', { ...WINDOW, end_time: '2026-11-19T00:00:00Z', cursor }));
    await refused(await client.get('/accounts', { cursor }));
    await refused(await client.post('/issues/search', { cursor }));
    const stranger = createPylonClient(pylon.fetch, { token: 'pylon-second-token' });
    await refused(await stranger.get('/issues', { ...WINDOW, cursor }));
  });

  test('keeps its place while records come and go', async () => {
    const { client: caller } = start({ issues: 10 });
    const first = (await caller.get('/tasks', { limit: 50 })).body;
    await caller.delete(`/tasks/${first.data[3].id}`);
    const created = (await caller.post('/tasks', { title: 'Late' })).body.data.id;
    const rest = (await caller.get('/tasks', { limit: 999, cursor: first.pagination.cursor })).body.data;
    const ids = [...first.data, ...rest].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, 121);
    assert.equal(ids.at(-1), created);
  });

  for (const [method, path, low, high] of [
    ['GET', '/accounts', 1, 999],
    ['GET', '/issues', 0, 20000],
    ['GET', '/issues/1/messages', 1, 1000],
    ['GET', '/custom-objects/asset', 1, 100],
    ['POST', '/tasks/search', 1, 999],
    ['POST', '/call-recordings/search', 1, 1000],
    ['POST', '/feature-requests/search', 1, 1000],
    ['POST', '/surveys/search', 1, 999],
  ]) {
    test(`takes ${low} to ${high} as the limit of ${method} ${path}`, async () => {
      const ask = (limit) =>
        method === 'GET'
          ? client.get(path, { ...(path === '/issues' && WINDOW), limit })
          : client.post(path, { limit });
      assert.equal((await ask(low)).status, 200);
      assert.equal((await ask(high)).status, 200);
      for (const limit of [low - 1, high + 1]) {
        const answer = await ask(limit);
        assert.equal(answer.status, 400);
        assert.match(answer.body.errors[0], /limit/);
      }
    });
  }

  test('defaults to 25 custom objects and 100 accounts at most', async () => {
    assert.equal((await client.get('/custom-objects/asset')).body.data.length, 25);
    assert.equal((await client.get('/contacts')).body.data.length, 100);
  });
});

describe('the time window of GET /issues', () => {
  const { client } = start({ issues: 100 });

  test('must be RFC3339 and forward', async () => {
    for (const [start_time, end_time, pattern] of [
      ['2026-11-01', WINDOW.end_time, /start_time/],
      [WINDOW.start_time, 'now', /end_time/],
      [WINDOW.end_time, WINDOW.start_time, /end_time/],
    ]) {
      const answer = await client.get('/issues', { start_time, end_time });
      assert.equal(answer.status, 400);
      assert.match(answer.body.errors[0], pattern);
    }
  });

  test('spans at most 30 days, or what the setting says', async () => {
    const wide = { start_time: '2026-10-20T00:00:00Z', end_time: '2026-11-20T00:00:00Z' };
    assert.match((await client.get('/issues', wide)).body.errors[0], /30 days/);
    assert.equal((await start({ issues: 10, windowDays: 365 }).client.get('/issues', wide)).status, 200);
  });

  test('keeps issues created inside it only', async () => {
    const narrow = { start_time: '2026-11-01T00:00:00Z', end_time: '2026-11-05T00:00:00Z' };
    const { data } = (await client.get('/issues', narrow)).body;
    assert.ok(data.length > 0 && data.length < 100);
    assert.ok(data.every(({ created_at: at }) => at >= narrow.start_time && at <= narrow.end_time));
  });
});
