// Walking lists, and numbers that come through as the vendor wrote them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';
import { claim, mirrored } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const { url } = await worker.mint({}, { account });
const everything = { filter: { field: 'created_at', operator: 'time_is_after', value: '2000-01-01T00:00:00Z' } };
const search = (args, target = url) => worker.call(target, 'list_all_pylon_search_issues', { ...everything, limit: '90', ...args });

test('walking next_cursor over 1,000 issues returns each exactly once', async () => {
  const seen = [];
  let cursor;
  do {
    const answer = await search(cursor === undefined ? {} : { next_cursor: cursor });
    assert.equal(answer.isError, false, answer.text);
    assert.ok(answer.json.result.length <= 90);
    seen.push(...answer.json.result.map(({ id }) => id));
    cursor = answer.json.next_cursor;
  } while (cursor !== null);
  assert.equal(seen.length, 1000);
  assert.equal(new Set(seen).size, 1000);
});

test('a list that pages in its query walks too', async () => {
  const walk = async (limit) => {
    const seen = [];
    let cursor = null;
    do {
      const answer = await worker.call(url, 'list_all_pylon_contacts', { limit, ...(cursor === null ? {} : { next_cursor: cursor }) });
      assert.equal(answer.isError, false, answer.text);
      seen.push(...answer.json.result.map(({ id }) => id));
      cursor = answer.json.next_cursor;
    } while (cursor !== null);
    return seen;
  };
  const [bySeven, atOnce] = [await walk('7'), await walk('999')];
  assert.ok(bySeven.length > 7);
  assert.deepEqual(bySeven, atOnce);
});

test('an altered or foreign cursor gets an error that says so', async () => {
  const cursor = (await search({})).json.next_cursor;
  const middle = Math.floor(cursor.length / 2);
  const flipped = cursor.slice(0, middle) + (cursor[middle] === 'A' ? 'B' : 'A') + cursor.slice(middle + 1);
  const other = await worker.mint({}, { account: await worker.connectPylon({ credentials: { api_token: vendorTokens.second } }) });
  const theirs = (await search({}, other.url)).json.next_cursor;
  const attempts = {
    altered: () => search({ next_cursor: flipped }),
    'cut short': () => search({ next_cursor: cursor.slice(0, -4) }),
    nonsense: () => search({ next_cursor: 'page-2' }),
    'of another account': () => search({ next_cursor: theirs }),
    'of another tool': () => worker.call(url, 'list_all_pylon_contacts', { next_cursor: cursor }),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    const answer = await attempt();
    assert.equal(answer.isError, true, name);
    assert.equal(answer.json.statusCode, 400, `${name}: ${answer.text}`);
    assert.match(answer.text, /cursor/i, name);
  }
  assert.equal((await search({ next_cursor: cursor })).isError, false, 'the cursor itself still works');
});

test('a limit outside the vendor\'s range is refused before anything is sent', async () => {
  for (const limit of ['-1', '1000', '1.5', 'many', 100_000]) {
    const sent = await worker.sentDuring(async () => {
      const answer = await search({ limit });
      assert.equal(answer.isError, true, `${limit}`);
      assert.deepEqual(answer.json.details.failures.map(({ argument }) => argument), ['limit']);
    });
    assert.deepEqual(sent, []);
  }
});

const vendorSays = (path, body) => worker.pylon.faults.add({ match: { path }, kind: 'status', status: 200, body });
const team = '{"id":"t","big":9007199254740993,"exact":1.0,"tiny":1e-7,"negative":-0,"long":123456789012345678901234567890,"z":1,"a":2,"text":"\\u00e4 \\ud83d\\ude00"}';

test('numbers and key order of a record come through as the vendor wrote them', async () => {
  vendorSays('/teams/t', `{"data":${team},"request_id":"r"}`);
  const { text } = await worker.call(url, 'get_single_pylon_team_by_id', { id: 't' });
  const compact = text.replaceAll(/\s/g, '');
  for (const part of ['"big":9007199254740993,', '"exact":1.0,', '"tiny":1e-7,', '"negative":-0,', '"long":123456789012345678901234567890,', '"z":1,"a":2']) {
    assert.ok(compact.includes(part), `${part} in ${text}`);
  }
  assert.equal(JSON.parse(text).text, 'ä 😀');
});

test('numbers of a list, and of an error, come through too', async () => {
  vendorSays('/teams', `{"data":[${team}],"request_id":"r"}`);
  const list = await worker.call(url, 'list_all_pylon_teams', {});
  assert.ok(list.text.includes('9007199254740993') && /"exact":\s*1\.0/.test(list.text), list.text);
  worker.pylon.faults.add({ match: { path: '/teams' }, kind: 'status', status: 422, body: '{"errors":["no"],"id":9007199254740993,"n":1.0}' });
  const failed = await worker.call(url, 'list_all_pylon_teams', {});
  assert.ok(failed.text.includes('9007199254740993') && /"n":\s*1\.0/.test(failed.text), failed.text);
});

test('structured: true adds the same JSON as structuredContent, numbers unharmed', async () => {
  const server = await worker.mint({ structured: true }, { account });
  vendorSays('/teams/t', `{"data":${team},"request_id":"r"}`);
  const answer = await worker.call(server.url, 'get_single_pylon_team_by_id', { id: 't' });
  assert.deepEqual(answer.result.structuredContent, answer.json);
  const structured = /"structuredContent":\s*(\{.*)/s.exec(answer.raw)[1];
  assert.ok(structured.includes('9007199254740993') && /"exact":\s*1\.0/.test(structured));
  const plain = (await worker.rpc(url, 'tools/call', { name: 'list_all_pylon_me', arguments: {} })).result;
  assert.ok(!('structuredContent' in plain));
});

test('a JSON-RPC id comes back as it was written', async () => {
  for (const id of ['9007199254740993', '1.0', '-0', '1e2', '0', '"42"', '"\\u00e4 \\"quoted\\""', '""']) {
    for (const era of ['legacy', 'modern']) {
      const params = era === 'modern' ? `{"_meta":${JSON.stringify(claim())}}` : '{}';
      const answer = await worker.fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(era === 'modern' ? mirrored('tools/list') : {}) },
        body: `{"jsonrpc":"2.0","id":${id},"method":"tools/list","params":${params}}`,
      });
      assert.equal(answer.status, 200, answer.text.slice(0, 200));
      const [, echoed] = /"id":\s*("(?:[^"\\]|\\.)*"|[^,}\s]+)/.exec(answer.text);
      if (id.startsWith('"')) assert.equal(JSON.parse(echoed), JSON.parse(id));
      else assert.equal(echoed, id, era);
    }
  }
});
