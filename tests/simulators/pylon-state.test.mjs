import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPylonClient } from './pylon/client.mjs';
import { createPylon } from './pylon/index.mjs';

function start(options) {
  const pylon = createPylon({ issues: 40, limits: false, ...options });
  return { pylon, client: createPylonClient(pylon.fetch), acme: pylon.state.acme };
}
const ok = (answer) => {
  assert.equal(answer.status, 200, answer.text);
  return answer.body.data;
};
const refused = (answer, pattern) => {
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.body.errors[0], pattern);
};

describe('seeded data', () => {
  test('is the same for the same seed and differs for another', () => {
    const first = createPylon({ issues: 40 });
    assert.equal(first.snapshot(), createPylon({ issues: 40 }).snapshot());
    assert.notEqual(first.snapshot(), createPylon({ issues: 40, seed: 'other' }).snapshot());
    assert.notEqual(first.snapshot('acme'), first.snapshot('globex'));
  });

  test('holds the promised amounts', () => {
    const { acme } = start({ issues: 1000 });
    const sizes = ['issues', 'accounts', 'contacts', 'users', 'teams'].map((kind) => acme[kind].size);
    assert.deepEqual(sizes, [1000, 60, 300, 12, 4]);
    const issues = acme.issues.list();
    for (const [key, count] of [
      ['state', 6],
      ['type', 2],
      ['source', 12],
    ]) {
      assert.equal(new Set(issues.map((issue) => issue[key])).size, count, key);
    }
    assert.ok(acme.projects.find((project) => project.project_template && project.is_archived));
  });

  test('writes 9007199254740993 and 1.0 as they are', async () => {
    const { client } = start();
    const { text } = await client.get('/issues/1');
    assert.ok(text.includes('"value":9007199254740993}'));
    assert.ok(text.includes('"value":1.0}'));
    assert.ok((await client.get('/audit-logs')).text.includes('"metadata":{"entry":9007199254740993,"weight":1.0}'));
  });

  test('comes back after a reset', async () => {
    const { pylon, client } = start();
    const before = pylon.snapshot();
    ok(await client.post('/tasks', { title: 'x' }));
    pylon.faults.add({ kind: 'html' });
    assert.notEqual(pylon.snapshot(), before);
    pylon.reset();
    assert.equal(pylon.snapshot(), before);
    assert.deepEqual([pylon.calls.length, pylon.faults.pending], [0, 0]);
  });
});

describe('issues', () => {
  test('are found by id and by number, deleted by id only', async () => {
    const { client, acme } = start();
    const [issue] = acme.issues.list();
    assert.equal(ok(await client.get('/issues/1')).id, issue.id);
    assert.equal(ok(await client.get(`/issues/${issue.id}`)).number, 1);
    assert.equal((await client.delete('/issues/1')).status, 404);
    assert.equal((await client.delete(`/issues/${issue.id}`)).status, 200);
    assert.equal((await client.get('/issues/1')).status, 404);
  });

  test('are created with priority as a custom field, their first message, and a requester made from an e-mail', async () => {
    const { client, acme } = start();
    const created = ok(
      await client.post('/issues', {
        title: 'Printer on fire',
        body_html: '<p>Help</p>',
        priority: 'urgent',
        requester_email: 'new.person@customers.example',
        requester_name: 'New Person',
        custom_fields: [{ slug: 'affected_platforms', values: ['web', 'api'] }],
      }),
    );
    assert.equal(created.number, 41);
    assert.deepEqual(created.custom_fields, {
      affected_platforms: { slug: 'affected_platforms', values: ['web', 'api'] },
      priority: { slug: 'priority', value: 'urgent' },
    });
    assert.equal(acme.contacts.get(created.requester.id).name, 'New Person');
    const messages = ok(await client.get(`/issues/${created.number}/messages`));
    assert.deepEqual(
      messages.map((message) => message.message_html),
      ['<p>Help</p>'],
    );
    assert.equal(acme.issues.size, 41);
  });

  test('change only in the sent fields; tags are replaced and an empty string clears', async () => {
    const { client, pylon, acme } = start();
    const before = ok(await client.get('/issues/1'));
    pylon.clock.advance(60_000);
    const after = ok(await client.patch('/issues/1', { assignee_id: '', tags: ['solved'] }));
    assert.deepEqual(after, { ...before, assignee: null, tags: ['solved'], updated_at: '2026-11-20T12:01:00Z' });
    const [, user] = acme.users.list();
    assert.deepEqual(ok(await client.patch('/issues/1', { assignee_id: user.id })).assignee, {
      id: user.id,
      email: user.email,
    });
  });

  test('need a requester when their account is cleared', async () => {
    const { client, acme } = start();
    refused(await client.patch('/issues/1', { account_id: '' }), /requester_id/);
    const { id } = acme.contacts.list()[3];
    const issue = ok(await client.patch('/issues/1', { account_id: '', requester_id: id }));
    assert.deepEqual([issue.account, issue.requester.id], [null, id]);
  });

  test('close, reopen, snooze and never turn from ticket to conversation', async () => {
    const { client } = start();
    ok(await client.patch('/issues/2', { state: 'waiting_on_you' }));
    assert.equal(ok(await client.patch('/issues/2', { state: 'closed' })).resolution_time, '2026-11-20T12:00:00Z');
    assert.equal(ok(await client.patch('/issues/2', { state: 'new' })).resolution_time, null);
    refused(await client.patch('/issues/2', { state: 'reopened' }), /state must be one of/);
    const until = '2026-12-01T00:00:00Z';
    assert.equal(ok(await client.post('/issues/2/snooze', { snooze_until: until })).snoozed_until_time, until);
    refused(await client.post('/issues/2/snooze', { snooze_until: '2020-01-01T00:00:00Z' }), /future/);
    ok(await client.patch('/issues/2', { type: 'ticket' }));
    refused(await client.patch('/issues/2', { type: 'conversation' }), /type/);
  });

  test('refuse unknown, read-only and ill-fitting custom fields and leave the record alone', async () => {
    const { client, pylon } = start();
    const before = pylon.snapshot('acme');
    const send = (field) => client.patch('/issues/1', { title: 'Changed', custom_fields: [field] });
    refused(await send({ slug: 'colour', value: 'red' }), /colour/);
    refused(await send({ slug: 'priority', value: 'extreme' }), /priority/);
    refused(await send({ slug: 'affected_seats', value: 'many' }), /affected_seats/);
    refused(await send({ slug: 'affected_platforms', value: 'web' }), /values/);
    refused(
      await client.patch('/accounts/crm%2Facme%2F1', { custom_fields: [{ slug: 'crm_stage', value: 'x' }] }),
      /read-only/,
    );
    assert.equal(pylon.snapshot('acme'), before);
    assert.equal(
      ok(await client.patch('/issues/1', { custom_fields: [{ slug: 'priority', value: '' }] })).custom_fields.priority,
      undefined,
    );
  });

  test('take notes in one thread and replies to existing visible messages', async () => {
    const { client, acme } = start();
    const issue = acme.issues.find((one) => one.source === 'email');
    const path = `/issues/${issue.number}`;
    const [message] = ok(await client.get(`${path}/messages`));
    const thread = ok(await client.post(`/issues/${issue.id}/threads`, { name: 'Side' }));
    const note = { body_html: '<p>Hm</p>', thread_id: thread.id };
    refused(await client.post(`${path}/note`, { ...note, message_id: message.id }), /thread_id and message_id/);
    const { id } = ok(await client.post(`${path}/note`, note));
    const written = ok(await client.get(`${path}/messages`)).find((one) => one.id === id);
    assert.deepEqual([written.is_private, written.thread_id], [true, thread.id]);

    const reply = { body_html: '<p>Hi</p>', message_id: message.id };
    refused(await client.post(`${path}/reply`, { ...reply, message_id: 'missing' }), /message_id/);
    refused(await client.post(`${path}/reply`, { ...reply, message_id: id }), /internal/);
    refused(await client.post(`${path}/reply`, reply), /recipient/);
    const sent = ok(
      await client.post(`${path}/reply`, { ...reply, email_info: { to_emails: ['a@customers.example'] } }),
    );
    assert.equal(acme.messages.get(sent.id).is_private, false);
  });

  test('lose and redact messages, gain and lose followers and tracker tickets', async () => {
    const { client, acme } = start();
    const [message] = ok(await client.get('/issues/2/messages'));
    assert.match(ok(await client.post(`/issues/2/messages/${message.id}/redact`)).message_html, /redacted/);
    assert.deepEqual(Object.keys((await client.delete(`/issues/2/messages/${message.id}`)).body), ['request_id']);
    assert.ok(!ok(await client.get('/issues/2/messages')).some(({ id }) => id === message.id));

    const user = acme.users.list()[4].id;
    assert.deepEqual(ok(await client.post('/issues/2/followers', { user_ids: [user] })), [{ id: user, type: 'user' }]);
    assert.deepEqual(ok(await client.post('/issues/2/followers', { user_ids: [user], operation: 'remove' })), []);

    const link = { source: 'jira', external_issue_id: '10001' };
    assert.equal(ok(await client.post('/issues/2/external-issues', link)).external_issues.length, 1);
    assert.equal(
      ok(await client.post('/issues/2/external-issues', { ...link, operation: 'unlink' })).external_issues.length,
      0,
    );
    refused(await client.post('/issues/2/external-issues', { ...link, operation: 'unlink' }), /not linked/);
  });
});

describe('other records', () => {
  test('refuse duplicates with the id of the existing one, by 409 or 400', async () => {
    for (const status of [409, 400]) {
      const { client, acme } = start({ duplicateStatus: status });
      const [account] = acme.accounts.list();
      const [contact] = acme.contacts.list();
      const [tag] = acme.tags.list();
      for (const [answer, id] of [
        [await client.post('/accounts', { name: 'x', domains: [account.domains[0]] }), account.id],
        [
          await client.post('/accounts', { name: 'x', external_ids: [{ external_id: 'crm/acme/1', label: 'crm' }] }),
          account.id,
        ],
        [await client.post('/contacts', { name: 'x', email: contact.email.toUpperCase() }), contact.id],
        [await client.post('/tags', { value: tag.value, object_type: 'issue' }), tag.id],
      ]) {
        assert.equal(answer.status, status);
        assert.equal(answer.body.exists_id, id);
      }
    }
  });

  test('are found by external id, percent-encoded', async () => {
    const { client, acme } = start();
    assert.equal(ok(await client.get('/accounts/crm%2Facme%2F7')).id, acme.accounts.list()[6].id);
    assert.equal(ok(await client.get('/contacts/person-acme-9')).id, acme.contacts.list()[8].id);
    assert.equal((await client.get('/accounts/crm/acme/7')).status, 404);
  });

  test('merge: belongings move and the merged ones are gone', async () => {
    const { client, acme } = start();
    const [target, merged] = acme.accounts.list();
    const contact = acme.contacts.find((one) => one.account?.id === merged.id);
    const result = ok(
      await client.post('/accounts/merge', { merge_into_account_id: target.id, merge_account_ids: [merged.id] }),
    );
    assert.ok(result.domains.includes(merged.domains[0]));
    assert.equal(ok(await client.get(`/contacts/${contact.id}`)).account.id, target.id);
    assert.equal((await client.get(`/accounts/${merged.id}`)).status, 404);
  });

  test('show references in their present state', async () => {
    const { client, acme } = start();
    const contact = acme.contacts.list()[0];
    ok(
      await client.patch(`/accounts/${contact.account.id}`, {
        external_ids: [{ external_id: 'new-id', label: 'erp' }],
      }),
    );
    assert.deepEqual(ok(await client.get(`/contacts/${contact.id}`)).account.external_ids, [
      { external_id: 'new-id', label: 'erp' },
    ]);
  });

  test('change in bulk: tags appended, removed or replaced', async () => {
    const { client, acme } = start();
    const ids = acme.accounts
      .list()
      .slice(0, 2)
      .map(({ id }) => id);
    const tags = async (mode, list) => {
      const answer = await client.patch('/accounts', { account_ids: ids, tags: list, tags_apply_mode: mode });
      assert.deepEqual(Object.keys(answer.body), ['success', 'request_id']);
      return ok(await client.get(`/accounts/${ids[0]}`)).tags;
    };
    assert.deepEqual(await tags('append_only', ['a']), ['startup', 'a']);
    assert.deepEqual(await tags('remove_only', ['startup']), ['a']);
    assert.deepEqual(await tags('replace', []), []);
  });

  test('archive projects, publish articles, replace training documents by external id', async () => {
    const { client, acme } = start();
    const [project] = acme.projects.list();
    assert.equal(
      ok(await client.patch(`/projects/${project.id}`, { is_archived: true })).archived_at,
      '2026-11-20T12:00:00Z',
    );

    const [base] = acme.knowledgeBases.list();
    const draft = acme.articles.find((article) => !article.is_published);
    const path = `/knowledge-bases/${base.id}/articles/${draft.id}`;
    assert.equal(ok(await client.patch(path, { body_html: '<p>New</p>' })).current_published_content_html, null);
    assert.equal(ok(await client.patch(path, { is_published: true })).current_published_content_html, '<p>New</p>');

    const [container] = acme.trainingData.list();
    const form = {
      files: [new File(['x'], 'a.txt'), new File(['yz'], 'b.txt')],
      external_ids: ['manual-1', 'b'],
      training_data_id: container.id,
    };
    const uploaded = ok(await client.call('POST', '/training-data/upload', { form }));
    assert.deepEqual(
      uploaded.documents.map((one) => one.external_id),
      ['manual-2', 'manual-3', 'manual-1', 'b'],
    );
    const gone = await client.delete(`/training-data/${container.id}/documents`, {
      query: { external_ids: ['b', 'manual-1', 'none'] },
    });
    assert.equal(gone.body.deleted_count, 2);
  });
});
