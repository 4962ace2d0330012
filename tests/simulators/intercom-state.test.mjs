import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIntercomClient } from './intercom/client.mjs';
import { createIntercom } from './intercom/index.mjs';

function start(options) {
  const intercom = createIntercom({ conversations: 30, ...options });
  return { intercom, client: createIntercomClient(intercom.fetch), acme: intercom.state.acme };
}
const codeOf = (answer) => answer.body.errors[0].code;
const outcome = (answer) => [answer.status, codeOf(answer)];
const filter = (field, operator, value) => ({ field, operator, value });

describe('the two workflows', () => {
  test('find open unassigned conversations about a password reset, read one, search articles, reply', async () => {
    const { client } = start();
    const me = (await client.get('/me')).body;
    const query = {
      operator: 'AND',
      value: [
        filter('open', '=', true),
        filter('admin_assignee_id', '=', 0),
        filter('source.body', '~', 'password reset'),
      ],
    };
    const { body: found } = await client.post('/conversations/search', { query });
    const path = `/conversations/${found.conversations[0].id}`;
    const { body: conversation } = await client.get(path, { display_as: 'plaintext' });
    assert.match(conversation.source.body, /^[^<]*password reset[^<]*$/i);
    const { body: articles } = await client.get('/articles/search', { phrase: 'password reset', state: 'published' });
    const { url } = articles.data.articles[0];
    assert.match(url, /reset-your-password$/);
    const reply = { message_type: 'comment', type: 'admin', admin_id: me.id, body: `<p>See ${url}</p>` };
    const { body: answered } = await client.post(`${path}/reply`, reply);
    const last = answered.conversation_parts.conversation_parts.at(-1);
    assert.deepEqual([last.part_type, last.author.id, last.body], ['comment', me.id, reply.body]);
    assert.equal(answered.waiting_since, null);
  });

  test('find a contact by e-mail, read three conversations, move the ticket to escalated', async () => {
    const { client } = start();
    const email = 'maria.lopez@northwind.example';
    const who = { operator: 'AND', value: [filter('email', '=', email), filter('role', '=', 'user')] };
    const [contact] = (await client.post('/contacts/search', { query: who })).body.data;
    const { conversations } = (
      await client.post('/conversations/search', { query: filter('contact_ids', '=', contact.id) })
    ).body;
    assert.equal(conversations.length, 4);
    const read = [];
    for (const { id } of conversations.slice(0, 3)) read.push((await client.get(`/conversations/${id}`)).body);
    const [ticket] = read.flatMap((one) => one.linked_objects.data);
    const { data: states } = (await client.get('/ticket_states')).body;
    const escalated = states.find((state) => state.internal_label === 'Escalated');
    const { body } = await client.put(`/tickets/${ticket.id}`, { ticket_state_id: escalated.id });
    assert.equal(body.ticket_state.internal_label, 'Escalated');
    assert.equal(body.ticket_parts.ticket_parts.at(-1).part_type, 'ticket_state_updated_by_admin');
    assert.equal((await client.get(`/tickets/${ticket.id}`)).body.ticket_state.id, escalated.id);
  });
});

describe('conversations', () => {
  const setUp = () => {
    const running = start();
    const [admin, colleague] = running.acme.admins.list();
    const conversation = running.acme.conversations.find((one) => one.state === 'open' && one._parts.length === 0);
    const path = `/conversations/${conversation.id}`;
    const manage = (body) => running.client.post(`${path}/parts`, { admin_id: admin.id, ...body });
    return { ...running, admin, colleague, conversation, path, manage };
  };

  test('are closed, opened, snoozed and assigned', async () => {
    const { manage, colleague, acme, client, path } = setUp();
    const closed = (await manage({ message_type: 'close', type: 'admin', body: 'Bye' })).body;
    assert.deepEqual([closed.state, closed.open, closed.statistics.first_close_at !== null], ['closed', false, true]);
    const opened = (await manage({ message_type: 'open' })).body;
    assert.deepEqual([opened.state, opened.statistics.count_reopens], ['open', 1]);
    const until = acme.now() + 3600;
    const snoozed = (await manage({ message_type: 'snoozed', snoozed_until: until })).body;
    assert.deepEqual([snoozed.state, snoozed.snoozed_until], ['snoozed', until]);
    const assignment = { message_type: 'assignment', type: 'admin', assignee_id: colleague.id };
    assert.equal((await manage(assignment)).body.admin_assignee_id, Number(colleague.id));
    const [team] = acme.teams.list();
    await manage({ message_type: 'assignment', type: 'team', assignee_id: team.id });
    await manage({ message_type: 'assignment', type: 'admin', assignee_id: 0 });
    const { body } = await client.get(path);
    assert.deepEqual([body.admin_assignee_id, body.team_assignee_id], [null, Number(team.id)]);
    assert.equal(body.conversation_parts.total_count, 6);
  });

  test('refuse an assignee nobody knows, a snooze in the past and an unknown admin', async () => {
    const { manage, acme } = setUp();
    const assignment = { message_type: 'assignment', type: 'admin', assignee_id: 1 };
    assert.deepEqual(outcome(await manage(assignment)), [404, 'assignee_not_found']);
    assert.equal((await manage({ message_type: 'snoozed', snoozed_until: acme.now() })).status, 400);
    assert.deepEqual(outcome(await manage({ message_type: 'open', admin_id: 1 })), [404, 'admin_not_found']);
    assert.deepEqual(outcome(await manage({ message_type: 'snoozed' })), [400, 'parameter_not_found']);
  });

  test('take comments, notes and quick replies of admins, and reopen when the customer writes', async () => {
    const { client, path, admin, conversation, manage } = setUp();
    const say = (body) => client.post(`${path}/reply`, body);
    const note = (await say({ message_type: 'note', type: 'admin', admin_id: admin.id, body: 'Inside' })).body;
    assert.equal(note.conversation_parts.conversation_parts.at(-1).part_type, 'note');
    assert.notEqual(note.waiting_since, null, 'a note is no answer');
    const options = [{ text: 'Yes', uuid: '00000000-0000-4000-8000-000000000000' }];
    const quick = { message_type: 'quick_reply', type: 'admin', admin_id: admin.id, reply_options: options };
    assert.equal((await say(quick)).status, 200);
    assert.deepEqual(outcome(await say({ message_type: 'comment', type: 'admin', admin_id: admin.id })), [
      400,
      'parameter_not_found',
    ]);
    await manage({ message_type: 'close', type: 'admin' });
    const [contact] = conversation._contacts;
    const words = { message_type: 'comment', type: 'user', intercom_user_id: contact, body: 'Still broken' };
    const { body } = await say(words);
    assert.deepEqual(
      [body.state, body.conversation_parts.conversation_parts.at(-1).body],
      ['open', '<p>Still broken</p>'],
    );
    assert.equal((await client.post('/conversations/last/reply', words)).body.id, conversation.id);
  });

  test('get and lose people and tags', async () => {
    const { client, path, admin, acme, conversation } = setUp();
    const [maria] = acme.contacts.list();
    const added = await client.post(`${path}/customers`, { admin_id: admin.id, customer: { email: maria.email } });
    assert.equal(added.body.customers.length, 2);
    const leave = (id) => client.delete(`${path}/customers/${id}`, { body: { admin_id: admin.id } });
    assert.equal((await leave(maria.id)).body.customers.length, 1);
    assert.deepEqual(outcome(await leave(conversation._contacts[0])), [422, 'parameter_invalid']);
    const [tag] = acme.tags.list();
    await client.post(`${path}/tags`, { id: tag.id, admin_id: admin.id });
    assert.equal((await client.get(path)).body.tags.tags[0].name, tag.name);
    await client.delete(`${path}/tags/${tag.id}`, { body: { admin_id: admin.id } });
    assert.deepEqual((await client.get(path)).body.tags.tags, []);
  });

  test('are created, redacted, converted and deleted', async () => {
    const { client, acme } = setUp();
    const [maria] = acme.contacts.list();
    const { body: message } = await client.post('/conversations', {
      from: { type: 'user', id: maria.id },
      body: 'Card 4111',
    });
    const path = `/conversations/${message.conversation_id}`;
    const redaction = { type: 'source', conversation_id: message.conversation_id, source_id: message.id };
    assert.equal((await client.post('/conversations/redact', redaction)).body.source.redacted, true);
    const [type, backOffice] = acme.ticketTypes.list();
    assert.equal((await client.post(`${path}/convert`, { ticket_type_id: backOffice.id })).status, 400);
    const { body: ticket } = await client.post(`${path}/convert`, {
      ticket_type_id: type.id,
      attributes: { severity: 'Low' },
    });
    assert.deepEqual([ticket.id, ticket.ticket_attributes.severity], [message.conversation_id, 'Low']);
    assert.equal((await client.get(path)).body.linked_objects.data[0].id, ticket.id);
    assert.equal((await client.delete(path)).body.deleted, true);
    assert.deepEqual(outcome(await client.get(path)), [404, 'not_found']);
    assert.ok(
      (await client.get('/conversations/deleted')).body.conversations.some(({ id }) => id === message.conversation_id),
    );
  });
});

describe('contacts', () => {
  test('that were merged answer 410 with the survivor in a Link header', async () => {
    const { client, acme } = start();
    const [maria] = acme.contacts.list();
    const lead = acme.contacts.find(({ name }) => name === 'Maria L.');
    const { body: note } = await client.post(`/contacts/${lead.id}/notes`, { body: 'Met at a fair' });
    const merged = await client.post('/contacts/merge', { from: lead.id, into: maria.id });
    assert.equal(merged.body.id, maria.id);
    const answer = await client.get(`/contacts/${lead.id}`);
    assert.deepEqual(outcome(answer), [410, 'contact_merged']);
    assert.match(answer.headers.get('link'), new RegExp(`<https://api.intercom.io/contacts/${maria.id}>`));
    assert.equal((await client.get(`/notes/${note.id}`)).body.contact.id, maria.id);
    assert.equal((await client.put(`/contacts/${lead.id}`, { name: 'x' })).status, 410);
    const [, other] = acme.contacts.list();
    assert.deepEqual(outcome(await client.post('/contacts/merge', { from: other.id, into: maria.id })), [
      400,
      'invalid_merge',
    ]);
  });

  test('are unique by address and own id, and found by the latter', async () => {
    const { client } = start();
    const made = await client.post('/contacts', { email: 'New@people.example', external_id: 77, role: 'user' });
    assert.equal((await client.get('/contacts/find_by_external_id/77')).body.id, made.body.id);
    const again = await client.post('/contacts', { email: 'new@people.example' });
    assert.deepEqual(outcome(again), [409, 'conflict']);
    assert.match(again.body.errors[0].message, new RegExp(made.body.id));
    assert.deepEqual(outcome(await client.post('/contacts', { name: 'Nobody' })), [400, 'parameter_not_found']);
    assert.equal((await client.post('/contacts', { role: 'user', custom_attributes: { nothing: 1 } })).status, 400);
  });

  test('have companies, tags, subscriptions, and an archive', async () => {
    const { client, acme } = start();
    const [, contact] = acme.contacts.list();
    const path = `/contacts/${contact.id}`;
    const [company] = acme.companies.list();
    await client.post(`${path}/companies`, { id: company.id });
    assert.ok((await client.get(`${path}/companies`)).body.data.some(({ id }) => id === company.id));
    assert.ok((await client.get(`/companies/${company.id}/contacts`)).body.data.some(({ id }) => id === contact.id));
    assert.equal((await client.delete(`${path}/companies/${company.id}`)).status, 200);
    const [, tag] = acme.tags.list();
    await client.post(`${path}/tags`, { id: Number(tag.id) });
    assert.deepEqual(
      (await client.get(`${path}/tags`)).body.data.map(({ name }) => name),
      [tag.name],
    );
    assert.equal((await client.post(`${path}/archive`)).body.archived, true);
    const all = (await client.get('/contacts', { per_page: 150 })).body.data;
    assert.ok(all.every(({ id }) => id !== contact.id));
    assert.equal((await client.post(`${path}/unarchive`)).body.archived, false);
  });
});

describe('tickets', () => {
  test('are created, changed, replied to and linked by the rules of their type', async () => {
    const { client, acme } = start();
    const [customer, bug, tracker] = acme.ticketTypes.list();
    const [contact] = acme.contacts.list();
    const [admin] = acme.admins.list();
    const make = (type, rest) =>
      client.post('/tickets', { ticket_type_id: type.id, contacts: [{ id: contact.id }], ...rest });
    assert.equal((await make(customer, { ticket_attributes: { severity: 'Huge' } })).status, 400);
    assert.equal((await make(customer, { ticket_attributes: { nothing: 1 } })).status, 400);
    const { body: ticket } = await make(customer, {
      ticket_attributes: { _default_title_: 'Broken', severity: 'High' },
    });
    const path = `/tickets/${ticket.id}`;
    const foreign = acme.ticketStates.add({ category: 'resolved', _types: [] });
    assert.deepEqual(outcome(await client.put(path, { ticket_state_id: foreign.id })), [
      400,
      'ticket_state_id_invalid',
    ]);
    assert.deepEqual(outcome(await client.put(path, { assignee_id: '1' })), [404, 'assignee_not_found']);
    const changed = await client.put(path, { assignee_id: admin.id, ticket_attributes: { severity: 'Low' } });
    assert.deepEqual(
      [changed.body.admin_assignee_id, changed.body.ticket_attributes.severity],
      [Number(admin.id), 'Low'],
    );
    const { body: inside } = await make(bug, {});
    const words = { message_type: 'comment', type: 'user', intercom_user_id: contact.id, body: 'Any news?' };
    assert.deepEqual(outcome(await client.post(`/tickets/${inside.id}/reply`, words)), [400, 'parameter_mismatch']);
    assert.equal((await client.post(`${path}/reply`, words)).body.type, 'ticket_part');
    const { body: incident } = await make(tracker, {});
    const conversation_id = acme.conversations.list()[3].id;
    const link = (id) => client.post(`/tickets/${id}/linked_conversations`, { conversation_id });
    assert.deepEqual(outcome(await link(ticket.id)), [400, 'invalid_ticket_type']);
    assert.equal((await link(incident.id)).body.linked_objects.total_count, 1);
    assert.deepEqual(outcome(await link(incident.id)), [400, 'already_linked_to_tracker']);
    assert.equal((await client.delete(`/tickets/${incident.id}/linked_conversations/${conversation_id}`)).status, 200);
    const job = await client.post('/tickets/enqueue', {
      ticket_type_id: customer.id,
      contacts: [{ email: 'walk-in@people.example' }],
    });
    assert.equal(job.body.status, 'pending');
    const done = (await client.get(`/jobs/status/${job.body.id}`)).body;
    assert.equal((await client.get(`/tickets/${done.resource_id}`)).body.id, done.resource_id);
  });
});

describe('articles', () => {
  test('keep a map of locales, drafts and versions', async () => {
    const { client, acme } = start();
    const [admin] = acme.admins.list();
    const author_id = Number(admin.id);
    const translated_content = { fr: { title: 'Bonjour', body: '<p>Salut</p>', author_id, state: 'published' } };
    const { body: article } = await client.post('/articles', {
      title: 'Hello',
      author_id,
      state: 'published',
      translated_content,
    });
    assert.equal(article.translated_content.fr.title, 'Bonjour');
    const path = `/articles/${article.id}`;
    const german = { de: { title: 'Hallo', author_id, state: 'draft' } };
    const { body: updated } = await client.put(path, { translated_content: german });
    assert.deepEqual(Object.keys(updated.translated_content).sort(), ['de', 'fr', 'type']);
    assert.equal((await client.put(path, { translated_content: { xx: { title: 'No' } } })).status, 400);
    await client.put(`${path}/draft`, { title: 'Hello again' });
    assert.deepEqual(
      [(await client.get(path)).body.title, (await client.get(`${path}/draft`)).body.title],
      ['Hello', 'Hello again'],
    );
    assert.equal((await client.post(`${path}/draft/publish`, {})).body.title, 'Hello again');
    assert.deepEqual(outcome(await client.post(`${path}/draft/publish`, {})), [422, 'parameter_invalid']);
    assert.equal((await client.get(`${path}/versions`)).body.total_count, 3);
    assert.deepEqual((await client.delete(path)).body, { id: article.id, object: 'article', deleted: true });
    assert.equal((await client.get(path)).status, 404);
  });
});

describe('answers that are no JSON', () => {
  test('are empty, text, a redirect or bytes', async () => {
    const { client, acme, intercom } = start();
    const unused = acme.tags.find(({ name }) => name === 'unused');
    const deleted = await client.delete(`/tags/${unused.id}`);
    assert.deepEqual([deleted.status, deleted.text], [200, '']);
    const vip = acme.tags.find(({ name }) => name === 'vip');
    assert.deepEqual(outcome(await client.delete(`/tags/${vip.id}`)), [400, 'tag_has_dependent_objects']);
    const event = { event_name: 'ordered', created_at: acme.now(), email: 'maria.lopez@northwind.example' };
    assert.deepEqual(
      [(await client.post('/events', event)).status, (await client.post('/events', event)).text],
      [202, ''],
    );
    const [call, , silent] = acme.calls.list();
    assert.match((await client.get(`/calls/${call.id}/transcript`)).text, /^\[00:00:03\] Teammate 1: "Hello/);
    assert.equal((await client.get(`/calls/${call.id}/recording`)).status, 302);
    assert.equal((await client.get(`/calls/${silent.id}/recording`)).status, 404);
    const range = { created_at_after: 1, created_at_before: 2 };
    const { body: job } = await client.post('/export/content/data', range);
    assert.equal((await client.post('/export/content/data', range)).status, 429);
    intercom.clock.advance(61_000);
    const { body: done } = await client.get(`/export/content/data/${job.job_identifier}`);
    assert.equal(done.status, 'completed');
    const headers = { accept: 'application/octet-stream' };
    const file = await client.call('GET', new URL(done.download_url).pathname, { headers });
    assert.equal(file.headers.get('content-type'), 'application/octet-stream');
    const rating = await client.post('/fin/csat', { conversation_id: 'nobody', rating: 'ok' });
    assert.deepEqual(Object.keys(rating.body.errors), ['external_conversation_id']);
  });
});

describe('tags', () => {
  test('are created, renamed, put on companies and people, and taken off', async () => {
    const { client, acme } = start();
    const [company] = acme.companies.list();
    const [maria] = acme.contacts.list();
    const { body: tag } = await client.post('/tags', {
      name: 'brand-new',
      companies: [{ company_id: company.company_id }],
    });
    assert.deepEqual(tag.companies, [{ id: company.company_id, tagged: true }]);
    assert.equal((await client.post('/tags', { name: 'renamed', id: tag.id })).body.id, tag.id);
    await client.post('/tags', { name: 'renamed', users: [{ id: maria.id }] });
    const off = await client.post('/tags', { name: 'renamed', companies: [{ id: company.id, untag: true }] });
    assert.deepEqual(off.body.companies, [{ id: company.company_id, tagged: false }]);
    assert.ok((await client.get(`/contacts/${maria.id}/tags`)).body.data.some(({ name }) => name === 'renamed'));
  });
});
