// Intercom pages its lists in eight ways. A model knows two arguments, and gets every record once.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { argumentsFor, documentedTools } from '../support/examples.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker({ intercom: { conversations: 20 } });
after(() => worker.close());

const { url } = await worker.mint({}, { account: await worker.connect('intercom') });
const tools = new Map((await documentedTools(worker, 'intercom')).map((tool) => [tool.tool, tool]));
const { intercom } = worker;

let acme;
beforeEach(() => {
  intercom.reset();
  acme = intercom.state.acme;
});

async function call(tool, args) {
  const answer = await worker.call(url, tool, args);
  assert.equal(answer.isError, false, answer.text);
  return answer.json;
}

/** All pages of a list, each asked for with the cursor of the one before. */
async function walk(tool, args) {
  const pages = [];
  let cursor;
  do {
    const { result, next_cursor: next, ...rest } = await call(tool, { ...args, next_cursor: cursor });
    assert.deepEqual(rest, {}, 'neither truncated nor cut');
    pages.push(result);
    assert.ok(pages.length < 100, 'the walk ends');
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

const ids = (records) => records.map(({ id }) => id);
const day = 86_400;
const maria = () => acme.contacts.list()[0];

/** One list of each style: its arguments, the ids of the records that it should give, and how long its pages are. */
const styles = {
  page_query: {
    tool: 'list_all_intercom_companies', args: { limit: '5' }, sizes: [5, 5, 2],
    expected: () => ids(acme.companies.list()),
  },
  cursor_query: {
    tool: 'list_all_intercom_contacts', args: { limit: '20' }, sizes: [20, 20, 9],
    expected: () => ids(acme.contacts.list((contact) => contact._merged_into === null && !contact._archived)),
  },
  cursor_body: {
    tool: 'list_all_intercom_search_conversations',
    args: { query: { field: 'created_at', operator: '>', value: '2026-01-01T00:00:00Z' }, limit: '10' }, sizes: [10, 10, 7],
    expected: () => ids(acme.conversations.list()),
  },
  page_flat: {
    tool: 'list_all_intercom_audiences', args: { limit: '1' }, sizes: [1, 1],
    expected: () => ids(acme.audiences.list()),
  },
  page_body: {
    tool: 'list_all_intercom_search_activity_logs', args: () => ({ created_at_after: acme.base - 29 * day, limit: '10' }), sizes: [10, 10, 8],
    expected: () => ids(acme.activityLogs.list(({ created_at: at }) => at > acme.base - 29 * day)),
  },
  cursor_flat: {
    tool: 'list_all_intercom_contact_merge_history', args: () => ({ contact_id: maria().id, limit: '2' }), sizes: [2, 1],
    prepare: () => {
      for (const name of ['first', 'second']) acme.merges.add({ source_contact_id: name, source_contact_role: 'lead', merged_at: acme.base - day, _into: maria().id });
    },
    idOf: (merge) => merge.source_contact_id,
    expected: () => acme.merges.list().map((merge) => merge.source_contact_id),
  },
  scroll: {
    tool: 'list_all_intercom_companies_scroll', args: {}, sizes: [5, 5, 2, 0],
    expected: () => ids(acme.companies.list()),
  },
  url_next: {
    tool: 'list_all_intercom_events', args: () => ({ intercom_user_id: maria().id, limit: '8' }), sizes: [8, 8, 5],
    expected: () => ids(acme.events.list(({ created_at: at }) => at >= acme.base - 90 * day)),
  },
};

describe('each style gives every record once, and ends', () => {
  for (const [style, { tool, args, sizes, prepare, expected, idOf = ({ id }) => id }] of Object.entries(styles)) {
    test(`${style}: ${tool}`, async () => {
      assert.equal(tools.get(tool).endpoint.page.style, style);
      prepare?.();
      const pages = await walk(tool, typeof args === 'function' ? args() : args);
      assert.deepEqual(pages.map((page) => page.length), sizes);
      const found = pages.flat().map(idOf);
      assert.deepEqual([...found].sort(), [...expected()].sort());
    });
  }

  test('these are all the styles that the vendor has', () => {
    const known = new Set(intercom.endpoints.flatMap(({ page }) => (page ? [page.style] : [])));
    assert.deepEqual(Object.keys(styles).sort(), [...known].sort());
  });
});

describe('every list that the vendor pages', () => {
  const paged = [...tools.values()].filter(({ endpoint, method }) => endpoint?.page && method === 'list');

  test('is paged for the model, under the same two arguments', async () => {
    assert.ok(paged.length > 35, `${paged.length} lists`);
    const shown = new Map((await worker.tools(url)).map(({ name, inputSchema }) => [name, inputSchema.properties]));
    for (const { tool, endpoint } of paged) {
      const { limit, next_cursor: cursor, ...rest } = shown.get(tool);
      assert.equal(cursor?.type, 'string', tool);
      assert.equal(limit?.type, endpoint.page.style === 'scroll' ? undefined : 'integer', tool);
      for (const key of ['page', 'per_page', 'starting_after', 'pagination', 'scroll_param', 'cursor']) assert.ok(!(key in rest), `${tool} ${key}`);
    }
  });

  for (const tool of paged.filter(({ endpoint }) => endpoint.page.style !== 'scroll')) {
    test(`${tool.tool} is the same in small pages as in one`, async () => {
      const args = { ...argumentsFor(tool, intercom), limit: undefined };
      const all = await walk(tool.tool, args);
      const small = await walk(tool.tool, { ...args, limit: '3' });
      assert.deepEqual(small.flat(), all.flat());
      assert.ok(small.every((page, at) => page.length === 3 || at === small.length - 1));
    });
  }

  test('refuses a limit that is too high with the highest one, which the vendor takes', async () => {
    for (const tool of paged.filter(({ endpoint }) => endpoint.page.style !== 'scroll')) {
      const args = argumentsFor(tool, intercom);
      const { isError, json } = await worker.call(url, tool.tool, { ...args, limit: '1000' });
      assert.deepEqual([isError, json.remote, json.details.failures.length], [true, false, 1], tool.tool);
      const [, most] = /^must be from 1 to (\d+)$/.exec(json.details.failures[0].message);
      await call(tool.tool, { ...args, limit: most });
    }
  });
});

test('a walk neither repeats nor loses a record when others come and go meanwhile', async () => {
  const first = await call('list_all_intercom_contacts', { limit: '5' });
  await call('create_a_intercom_contact', { role: 'user', email: 'late@people.example' });
  await call('delete_a_intercom_contact_by_id', { id: first.result[4].id });
  const second = await call('list_all_intercom_contacts', { limit: '5', next_cursor: first.next_cursor });
  assert.equal(new Set([...ids(first.result), ...ids(second.result)]).size, 10);
});

describe('a cursor', () => {
  test('of another list, or of other arguments, is refused before anything is sent', async () => {
    const { next_cursor: cursor } = await call('list_all_intercom_contacts', { limit: '5' });
    const sent = await worker.sentDuring(async () => {
      for (const [tool, next] of [['list_all_intercom_conversations', cursor], ['list_all_intercom_contacts', 'junk']]) {
        const { isError, json } = await worker.call(url, tool, { next_cursor: next });
        assert.equal(isError, true);
        assert.deepEqual(json.details.failures.map(({ argument }) => argument), ['next_cursor']);
      }
    });
    assert.deepEqual(sent, []);
  });

  test('of a scroll that expired gives the advice to start again, which works', async () => {
    const first = await call('list_all_intercom_companies_scroll', {});
    intercom.clock.advance(60_001);
    const late = await worker.call(url, 'list_all_intercom_companies_scroll', { next_cursor: first.next_cursor });
    assert.equal(late.isError, true);
    assert.equal(late.json.statusCode, 500);
    assert.match(late.json.hint, /[Ss]tart again without next_cursor/);
    assert.equal((await walk('list_all_intercom_companies_scroll', {})).flat().length, 12);
  });

  test('of a second scroll is not to be had while one is open, and the error says so', async () => {
    await call('list_all_intercom_companies_scroll', {});
    const second = await worker.call(url, 'list_all_intercom_companies_scroll', {});
    assert.deepEqual([second.isError, second.json.statusCode], [true, 400]);
    assert.match(second.json.hint, /[Aa]nother scroll is open/);
  });

  test('of a next URL goes to the same endpoint, whatever host the URL names', async () => {
    const args = { intercom_user_id: maria().id, limit: '8' };
    const { next_cursor: cursor } = await call('list_all_intercom_events', args);
    const [{ url: to }] = await worker.sentDuring(() => call('list_all_intercom_events', { ...args, next_cursor: cursor }));
    const { origin, pathname, searchParams } = new URL(to);
    assert.deepEqual([origin, pathname], ['https://api.intercom.io', '/events']);
    assert.deepEqual([searchParams.get('intercom_user_id'), searchParams.get('type')], [maria().id, 'user']);
  });
});

test('GET /companies answers one company for a name, and a list without one', async () => {
  const one = await call('list_all_intercom_companies', { name: 'Northwind' });
  assert.deepEqual([one.type, one.company_id], ['company', 'crm-1']);
  assert.equal('result' in one, false);
  assert.equal((await call('list_all_intercom_companies', { company_id: 'crm-2' })).name, 'Bluepeak');
  const nobody = await worker.call(url, 'list_all_intercom_companies', { name: 'Nobody' });
  assert.deepEqual([nobody.json.statusCode, nobody.json.code], [404, 'company_not_found']);
});
