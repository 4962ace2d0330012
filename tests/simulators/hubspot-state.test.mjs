import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHubspotClient } from './hubspot/client.mjs';
import { createHubspot } from './hubspot/index.mjs';

function start(options) {
  const hubspot = createHubspot({ tickets: 40, limits: false, ...options });
  return { hubspot, client: createHubspotClient(hubspot.fetch), acme: hubspot.state.acme };
}

const objects = (kind, id = '') => `/crm/v3/objects/${kind}${id && `/${id}`}`;
const THREADS = '/conversations/v3/conversations/threads';
const codesOf = ({ body }) => body.errors.map(({ code, context }) => [code, ...Object.values(context).flat()]);

describe('records', () => {
  test('are made, read, changed and archived', async () => {
    const { client, acme } = start();
    const properties = { subject: 'Printer is on fire', hs_pipeline_stage: '1', affected_seats: '3' };
    const made = await client.post(objects('tickets'), { properties });
    assert.equal(made.status, 201);
    assert.equal(made.body.properties.hs_pipeline, '0');
    const { id } = made.body;
    const changed = await client.patch(objects('tickets', id), { properties: { hs_pipeline_stage: '4', affected_seats: '' } });
    assert.equal(changed.body.properties.affected_seats, undefined);
    const read = await client.get(objects('tickets', id), { properties: 'hs_pipeline_stage,affected_seats,closed_date' });
    const { hs_pipeline_stage: stage, affected_seats: seats, closed_date: closed } = read.body.properties;
    assert.deepEqual([stage, seats, closed], ['4', null, acme.iso()]);
    assert.equal((await client.delete(objects('tickets', id))).status, 204);
    assert.equal((await client.get(objects('tickets', id))).status, 404);
    assert.equal((await client.get(objects('tickets', id), { archived: true })).body.archived, true);
    assert.equal((await client.delete(objects('tickets', id))).status, 204);
  });

  test('refuse every wrong property at once, and are left alone', async () => {
    const { client, hubspot, acme } = start();
    const [{ id }] = acme.tickets.list();
    const before = hubspot.snapshot();
    const refused = await client.patch(objects('tickets', id), {
      properties: { colour: 'red', createdate: '2026-01-01', hs_ticket_priority: 'SOON', affected_seats: 'few', hubspot_owner_id: '1', hs_pipeline_stage: '77' },
    });
    assert.equal(refused.status, 400);
    assert.match(refused.body.message, /^Property values were not valid: \[\{"isValid":false/);
    assert.deepEqual(codesOf(refused), [
      ['PROPERTY_DOESNT_EXIST', 'colour'],
      ['READ_ONLY_VALUE', 'createdate'],
      ['INVALID_OPTION', 'hs_ticket_priority'],
      ['INVALID_LONG', 'affected_seats'],
      ['INVALID_OWNER_ID', 'hubspot_owner_id'],
      ['INVALID_OPTION', 'hs_pipeline_stage'],
    ]);
    const astray = await client.patch(objects('tickets', id), { properties: { hs_pipeline: '9100', hs_pipeline_stage: '1' } });
    assert.equal(astray.status, 400);
    assert.equal(hubspot.snapshot(), before);
  });

  test('need what their kind needs', async () => {
    const { client } = start();
    for (const [kind, properties, missing] of [
      ['tickets', { subject: 'x' }, ['hs_pipeline_stage']],
      ['contacts', { city: 'Lyon' }, ['email', 'firstname', 'lastname']],
      ['companies', { city: 'Lyon' }, ['name', 'domain']],
      ['notes', { hs_note_body: 'x' }, ['hs_timestamp']],
      ['tasks', { hs_task_subject: 'x' }, ['hs_timestamp']],
    ]) {
      const { status, body } = await client.post(objects(kind), { properties });
      assert.equal(status, 400, kind);
      assert.deepEqual(body.context.properties, missing);
    }
  });

  test('are unique by the properties that have to be', async () => {
    const { client, acme } = start();
    const [first, second] = acme.contacts.list();
    const email = first._properties.email.toUpperCase();
    const twin = await client.post(objects('contacts'), { properties: { email } });
    assert.equal(twin.status, 409);
    assert.equal(twin.body.message, `Contact already exists. Existing ID: ${first.id}`);
    assert.equal((await client.patch(objects('contacts', second.id), { properties: { email } })).status, 409);
    assert.equal((await client.patch(objects('contacts', first.id), { properties: { email } })).status, 200);
    assert.equal((await client.get(objects('contacts', email), { idProperty: 'email' })).body.id, first.id);
    assert.equal((await client.get(objects('contacts', 'x'), { idProperty: 'city' })).status, 400);
  });

  test('are listed by pages of a hundred, in the order of their making', async () => {
    const { client, acme } = start({ tickets: 120 });
    const first = await client.get(objects('tickets'), { limit: 100 });
    const second = await client.get(objects('tickets'), { limit: 100, after: first.body.paging.next.after });
    const ids = [...first.body.results, ...second.body.results].map(({ id }) => id);
    assert.deepEqual(ids, acme.tickets.list().map(({ id }) => id));
    assert.equal(second.body.paging, undefined);
    assert.equal((await client.get(objects('tickets'), { limit: 101 })).status, 400);
    assert.equal((await client.get(objects('tickets'), { limit: 51, propertiesWithHistory: 'subject' })).status, 400);
    assert.equal((await client.get(objects('tickets'), { after: '1' })).status, 400);
  });

  test('show what a property held before', async () => {
    const { client, acme, hubspot } = start();
    const [{ id }] = acme.tickets.list();
    const { subject } = acme.tickets.get(id)._properties;
    hubspot.clock.advance(1000);
    await client.patch(objects('tickets', id), { properties: { subject: 'Another' } });
    const { body } = await client.get(objects('tickets', id), { propertiesWithHistory: 'subject' });
    assert.deepEqual(body.propertiesWithHistory.subject.map(({ value }) => value), ['Another', subject]);
  });

  test('merge: the first stays, gains what it lacks, and answers for the other', async () => {
    const { client, acme } = start();
    const [first, second] = acme.tickets.list();
    const contacts = async (id) => (await client.get(`/crm/v4/objects/tickets/${id}/associations/contacts`)).body.results.map(({ toObjectId }) => toObjectId);
    const both = [...new Set([...(await contacts(first.id)), ...(await contacts(second.id))])].sort();
    const merged = await client.post('/crm/v3/objects/tickets/merge', { primaryObjectId: first.id, objectIdToMerge: second.id });
    assert.equal(merged.body.id, first.id);
    assert.equal(merged.body.properties.subject, first._properties.subject);
    assert.equal(merged.body.properties.hs_merged_object_ids, second.id);
    assert.deepEqual((await contacts(first.id)).sort(), both);
    assert.equal((await client.get(objects('tickets', second.id))).body.id, first.id);
    assert.equal((await client.post('/crm/v3/objects/tickets/merge', { primaryObjectId: first.id, objectIdToMerge: '1' })).status, 404);
  });
});

describe('batches', () => {
  test('say which records were not there, with the status 207', async () => {
    const { client, acme } = start();
    const [{ id }] = acme.contacts.list();
    const { status, body } = await client.post(`${objects('contacts')}/batch/read`, { inputs: [{ id }, { id: '1' }], properties: ['email'] });
    assert.equal(status, 207);
    assert.deepEqual(body.results.map((one) => one.id), [id]);
    assert.deepEqual([body.numErrors, body.errors[0].context.ids], [1, ['1']]);
  });

  test('do all or nothing, and are a hundred at most', async () => {
    const { client, hubspot, acme } = start();
    const before = hubspot.snapshot();
    const [{ id }] = acme.contacts.list();
    const inputs = [{ id, properties: { city: 'Lyon' } }, { id: '1', properties: { city: 'Graz' } }];
    assert.equal((await client.post(`${objects('contacts')}/batch/update`, { inputs })).status, 404);
    assert.equal(hubspot.snapshot(), before);
    const many = Array.from({ length: 101 }, () => ({ id }));
    assert.equal((await client.post(`${objects('contacts')}/batch/read`, { inputs: many })).status, 400);
  });

  test('upsert: one that is there is changed, another made', async () => {
    const { client, acme } = start();
    const [known] = acme.contacts.list();
    const inputs = [known._properties.email, 'fresh@brand-new.example'].map((id) => ({ id, idProperty: 'email', properties: { city: 'Porto' } }));
    const { body } = await client.post(`${objects('contacts')}/batch/upsert`, { inputs });
    assert.deepEqual(body.results.map((one) => one.new), [false, true]);
    assert.equal(body.results[0].id, known.id);
  });
});

describe('associations', () => {
  const listed = async (client, path) => (await client.get(`/crm/v4/objects/${path}`)).body.results;

  test('hold in both directions, each with its own number', async () => {
    const { client, acme } = start();
    const [ticket] = acme.tickets.list();
    const contact = acme.contacts.list()[9];
    const made = await client.put(`/crm/v4/objects/tickets/${ticket.id}/associations/default/contacts/${contact.id}`);
    assert.equal(made.status, 200);
    const of = (rows, id) => rows.find(({ toObjectId }) => toObjectId === id)?.associationTypes;
    const there = await listed(client, `tickets/${ticket.id}/associations/contacts`);
    assert.deepEqual(of(there, contact.id), [{ category: 'HUBSPOT_DEFINED', typeId: 16, label: null }]);
    const back = await listed(client, `0-1/${contact.id}/associations/ticket`);
    assert.deepEqual(of(back, ticket.id), [{ category: 'HUBSPOT_DEFINED', typeId: 15, label: null }]);
    await client.delete(`/crm/v4/objects/tickets/${ticket.id}/associations/contacts/${contact.id}`);
    assert.equal(of(await listed(client, `contacts/${contact.id}/associations/tickets`), ticket.id), undefined);
  });

  test('carry labels, beside the one without', async () => {
    const { client, acme } = start();
    const [contact] = acme.contacts.list();
    const company = acme.companies.list()[4];
    const path = `/crm/v4/objects/contacts/${contact.id}/associations/companies/${company.id}`;
    const label = { associationCategory: 'USER_DEFINED', associationTypeId: 101 };
    assert.deepEqual((await client.put(path, [label])).body.labels, ['Billing contact']);
    const [{ associationTypes }] = (await listed(client, `companies/${company.id}/associations/contacts`)).filter(({ toObjectId }) => toObjectId === contact.id);
    assert.deepEqual(associationTypes.map(({ typeId, label: name }) => [typeId, name]), [[280, null], [102, 'Billing contact']]);
    assert.equal((await client.put(path, [{ ...label, associationTypeId: 16 }])).status, 400);
    const inputs = [{ from: { id: contact.id }, to: { id: company.id }, types: [label] }];
    assert.equal((await client.post('/crm/v4/associations/contacts/companies/batch/labels/archive', { inputs })).status, 204);
    const [rest] = (await listed(client, `companies/${company.id}/associations/contacts`)).filter(({ toObjectId }) => toObjectId === contact.id);
    assert.deepEqual(rest.associationTypes.map(({ typeId }) => typeId), [280]);
  });

  test('come with a new note, which nothing makes when one is wrong', async () => {
    const { client, acme, hubspot } = start();
    const [ticket] = acme.tickets.list();
    const note = (typeId, id = ticket.id) => ({
      properties: { hs_timestamp: '2026-11-20T09:00:00Z', hs_note_body: 'Called back.' },
      associations: [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }] }],
    });
    const made = await client.post(objects('notes'), note(228));
    assert.equal(made.status, 201);
    const { body } = await client.get(objects('notes', made.body.id), { associations: 'tickets,zebras' });
    assert.deepEqual(body.associations, { tickets: { results: [{ id: ticket.id, type: 'note_to_ticket' }] } });
    const before = hubspot.snapshot();
    assert.equal((await client.post(objects('notes'), note(202))).status, 400);
    assert.equal((await client.post(objects('notes'), note(228, '1'))).status, 400);
    assert.equal(hubspot.snapshot(), before);
  });

  test('are refused for unknown kinds and records', async () => {
    const { client, acme } = start();
    const [ticket] = acme.tickets.list();
    const put = (path) => client.put(`/crm/v4/objects/tickets/${ticket.id}/associations/default/${path}`);
    assert.equal((await put('zebras/1')).status, 400);
    assert.equal((await put('contacts/1')).status, 404);
    const notes = await client.put(`/crm/v4/objects/notes/${acme.notes.list()[0].id}/associations/default/tasks/${acme.tasks.list()[0].id}`);
    assert.match(notes.body.message, /cannot be associated/);
  });
});

describe('pipelines', () => {
  test('know tickets and deals, and keep stages that tickets are in when asked', async () => {
    const { client } = start();
    const { body } = await client.get('/crm/v3/pipelines/tickets');
    assert.deepEqual(body.results.map(({ label }) => label), ['Support pipeline', 'Escalations']);
    assert.deepEqual(body.results[0].stages.map(({ metadata }) => metadata.ticketState), ['OPEN', 'OPEN', 'OPEN', 'CLOSED']);
    assert.equal((await client.get('/crm/v3/pipelines/zebras')).status, 400);
    const path = '/crm/v3/pipelines/tickets/0/stages/1';
    assert.equal((await client.delete(path, { query: { validateReferencesBeforeDelete: true } })).status, 409);
    assert.equal((await client.delete(path)).status, 204);
    assert.equal((await client.get(path)).status, 404);
    assert.equal((await client.post('/crm/v3/pipelines/tickets/0/stages', { label: 'Closed', displayOrder: 1 })).status, 409);
    assert.equal((await client.patch('/crm/v3/pipelines/tickets/0/stages/2', { metadata: { ticketState: 'AJAR' } })).status, 400);
  });
});

describe('conversations', () => {
  test('are listed by contact, ticket, inbox and time', async () => {
    const { client, acme } = start();
    const [thread] = acme.threads.list();
    const idsOf = async (query) => (await client.get(THREADS, query)).body.results.map(({ id }) => id);
    assert.deepEqual(await idsOf({ associatedTicketId: thread._ticket }), [thread.id]);
    assert.ok((await idsOf({ associatedContactId: thread.associatedContactId, threadStatus: 'OPEN' })).includes(thread.id));
    const chats = await idsOf({ inboxId: thread.inboxId });
    assert.deepEqual(chats, acme.threads.list(({ inboxId }) => inboxId === thread.inboxId).map(({ id }) => id));
    const since = acme.threads.list()[20].latestMessageTimestamp;
    const recent = await idsOf({ sort: 'latestMessageTimestamp', latestMessageTimestampAfter: since });
    assert.deepEqual(recent, acme.threads.list().slice(21).map(({ id }) => id));
    const [shown] = (await client.get(THREADS, { association: 'TICKET', limit: 1 })).body.results;
    assert.deepEqual(shown.threadAssociations, { associatedTicketId: thread._ticket });
  });

  test('refuse filters that do not go together', async () => {
    const { client, acme } = start();
    const [{ associatedContactId, inboxId }] = acme.threads.list();
    for (const query of [
      { associatedContactId },
      { associatedContactId, threadStatus: 'OPEN', inboxId },
      { sort: '-id' },
      { sort: 'latestMessageTimestamp' },
      { threadStatus: 'AJAR' },
    ]) {
      assert.equal((await client.get(THREADS, query)).status, 400, JSON.stringify(query));
    }
  });

  const reply = (acme, thread, more = {}) => {
    const contact = acme.contacts.get(thread.associatedContactId);
    return {
      type: 'MESSAGE',
      text: 'It is on its way.',
      senderActorId: acme.actors.find(({ type }) => type === 'AGENT').id,
      channelId: thread.originalChannelId,
      channelAccountId: thread.originalChannelAccountId,
      recipients: [{ recipientField: 'TO', deliveryIdentifiers: [{ type: 'HS_EMAIL_ADDRESS', value: contact._properties.email }] }],
      ...more,
    };
  };

  test('take a reply, which people outside see, and a comment, which they do not', async () => {
    const { client, acme, hubspot } = start();
    const [thread] = acme.threads.list();
    hubspot.clock.advance(1000);
    const sent = await client.post(`${THREADS}/${thread.id}/messages`, reply(acme, thread));
    assert.equal(sent.status, 201, sent.text);
    assert.deepEqual([sent.body.type, sent.body.direction, sent.body.status.statusType], ['MESSAGE', 'OUTGOING', 'SENT']);
    assert.equal(thread.latestMessageSentTimestamp, acme.iso());
    hubspot.clock.advance(1000);
    const noted = await client.post(`${THREADS}/${thread.id}/messages`, { type: 'COMMENT', text: 'He called.' });
    assert.deepEqual([noted.status, noted.body.type, noted.body.direction], [201, 'COMMENT', undefined]);
    assert.notEqual(thread.latestMessageTimestamp, acme.iso());
    const history = (await client.get(`${THREADS}/${thread.id}/messages`)).body.results;
    assert.deepEqual(history.slice(0, 2).map(({ id }) => id), [noted.body.id, sent.body.id]);
    const forwards = (await client.get(`${THREADS}/${thread.id}/messages`, { sort: 'createdAt' })).body.results;
    assert.deepEqual(forwards, [...history].reverse());
  });

  test('refuse a reply that does not say who, through what and to whom', async () => {
    const { client, acme, hubspot } = start();
    const [thread] = acme.threads.list();
    const before = hubspot.snapshot();
    const billing = acme.channelAccounts.list()[1];
    for (const more of [
      { senderActorId: undefined },
      { channelId: undefined },
      { channelAccountId: undefined },
      { recipients: undefined },
      { recipients: [] },
      { recipients: [{ recipientField: 'TO' }] },
      { senderActorId: 'V-1' },
      { channelId: '1000' },
      { channelId: billing.channelId, channelAccountId: billing.id },
      { text: '' },
    ]) {
      const { status } = await client.post(`${THREADS}/${thread.id}/messages`, reply(acme, thread, more));
      assert.equal(status, 400, JSON.stringify(more));
    }
    assert.equal((await client.post(`${THREADS}/${thread.id}/messages`, reply(acme, thread, { senderActorId: 'A-1' }))).status, 404);
    assert.equal(hubspot.snapshot(), before);
  });

  test('are closed, opened, assigned and archived, and their history says so', async () => {
    const { client, acme } = start();
    const thread = acme.threads.find(({ status, assignedTo }) => status === 'OPEN' && assignedTo === undefined);
    const path = `${THREADS}/${thread.id}`;
    assert.equal((await client.patch(path, { status: 'CLOSED' })).body.closedAt, acme.iso());
    const [agent] = acme.actors.list(({ type }) => type === 'AGENT');
    const assignee = `/conversations/conversations/v3/threads/${thread.id}/assignee`;
    assert.equal((await client.put(assignee, { actorId: agent.id })).body.assignedTo, agent.id);
    assert.equal((await client.put(assignee, { actorId: 'A-1' })).status, 404);
    assert.equal((await client.delete(assignee)).status, 204);
    const { body } = await client.get(`${path}/messages`);
    assert.deepEqual(body.results.slice(0, 3).map(({ type }) => type), ['ASSIGNMENT', 'ASSIGNMENT', 'THREAD_STATUS_CHANGE']);
    assert.equal((await client.patch(path, { status: 'OPEN', archived: false })).status, 400);
    assert.equal((await client.delete(path)).status, 204);
    assert.equal((await client.get(path)).status, 404);
    const call = await client.call('PATCH', path, { query: { archived: true }, body: { archived: false } });
    assert.equal(call.body.archived, false);
    assert.equal((await client.get(path)).status, 200);
  });

  test('keep a long message whole beside what they show', async () => {
    const { client, acme } = start();
    const [thread] = acme.threads.list();
    const cut = acme.messages.find(({ truncationStatus }) => truncationStatus === 'TRUNCATED');
    const path = `${THREADS}/${thread.id}/messages/${cut.id}`;
    const shown = await client.get(path);
    const whole = await client.get(`${path}/original-content`);
    assert.ok(whole.body.text.length > shown.body.text.length);
    assert.equal(shown.text.includes('_original'), false);
    assert.equal((await client.get(`${THREADS}/${acme.threads.list()[1].id}/messages/${cut.id}`)).status, 404);
  });
});
