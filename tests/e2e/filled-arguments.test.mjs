// Arguments as clients and models really send them, on workerd against the strict simulators: the cases that people met, to the letter.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const pylon = (await worker.mint({ repeat_guard_seconds: 0 })).url;
const gladly = (await worker.mint({ repeat_guard_seconds: 0 }, { account: await worker.connect('gladly') })).url;
const intercom = (await worker.mint({ repeat_guard_seconds: 0 }, { account: await worker.connect('intercom') })).url;

/** The one request that a call makes, and its answer. */
async function sentBy(url, name, args) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(url, name, args);
  });
  assert.equal(sent.length, 1, answer.text);
  assert.equal(answer.isError, false, answer.text);
  const { pathname, searchParams } = new URL(sent[0].url);
  return { answer, path: pathname, query: Object.fromEntries(searchParams), body: sent[0].body && JSON.parse(sent[0].body) };
}

async function refusedBy(url, name, args) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(url, name, args);
  });
  assert.deepEqual(sent, []);
  assert.equal(answer.isError, true, answer.text);
  return Object.fromEntries(answer.json.details.failures.map(({ argument, message }) => [argument, message]));
}

const [issue] = worker.pylon.state.acme.issues.list();

describe('empty fields', () => {
  test('an empty limit is none', async () => {
    for (const limit of ['', 0, '0', null]) {
      const { query } = await sentBy(pylon, 'list_all_pylon_contacts', { limit, next_cursor: '' });
      assert.deepEqual(query, (await sentBy(pylon, 'list_all_pylon_contacts', {})).query);
    }
  });

  test('a condition with an empty list of conditions is a condition', async () => {
    const leaf = { field: 'state', operator: 'equals', value: 'new' };
    for (const subfilters of [[], null, '', '[]', [{}]]) {
      const { body } = await sentBy(pylon, 'list_all_pylon_search_issues', { filter: { ...leaf, subfilters } });
      assert.deepEqual(body.filter, leaf);
    }
    const query = { field: 'role', operator: '=', value: 'user' };
    const { body } = await sentBy(intercom, 'list_all_intercom_search_contacts', { query: { ...query, conditions: [], values: [] } });
    assert.deepEqual(body.query, query);
  });

  test('a query has no empty key', async () => {
    const [{ emails: [{ normalized: email }] }] = worker.gladly.state.acme.customers.list(({ emails }) => emails.length > 0);
    const { query, answer } = await sentBy(gladly, 'list_all_gladly_customers', { email, phoneNumber: '', externalCustomerId: '' });
    assert.deepEqual(query, { email });
    assert.ok(answer.json.result.length > 0);
  });

  test('a text that the vendor clears by is sent, and no other', async () => {
    const args = { id: issue.id, title: '', assignee_id: '', account_id: null, tags: [] };
    assert.deepEqual((await sentBy(pylon, 'update_a_pylon_issue_by_id', args)).body, { assignee_id: '', tags: [] });
    const failures = await refusedBy(pylon, 'update_a_pylon_issue_by_id', { id: issue.id, title: '', type: '' });
    assert.match(failures.arguments, /give at least one of state, assignee_id/);
  });
});

test('a file of empty fields is none, and an upload of nothing is refused', async () => {
  const file = { name: '', data: '', text: '', mime_type: '' };
  const [{ body }] = await worker.sentDuring(() => worker.call(pylon, 'create_a_pylon_attachment', { file, file_url: 'https://files.example.com/a.png' }));
  assert.match(body, /name="file_url"/);
  assert.doesNotMatch(body, /name="file"/);
  const failures = await refusedBy(pylon, 'create_a_pylon_attachment', { file, file_url: '' });
  assert.match(failures.arguments, /give at least one of file/);
});

describe('lists and objects as text', () => {
  test('in a filter', async () => {
    const leaf = { field: 'tags', operator: 'in', values: '["billing"]' };
    const { body } = await sentBy(pylon, 'list_all_pylon_search_issues', { filter: leaf });
    assert.deepEqual(body.filter, { field: 'tags', operator: 'in', values: ['billing'] });
    const failures = await refusedBy(pylon, 'list_all_pylon_search_issues', { filter: { ...leaf, values: '["billing"' } });
    assert.match(failures['filter.values'], /must be a list/);
  });

  test('between commas, where no entry can hold one', async () => {
    const states = { field: 'state', operator: 'in', values: 'new,closed' };
    const { body } = await sentBy(pylon, 'list_all_pylon_search_issues', { filter: states });
    assert.deepEqual(body.filter.values, ['new', 'closed']);
    // A tag may have a comma: whoever wrote it says what it is.
    const tags = { field: 'tags', operator: 'in', values: 'a,b' };
    const failures = await refusedBy(pylon, 'list_all_pylon_search_issues', { filter: tags });
    assert.equal(failures['filter.values'], 'must be a list: ["a","b"], or ["a,b"] if that is one value');
    const free = await sentBy(pylon, 'list_all_pylon_search_issues', { filter: { ...tags, values: ['a,b'] } });
    assert.deepEqual(free.body.filter.values, ['a,b']);
  });
});

test('whole numbers with a point', async () => {
  assert.equal((await sentBy(pylon, 'list_all_pylon_contacts', { limit: 10.5 - 0.5 })).query.limit, '10');
  const verbatim = '{"limit":10.0}';
  const sent = await worker.sentDuring(() => worker.fetch(pylon, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_all_pylon_contacts","arguments":${verbatim}}}`,
  }));
  assert.equal(new URL(sent[0].url).searchParams.get('limit'), '10');
});

describe('times', () => {
  const search = (value) => ({ query: { field: 'created_at', operator: '>', value } });

  // The vendor would find nothing and not say why.
  test('in milliseconds are refused with the seconds', async () => {
    const failures = await refusedBy(intercom, 'list_all_intercom_search_conversations', search(1_795_800_000_000));
    assert.deepEqual(failures, { 'query.value': '1795800000000 is milliseconds; send 1795800000' });
  });

  test('RFC 3339 and dates work in writes and searches', async () => {
    const [conversation] = worker.intercom.state.acme.conversations.list(({ open }) => open);
    const [admin] = worker.intercom.state.acme.admins.list();
    for (const [snoozed_until, sent] of [['2099-11-28T09:00:00Z', 4_099_539_600], ['2099-11-28', 4_099_507_200], [4_099_507_200, 4_099_507_200]]) {
      const { body } = await sentBy(intercom, 'intercom_conversations_snooze', { conversation_id: conversation.id, admin_id: admin.id, snoozed_until });
      assert.equal(body.snoozed_until, sent);
    }
    const { body } = await sentBy(intercom, 'list_all_intercom_search_conversations', search('2026-01-01'));
    assert.equal(body.query.value, 1_767_225_600);
    const snooze = await sentBy(pylon, 'pylon_issues_snooze', { id: issue.id, snooze_until: '2099-11-28' });
    assert.deepEqual(snooze.body, { snooze_until: '2099-11-28T00:00:00Z' });
  });

  test('a time that has passed is refused with the present one', async () => {
    const failures = await refusedBy(pylon, 'pylon_issues_snooze', { id: issue.id, snooze_until: '2020-01-01' });
    const today = new Date().toISOString().slice(0, 10);
    assert.ok(failures.snooze_until.startsWith(`2020-01-01T00:00:00Z has passed: it is ${today}`), failures.snooze_until);
  });
});

describe('ids', () => {
  test('as people write and copy them', async () => {
    for (const id of [`#${issue.number}`, ` ${issue.number} `, `${issue.number}.0`, issue.link, `https://app.usepylon.com/issues?issueNumber=${issue.number}&view=all`]) {
      const { path, answer } = await sentBy(pylon, 'get_single_pylon_issue_by_id', { id });
      assert.equal(path, `/issues/${issue.number}`);
      assert.equal(answer.json.id, issue.id);
    }
    const [conversation] = worker.intercom.state.acme.conversations.list();
    const link = `https://app.intercom.com/a/inbox/abc123/inbox/shared/all/conversation/${conversation.id}?view=List`;
    const { path } = await sentBy(intercom, 'get_single_intercom_conversation_by_id', { id: link });
    assert.equal(path, `/conversations/${conversation.id}`);
  });

  test('what is none is refused, with the tool that finds one', async () => {
    const contact = { query: { field: 'contact_ids', operator: '=', value: 'maria@acme.example' } };
    const failures = await refusedBy(intercom, 'list_all_intercom_search_conversations', contact);
    assert.match(failures['query.value'], /must be the id of a contact .*; list_all_intercom_search_contacts finds it$/);
    const tag = await refusedBy(pylon, 'update_a_pylon_article_by_id', { knowledge_base_id: issue.id, id: issue.id, tag_ids: ['billing'] });
    assert.match(tag['tag_ids[0]'], /must be the id of a tag \(a UUID\), not "billing"; list_all_pylon_tags finds it$/);
  });
});

test('a value of another kind is answered with a right one', async () => {
  const { query } = await refusedBy(intercom, 'list_all_intercom_search_contacts', { query: 'maria@acme.example' });
  const [, shown] = /such as (\{.*\}), not "maria@acme.example"$/.exec(query);
  assert.ok(shown.length <= 200);
  await sentBy(intercom, 'list_all_intercom_search_contacts', { query: JSON.parse(shown) });
});
