// What `fields`, `compact` and `html` make of the simulated vendors' answers: how much smaller they are, that the same records are in them, and
// that nothing is missing without being counted.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { answers, measure, ways } from '../../bench/tokens.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const accounts = {};
/** An answer of the simulated vendor, made smaller in one of the ways. */
async function answered({ vendor, tool, args }, way) {
  accounts[vendor] ??= await worker.connect(vendor);
  const { url } = await worker.mint({ ...ways[way].config, structured: true }, { account: accounts[vendor] });
  const answer = await worker.call(url, tool, { ...args, ...ways[way].args });
  assert.equal(answer.isError, false, answer.text);
  assert.deepEqual(answer.result.structuredContent, answer.json);
  return answer;
}
const ids = ({ json }) => json.result.map(({ id }) => id);

/** Values that are not empty, each with the path to it. */
function values(json, path = '') {
  if (json === null || json === '') return [];
  if (typeof json !== 'object') return [`${path} ${json}`];
  return Object.entries(json).flatMap(([key, value]) => values(value, `${path}/${key}`));
}

describe('twenty Intercom conversations', () => {
  const asked = answers.find(({ tool }) => tool === 'list_all_intercom_conversations');

  test('cost a tenth with their summary, and little more than half compact and as text, with the same ids', async (t) => {
    const plain = await answered(asked, 'plain');
    assert.equal(plain.json.result.length, 20);
    assert.equal(plain.json.omitted, undefined);
    for (const [way, most] of [['fields: summary', 900], ['compact, text', 5000]]) {
      const smaller = await answered(asked, way);
      const { tokens, quarter } = measure(smaller.text);
      t.diagnostic(`${way}: ${quarter} of ${measure(plain.text).quarter} (bytes / 4); ${tokens} of ${measure(plain.text).tokens} (o200k_base)`);
      assert.ok(quarter < most, `${way}: ${quarter}`);
      assert.deepEqual(ids(smaller), ids(plain));
      assert.equal(typeof smaller.json.next_cursor, 'string');
    }
  });

  test('keep what a person wrote when they are shown as text', async () => {
    const plain = await answered(asked, 'plain');
    const text = await answered(asked, 'compact, text');
    const bodies = plain.json.result.map(({ source }) => source.body);
    assert.ok(bodies.every((body) => body.startsWith('<p>')), bodies[0]);
    const words = (html) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll('&amp;', '&').replaceAll('&#39;', "'").trim().split(/\s+/);
    assert.deepEqual(text.json.result.map(({ source }) => words(source.body)), bodies.map(words));
    assert.ok(text.json.omitted.html >= 20, JSON.stringify(text.json.omitted));
  });
});

for (const asked of answers) {
  test(`${asked.name}: compact leaves out what is empty and says how much`, async () => {
    const [plain, compact] = [await answered(asked, 'plain'), await answered(asked, 'compact')];
    assert.deepEqual(ids(compact), ids(plain));
    assert.doesNotMatch(JSON.stringify(compact.json.result), /":(null|""|\[\]|\{\})[,}]/);
    assert.ok(compact.json.omitted.empty > 0, JSON.stringify(compact.json.omitted));
    const [before, now] = [values(plain.json.result), new Set(values(compact.json.result))];
    const missing = before.filter((value) => !now.has(value));
    const isAside = (value) => /^\/\d+\/(statistics|first_contact_reply)\//.test(value);
    assert.deepEqual(missing.filter((value) => !isAside(value)), []);
    assert.equal(missing.length > 0, compact.json.omitted.fields > 0);
  });

  test(`${asked.name}: the summary is part of the answer, and short`, async () => {
    const [plain, summary] = [await answered(asked, 'plain'), await answered(asked, 'fields: summary')];
    assert.deepEqual(ids(summary), ids(plain));
    const all = new Set(values(plain.json.result));
    assert.deepEqual(values(summary.json.result).filter((value) => !all.has(value)), []);
    assert.ok(summary.text.length < plain.text.length / 2, `${summary.text.length} of ${plain.text.length}`);
  });
}

test('twenty conversations as CSV are a table of the same rows', async () => {
  const asked = answers.find(({ tool }) => tool === 'list_all_intercom_conversations');
  const [list, table] = [await answered(asked, 'fields: summary'), await answered(asked, 'summary, csv')];
  const [names, ...rows] = table.json.result.trimEnd().split('\n');
  assert.deepEqual(names.split(',').toSorted(), ['admin_assignee_id', 'id', 'source.author.name', 'state', 'title']);
  const column = names.split(',').indexOf('id');
  assert.deepEqual(rows.map((row) => row.split(',')[column]), ids(list));
  assert.ok(table.text.length < list.text.length * 0.7, `${table.text.length} of ${list.text.length}`);
});

test('a summary that is walked by its cursors is the whole list', async () => {
  accounts.intercom ??= await worker.connect('intercom');
  const { url } = await worker.mint({ compact: true, html: 'markdown' }, { account: accounts.intercom });
  const walk = async (args) => {
    const rows = [];
    let cursor;
    do {
      const answer = await worker.call(url, 'list_all_intercom_contacts', { ...args, ...(cursor && { next_cursor: cursor }) });
      assert.equal(answer.isError, false, answer.text);
      rows.push(...answer.json.result);
      cursor = answer.json.next_cursor;
      assert.ok(rows.length < 1000, 'the walk ends');
    } while (cursor);
    return rows.map(({ id }) => id);
  };
  const all = await walk({ limit: '50' });
  assert.ok(all.length > 20);
  assert.deepEqual(await walk({ limit: '7', fields: 'summary' }), all);
});
