// Composites: each is called once, and what it shows is held against what the plain tools answer to the same questions one by one.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker({ simulator: { issues: 1000 } });
after(() => worker.close());

const urls = {};
for (const slug of ['pylon', 'gladly', 'intercom']) urls[slug] = (await worker.mint({}, { account: await worker.connect(slug) })).url;
beforeEach(() => {
  for (const slug of Object.keys(urls)) worker[slug].reset();
});

/** One call: its answer, and how many calls of the vendor it took. */
async function use(slug, tool, args) {
  const before = worker[slug].calls.length;
  const answer = await worker.call(urls[slug], tool, args);
  return { ...answer, calls: worker[slug].calls.length - before };
}

async function answered(slug, tool, args) {
  const answer = await use(slug, tool, args);
  assert.equal(answer.isError, false, answer.text);
  return { ...answer.json, calls: answer.calls };
}

const ids = (rows) => rows.map(({ id }) => id);
const tokens = (text) => Math.ceil(text.length / 4);
const email = { pylon: 'person182@cedarline-logistics.acme-customers.example', intercom: 'maria.lopez@northwind.example' };

/** The second step fails: it is named, and what the first found is there. */
async function failsInItsSecondStep(slug, tool, args, path, step) {
  worker[slug].faults.add({ match: { path }, kind: 'status', status: 500 });
  const { isError, json, calls } = await use(slug, tool, args);
  assert.equal(isError, true);
  assert.deepEqual([json.statusCode, json.failed_step, json.remote, calls], [500, step, true, 2]);
  assert.match(json.message, /^Step 2 of \d \(\w+, \w+\) failed\. \w+ answered 500/);
  assert.ok(json.hint.length > 0);
  return json.results;
}

describe('pylon', () => {
  test('a contact by e-mail with issues and their last messages', async () => {
    const shown = await answered('pylon', 'pylon_contacts_overview', { email: email.pylon });
    const { result: [contact] } = await answered('pylon', 'list_all_pylon_search_contacts', { filter: { field: 'email', operator: 'equals', value: email.pylon } });
    assert.equal(shown.contact.id, contact.id);
    const { result: issues } = await answered('pylon', 'list_all_pylon_search_issues', { filter: { field: 'requester_id', operator: 'equals', value: contact.id }, limit: '10' });
    assert.deepEqual(shown.issues.map(({ number }) => number), issues.map(({ number }) => number));
    assert.equal(shown.calls, 2 + Math.min(3, issues.length));
    for (const { for: number, result } of shown.last_messages) {
      const { result: messages } = await answered('pylon', 'list_all_pylon_messages', { issue_id: String(number), limit: '1000' });
      assert.deepEqual(result.map(({ timestamp }) => timestamp), messages.slice(-2).map(({ timestamp }) => timestamp));
      for (const { message_html: text } of result) assert.doesNotMatch(text, /<\/?\w+>/);
    }
    assert.ok(shown.last_messages.length > 0);
  });

  test('nobody of that e-mail address is told as such', async () => {
    const { contact, issues, last_messages: messages, notes, calls } = await answered('pylon', 'pylon_contacts_overview', { email: 'nobody@nowhere.example' });
    assert.deepEqual([contact, issues, messages, calls], [null, null, [], 1]);
    assert.match(notes[0], /^contact: nothing found\. Asked: list_all_pylon_search_contacts .*nobody@nowhere\.example/);
    assert.match(notes[1], /^issues: not asked/);
  });

  test('the open issues of an account, with a failing second step told as such', async () => {
    const args = { account: 'Northwind Logistics' };
    const shown = await answered('pylon', 'pylon_accounts_open_issues', args);
    const [account] = shown.accounts;
    assert.equal(account.name, args.account);
    const open = worker.pylon.state.acme.issues.list().filter((issue) => issue.account?.id === account.id && issue.state !== 'closed');
    assert.ok(shown.issues.length === Math.min(20, open.length) && shown.issues.length > 3);
    assert.ok(shown.issues.every(({ number, state }) => state !== 'closed' && open.some((issue) => issue.number === number)));
    assert.deepEqual([shown.last_messages.length, shown.calls], [3, 5]);
    assert.ok(shown.last_messages.every(({ result }) => result.length === 1));

    const found = await failsInItsSecondStep('pylon', 'pylon_accounts_open_issues', args, '/issues/search', 'issues');
    assert.equal(found.accounts[0].id, account.id);
  });

  test('the open tasks of an account', async () => {
    const tasks = worker.pylon.state.acme.tasks.list().filter(({ status }) => status !== 'completed');
    const { account: owner } = tasks.find(({ account }) => account);
    const { name } = worker.pylon.state.acme.accounts.list().find(({ id }) => id === owner.id);
    const shown = await answered('pylon', 'pylon_accounts_open_tasks', { account: name });
    assert.equal(shown.accounts[0].id, owner.id);
    assert.deepEqual(ids(shown.tasks).sort(), ids(tasks.filter(({ account }) => account?.id === owner.id)).sort());
    assert.equal(shown.calls, 2);
  });

  test('the digest of a week takes a few calls and under 22,000 tokens', async () => {
    const since = '2026-11-13T12:00:00Z';
    const open = worker.pylon.state.acme.issues.list().filter((issue) => issue.state !== 'closed' && Date.parse(issue.latest_message_time) > Date.parse(since));
    assert.ok(open.length > 100, String(open.length));
    let args = { since };
    let spent = 0;
    let calls = 0;
    const numbers = [];
    for (let pages = 0; args; pages += 1) {
      assert.ok(pages < 5, 'it ends');
      const answer = await use('pylon', 'pylon_issues_digest', args);
      assert.equal(answer.isError, false, answer.text);
      spent += tokens(answer.text);
      calls += answer.calls;
      for (const issue of answer.json.issues ?? []) {
        numbers.push(issue.number);
        assert.ok(issue.title.length > 0 && !/<\w+>/.test(issue.body_html), answer.text.slice(0, 300));
      }
      args = answer.json.next_cursor ? { since, next_cursor: answer.json.next_cursor } : undefined;
    }
    assert.deepEqual(numbers.sort((a, b) => a - b), open.map(({ number }) => number).sort((a, b) => a - b));
    assert.ok(calls <= 5 && spent < 22_000, `${calls} calls, ${spent} tokens`);
  });
});

describe('intercom', () => {
  test('a contact by e-mail with conversations, tickets and the last parts', async () => {
    const shown = await answered('intercom', 'intercom_contacts_overview', { email: email.intercom });
    assert.ok(shown.contacts.length > 1 && shown.contacts.every((contact) => contact.email === email.intercom), 'a lead beside the user');
    const theirs = { query: { field: 'contact_ids', operator: 'IN', values: ids(shown.contacts) }, limit: '10' };
    const { result: conversations } = await answered('intercom', 'list_all_intercom_search_conversations', theirs);
    const { result: tickets } = await answered('intercom', 'list_all_intercom_search_tickets', theirs);
    assert.deepEqual(ids(shown.conversations), ids(conversations));
    assert.deepEqual(ids(shown.tickets), ids(tickets));
    assert.ok(conversations.length > 1 && tickets.length > 0);
    assert.equal(shown.calls, 5);
    for (const { for: id, result } of shown.last_parts) {
      const { conversation_parts: { conversation_parts: parts } } = await answered('intercom', 'get_single_intercom_conversation_by_id', { id });
      assert.deepEqual(result.map((part) => part.created_at), parts.slice(-3).map((part) => part.created_at));
    }
    const refused = await use('intercom', 'intercom_contacts_overview', {});
    assert.deepEqual([refused.isError, refused.calls], [true, 0]);
    assert.match(refused.json.message, /give one of email, phone/);
  });

  test('a failing second step is told as such', async () => {
    const found = await failsInItsSecondStep('intercom', 'intercom_contacts_overview', { email: email.intercom }, '/conversations/search', 'conversations');
    assert.equal(found.contacts[0].email, email.intercom);
  });

  test('the open conversations of a company', async () => {
    const { acme } = worker.intercom.state;
    const all = acme.conversations.list();
    const company = acme.companies.list().find(({ id }) =>
      acme.contacts.list().some((contact) => contact._companies.includes(id)),
    );
    const shown = await answered('intercom', 'intercom_companies_open_conversations', { name: company.name });
    assert.equal(shown.company.id, company.id);
    assert.ok(shown.people.length > 0 && shown.calls <= 5);
    const people = new Set(ids(shown.people));
    for (const { id, contacts } of shown.conversations) {
      assert.equal(all.find((one) => String(one.id) === String(id)).state, 'open');
      assert.ok(contacts.contacts.some((one) => people.has(one.id)));
    }
    const unknown = await answered('intercom', 'intercom_companies_open_conversations', { name: 'No such company' });
    assert.deepEqual([unknown.company, unknown.conversations, unknown.calls], [null, null, 1]);
    assert.match(unknown.notes[0], /^company: nothing found\. .*No such company.*404/);
  });

  test('an article with its text', async () => {
    const shown = await answered('intercom', 'intercom_articles_answer', { phrase: 'password reset' });
    const article = await answered('intercom', 'get_single_intercom_article_by_id', { id: shown.hits[0].id });
    assert.deepEqual([shown.best.id, shown.best.title, shown.calls], [article.id, article.title, 2]);
    assert.ok(shown.best.body.length > 0 && !/<\w+>/.test(shown.best.body));
  });

  test('the digest of open conversations', async () => {
    const since = '2026-11-01T00:00:00Z';
    const open = worker.intercom.state.acme.conversations.list().filter((one) => one.state === 'open' && one.updated_at > Date.parse(since) / 1000);
    const { conversations, calls, next_cursor: next } = await answered('intercom', 'intercom_conversations_digest', { since });
    assert.deepEqual([conversations.length, calls, next === null], [Math.min(150, open.length), 1, open.length <= 150]);
    assert.ok(conversations.length > 0 && conversations.every(({ source }) => !/<\w+>/.test(source.body ?? '')));
  });
});

describe('gladly', () => {
  test('a customer by phone number with conversations and the last items', async () => {
    const { caller } = worker.gladly.state.acme.landmarks;
    const shown = await answered('gladly', 'gladly_customers_overview', { phone: '+15550100102' });
    assert.deepEqual(ids(shown.customers), [caller]);
    const { result: conversations } = await answered('gladly', 'list_all_gladly_customer_conversations', { customer_id: caller });
    assert.deepEqual(ids(shown.conversations), ids(conversations));
    assert.equal(shown.calls, 2 + conversations.length);
    for (const { for: id, result } of shown.last_items) {
      const { result: items } = await answered('gladly', 'list_all_gladly_conversation_items', { conversation_id: id });
      assert.deepEqual(result.map((item) => item.timestamp), items.slice(-3).map((item) => item.timestamp));
    }
  });

  test('open tasks by phone number with their comments', async () => {
    const { caller, openTask } = worker.gladly.state.acme.landmarks;
    const args = { phone: '+15550100102' };
    const shown = await answered('gladly', 'gladly_customers_open_tasks', args);
    assert.deepEqual([ids(shown.customers), ids(shown.tasks), shown.calls], [[caller], [openTask], 3]);
    assert.equal(shown.tasks[0].body, 'Refund the express fee of order 88213 and call the customer back.');
    assert.equal(shown.comments[0].for, openTask);
    assert.ok(shown.comments[0].result.length > 0);

    const found = await failsInItsSecondStep('gladly', 'gladly_customers_open_tasks', args, /\/tasks$/, 'tasks');
    assert.deepEqual(ids(found.customers), [caller]);
  });

  test('a public answer with its text', async () => {
    const shown = await answered('gladly', 'gladly_public_answers_best', { q: 'return' });
    assert.deepEqual([shown.best.id, shown.calls], [shown.hits[0].id, 3]);
    assert.ok(shown.best.bodyHtml.length > 0 && !/<\w+>/.test(shown.best.bodyHtml));
  });

  test('the digest of conversations', async () => {
    const { conversations_csv: csv, calls } = await answered('gladly', 'gladly_conversations_digest', { since: '2026-11-01' });
    const rows = csv.trim().split('\n');
    assert.ok(rows.length > 2 && calls === 1, csv);
    assert.match(rows[0], /Status/);
  });
});
