import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIntercomClient } from './intercom/client.mjs';
import { createIntercom } from './intercom/index.mjs';

function start(options) {
  const intercom = createIntercom({ conversations: 20, ...options });
  return { intercom, client: createIntercomClient(intercom.fetch), acme: intercom.state.acme };
}
const ids = (records) => records.map(({ id }) => id);
const codeOf = (answer) => answer.body.errors[0].code;

/** Everything a walk finds, `next` telling how to ask for the page after an answer. */
async function walk(first, itemsOf, next) {
  const found = [];
  let answer = first;
  for (let turns = 0; answer; turns += 1) {
    assert.ok(turns < 100, 'the walk ends');
    assert.equal(answer.status, 200, answer.text);
    found.push(...ids(itemsOf(answer.body)));
    answer = await next(answer.body);
  }
  assert.equal(new Set(found).size, found.length, 'nothing comes twice');
  return found;
}

describe('cursor_query', () => {
  const walkContacts = async (client, query) =>
    walk(
      await client.get('/contacts', query),
      (body) => body.data,
      ({ pages }) => pages.next && client.get('/contacts', { ...query, starting_after: pages.next.starting_after }),
    );

  test('gives every contact once, ten to a page unless asked otherwise', async () => {
    const { client } = start();
    const first = await client.get('/contacts');
    assert.equal(first.body.data.length, 10);
    assert.deepEqual(Object.keys(first.body.pages).sort(), ['next', 'page', 'per_page', 'total_pages', 'type']);
    assert.equal((await walkContacts(client, { per_page: 7 })).length, first.body.total_count);
  });

  test('leaves next out at the end', async () => {
    const { client } = start();
    const answer = await client.get('/contacts', { per_page: 150 });
    assert.equal('next' in answer.body.pages, false);
  });

  test('neither repeats nor loses a record when one is created or deleted between two pages', async () => {
    const { client } = start();
    const before = await client.get('/contacts', { per_page: 5 });
    await client.post('/contacts', { email: 'late@people.example' });
    await client.delete(`/contacts/${before.body.data[4].id}`);
    const { starting_after: cursor } = before.body.pages.next;
    const after = await client.get('/contacts', { per_page: 5, starting_after: cursor });
    const shown = new Set([...ids(before.body.data), ...ids(after.body.data)]);
    assert.equal(shown.size, 10);
  });

  test('refuses a cursor of another list, junk, and a page size out of bounds', async () => {
    const { client } = start();
    const { body } = await client.get('/conversations', { per_page: 2 });
    for (const cursor of [body.pages.next.starting_after, 'junk', btoa('[1,2,"x"]')]) {
      const answer = await client.get('/contacts', { starting_after: cursor });
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'client_error']);
    }
    for (const size of [0, 151]) assert.equal((await client.get('/contacts', { per_page: size })).status, 400);
  });
});

test('cursor_body pages through a search, and belongs to its query', async () => {
  const { client, acme } = start();
  const search = (query, pagination) => client.post('/conversations/search', { query, pagination });
  const all = { field: 'created_at', operator: '>', value: 1 };
  const found = await walk(
    await search(all, { per_page: 6 }),
    (body) => body.conversations,
    ({ pages }) => pages.next && search(all, { per_page: 6, starting_after: pages.next.starting_after }),
  );
  assert.equal(found.length, acme.conversations.size);
  const { body } = await search(all, { per_page: 6 });
  assert.equal(body.type, 'conversation.list');
  const foreign = await search({ ...all, value: 2 }, { starting_after: body.pages.next.starting_after });
  assert.equal(codeOf(foreign), 'client_error');
  assert.equal((await search(all, { per_page: 500 })).status, 400);
});

test('page_query counts pages and gives the next one as a URL', async () => {
  const { client } = start();
  const first = await client.get('/companies', { per_page: 5 });
  assert.deepEqual([first.body.pages.page, first.body.pages.total_pages, first.body.total_count], [1, 3, 12]);
  const next = new URL(first.body.pages.next);
  assert.deepEqual(
    [next.pathname, next.searchParams.get('page'), next.searchParams.get('per_page')],
    ['/companies', '2', '5'],
  );
  const found = await walk(
    first,
    (body) => body.data,
    ({ pages }) => pages.next && client.get('/companies', Object.fromEntries(new URL(pages.next).searchParams)),
  );
  assert.equal(found.length, 12);
  const past = await client.get('/companies', { page: 9 });
  assert.deepEqual([past.body.data, past.body.pages.next], [[], null]);
  assert.equal((await client.get('/companies', { page: 0 })).status, 400);
  assert.equal((await client.post('/companies/list?per_page=4&page=3')).body.data.length, 4);
});

test('page_query of internal articles hands page numbers back as text when they were sent', async () => {
  const { client } = start();
  assert.deepEqual((await client.get('/internal_articles')).body.pages.page, 1);
  const { pages } = (await client.get('/internal_articles', { page: 1, per_page: 2 })).body;
  assert.deepEqual([pages.page, pages.per_page], ['1', '2']);
});

test('page_body takes its numbers from the body', async () => {
  const { client, acme } = start();
  const ask = (page) =>
    client.post('/admins/activity_logs/search', { created_at_after: acme.base - 29 * 86_400, per_page: 10, page });
  const pages = [await ask(1), await ask(2), await ask(3)];
  assert.deepEqual(
    pages.map(({ body }) => body.activity_logs.length),
    [10, 10, 8],
  );
  assert.equal(pages[0].body.pages.total_pages, 3);
  assert.equal(pages[0].body.type, 'activity_log.list');
});

test('page_flat keeps its numbers at the top', async () => {
  const { client } = start();
  const { body } = await client.get('/audiences', { per_page: 1, page: 2 });
  assert.deepEqual([body.page, body.per_page, body.total_pages, body.total_count, body.data.length], [2, 1, 2, 2, 1]);
  assert.equal('pages' in body, false);
});

test('cursor_flat says whether there is more', async () => {
  const { client, acme } = start();
  const [maria] = acme.contacts.list();
  for (const name of ['one', 'two']) {
    const { body: lead } = await client.post('/contacts', { role: 'lead', email: maria.email, name });
    await client.post('/contacts/merge', { from: lead.id, into: maria.id });
  }
  const path = `/contacts/${maria.id}/merge_history`;
  const first = await client.get(path, { per_page: 2 });
  assert.deepEqual([first.body.data.length, first.body.has_more], [2, true]);
  const second = await client.get(path, { per_page: 2, cursor: first.body.next_cursor });
  assert.deepEqual([second.body.data.length, second.body.has_more, second.body.next_cursor], [1, false, null]);
});

test('url_next leads through the events of one person until it is absent', async () => {
  const { client, acme } = start();
  const [maria] = acme.contacts.list();
  const query = { type: 'user', intercom_user_id: maria.id, per_page: 5 };
  const times = [];
  let answer = await client.get('/events', query);
  for (;;) {
    times.push(...answer.body.events.map((event) => event.created_at));
    if (!answer.body.pages.next) break;
    const { pathname, search } = new URL(answer.body.pages.next);
    answer = await client.get(pathname + search);
  }
  assert.deepEqual(
    times,
    [...times].sort((one, other) => other - one),
  );
  assert.equal(times.length, 21, 'three of 24 are older than 90 days');
  const both = await client.get('/events', { type: 'user', intercom_user_id: maria.id, email: maria.email });
  assert.equal(both.status, 400);
});

describe('scroll', () => {
  test('gives every company and ends with an empty page', async () => {
    const { client } = start();
    const found = [];
    let answer = await client.get('/companies/scroll');
    while (answer.body.data.length > 0) {
      found.push(...ids(answer.body.data));
      answer = await client.get('/companies/scroll', { scroll_param: answer.body.scroll_param });
    }
    assert.equal(new Set(found).size, 12);
    assert.equal((await client.get('/companies/scroll')).status, 200);
  });

  test('is one per app', async () => {
    const { client, intercom } = start();
    await client.get('/companies/scroll');
    const second = await client.get('/companies/scroll');
    assert.deepEqual([second.status, codeOf(second)], [400, 'scroll_exists']);
    const other = createIntercomClient(intercom.fetch, { token: 'intercom-second-token' });
    assert.equal((await other.get('/companies/scroll')).status, 200);
  });

  test('is over after a minute without a call, and tells to start again', async () => {
    const { client, intercom } = start();
    const { body } = await client.get('/companies/scroll');
    intercom.clock.advance(60_000);
    assert.equal((await client.get('/companies/scroll', { scroll_param: body.scroll_param })).status, 200);
    intercom.clock.advance(60_001);
    const late = await client.get('/companies/scroll', { scroll_param: body.scroll_param });
    assert.equal(late.status, 500);
    assert.match(late.body.errors[0].message, /restart from the first page/);
    assert.equal((await client.get('/companies/scroll')).status, 200);
  });
});

test('GET /companies answers one object for a name or an own id, and 404 for nobody', async () => {
  const { client } = start();
  const byName = await client.get('/companies', { name: 'Northwind' });
  assert.deepEqual([byName.body.type, byName.body.company_id], ['company', 'crm-1']);
  assert.equal((await client.get('/companies', { company_id: 'crm-2' })).body.name, 'Bluepeak');
  const none = await client.get('/companies', { name: 'Nobody' });
  assert.deepEqual([none.status, codeOf(none)], [404, 'company_not_found']);
});
