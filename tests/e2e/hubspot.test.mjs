// HubSpot on workerd: its searches, pages, properties and associations, a reply in a thread, and what its refusals tell a model.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker({ hubspot: { tickets: 60, searchable: 100 } });
after(() => worker.close());

const { hubspot } = worker;
const { url } = await worker.mint({}, { account: await worker.connect('hubspot') });
const shown = new Map((await worker.tools(url)).map((tool) => [tool.name, tool]));
let acme;
beforeEach(() => {
  hubspot.reset();
  acme = hubspot.state.acme;
});

const ids = (rows) => rows.map(({ id }) => id);
const own = (name) => ({ _properties: properties }) => properties[name];

async function answered(tool, args) {
  const answer = await worker.call(url, tool, args);
  assert.equal(answer.isError, false, answer.text);
  return answer.json;
}

/** What a refusal says; nothing was sent unless `sent` says so. */
async function refused(tool, args, { sent = 0 } = {}) {
  const before = hubspot.calls.length;
  const answer = await worker.call(url, tool, args);
  assert.equal(answer.isError, true, answer.text);
  assert.equal(hubspot.calls.length - before, sent);
  return answer.json;
}

const search = (filters, more = {}) => ({ filterGroups: [{ filters }], ...more });

describe('a search', () => {
  test('shows its fields and operators, and how many conditions there may be', () => {
    const { filterGroups } = shown.get('list_all_hubspot_search_tickets').inputSchema.properties;
    assert.equal(filterGroups.maxItems, 5);
    const { filters } = filterGroups.items.properties;
    assert.equal(filters.maxItems, 6);
    const { propertyName, operator, value, values } = filters.items.properties;
    assert.ok(propertyName.enum.includes('hs_pipeline_stage') && propertyName.enum.includes('associations.contact'));
    assert.ok(operator.enum.includes('CONTAINS_TOKEN') && !operator.enum.includes('BETWEEN'));
    assert.deepEqual([value.type, values.type], ['string', 'array']);
  });

  test('is sent as HubSpot wants it', async () => {
    const filters = [
      { propertyName: 'hs_pipeline_stage', operator: 'IN', values: ['1', '3'] },
      { propertyName: 'hubspot_owner_id', operator: 'NOT_HAS_PROPERTY' },
      { propertyName: 'createdate', operator: 'GTE', value: '2026-08-01' },
      { custom_field: 'affected_seats', operator: 'GT', value: '10' },
    ];
    const [{ body }] = await worker.sentDuring(() => answered('list_all_hubspot_search_tickets', search(filters, { query: 'login', limit: '7' })));
    assert.deepEqual(JSON.parse(body), {
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_pipeline_stage', operator: 'IN', values: ['1', '3'] },
            { propertyName: 'hubspot_owner_id', operator: 'NOT_HAS_PROPERTY' },
            { propertyName: 'createdate', operator: 'GTE', value: '2026-08-01T00:00:00Z' },
            { propertyName: 'affected_seats', operator: 'GT', value: '10' },
          ],
        },
      ],
      query: 'login',
      limit: 7,
    });
  });

  test('finds what it asks for: all of a group, one of the groups', async () => {
    const groups = [
      { filters: [{ propertyName: 'hs_pipeline_stage', operator: 'EQ', value: '1' }, { propertyName: 'subject', operator: 'CONTAINS_TOKEN', value: 'login' }] },
      { filters: [{ propertyName: 'hs_pipeline', operator: 'EQ', value: '9100' }] },
    ];
    const { result } = await answered('list_all_hubspot_search_tickets', { filterGroups: groups, limit: '100' });
    const isWanted = (ticket) => (own('hs_pipeline_stage')(ticket) === '1' && /login/i.test(own('subject')(ticket))) || own('hs_pipeline')(ticket) === '9100';
    assert.deepEqual(ids(result), ids(acme.tickets.list(isWanted)));
    assert.ok(result.length > 10);
  });

  test('counts without showing', async () => {
    const open = search([{ propertyName: 'hs_pipeline_stage', operator: 'NEQ', value: '4' }]);
    const answer = await worker.call(url, 'hubspot_search_tickets_count', open);
    assert.equal(answer.json, acme.tickets.list((ticket) => own('hs_pipeline_stage')(ticket) !== '4').length);
  });

  for (const [what, filter, key, pattern] of [
    ['an operator that the field does not take', { propertyName: 'associations.contact', operator: 'GT', value: '1' }, 'operator', /must be one of EQ, IN/],
    ['a field that is none', { propertyName: 'stage', operator: 'EQ', value: '1' }, 'propertyName', /hs_pipeline_stage/],
    ['a missing operand', { propertyName: 'subject', operator: 'EQ' }, 'value', /takes one value/],
    ['a time that is none', { propertyName: 'createdate', operator: 'GT', value: 'last monday' }, 'value', /time/],
    ['an id that is none', { propertyName: 'associations.contact', operator: 'EQ', value: 'amelia.hart@northwind.example' }, 'value', /list_all_hubspot_search_contacts/],
  ]) {
    test(`with ${what} is refused by the condition’s name, and not sent`, async () => {
      const { failures } = await failuresOf('list_all_hubspot_search_tickets', search([{ propertyName: 'hubspot_owner_id', operator: 'HAS_PROPERTY' }, filter]));
      assert.deepEqual(Object.keys(failures), [`filterGroups[0].filters[1].${key}`]);
      assert.match(Object.values(failures)[0], pattern);
    });
  }

  test('with too many groups or conditions is refused, and not sent', async () => {
    const filter = { propertyName: 'hubspot_owner_id', operator: 'HAS_PROPERTY' };
    const groups = (count, size) => ({ filterGroups: Array.from({ length: count }, () => ({ filters: Array(size).fill(filter) })) });
    const six = await failuresOf('list_all_hubspot_search_tickets', groups(6, 1));
    assert.match(six.failures.filterGroups, /6 entries/);
    const seven = await failuresOf('list_all_hubspot_search_tickets', groups(1, 7));
    assert.match(seven.failures['filterGroups[0].filters'], /7 entries/);
    // Eighteen in all is a rule that the schema cannot say; HubSpot's sentence does.
    const { message } = await refused('list_all_hubspot_search_tickets', groups(4, 5), { sent: 1 });
    assert.match(message, /Too many filters: 20/);
  });
});

/** The failures of a call that was refused before anything was sent, by argument. */
async function failuresOf(tool, args) {
  const json = await refused(tool, args);
  return { json, failures: Object.fromEntries(json.details.failures.map(({ argument, message }) => [argument, message])) };
}

describe('pages', () => {
  async function walk(tool, args) {
    const pages = [];
    let cursor;
    do {
      const { result, next_cursor: next } = await answered(tool, { ...args, ...(cursor && { next_cursor: cursor }) });
      pages.push(ids(result));
      cursor = next;
    } while (cursor);
    return pages;
  }

  for (const [tool, args, sizes, expected] of [
    ['list_all_hubspot_tickets', { limit: '25' }, [25, 25, 10], () => ids(acme.tickets.list())],
    ['list_all_hubspot_search_tickets', { limit: '25' }, [25, 25, 10], () => ids(acme.tickets.list())],
    ['list_all_hubspot_owners', { limit: '3' }, [3, 1], () => ids(acme.owners.list())],
    ['list_all_hubspot_threads', { limit: '20' }, [20, 4], () => ids(acme.threads.list())],
  ]) {
    test(`${tool} gives every record once`, async () => {
      const pages = await walk(tool, args);
      assert.deepEqual(pages.map(({ length }) => length), sizes);
      assert.deepEqual(pages.flat(), expected());
    });
  }

  test('of a search end where HubSpot ends them, with advice', async () => {
    const { message } = await refused('list_all_hubspot_search_tickets', { limit: '200' }, { sent: 1 });
    assert.match(message, /Paging beyond 100 results/);
    const body = { status: 'error', category: 'VALIDATION_ERROR', message: 'Paging beyond 10000 results is not possible' };
    hubspot.faults.add({ kind: 'status', status: 400, body });
    const { hint } = await refused('list_all_hubspot_search_tickets', {}, { sent: 1 });
    assert.match(hint, /10,000 records\. Narrow it/);
    const { failures } = await failuresOf('list_all_hubspot_search_tickets', { limit: '201' });
    assert.match(failures.limit, /200/);
  });
});

describe('properties', () => {
  const [first] = hubspot.state.acme.tickets.list();

  test('are a few unless others are asked for, and unknown ones are left out', async () => {
    const plain = await answered('get_single_hubspot_ticket_by_id', { id: first.id });
    assert.equal(plain.properties.hubspot_owner_id, undefined);
    const named = await answered('get_single_hubspot_ticket_by_id', { id: first.id, properties: ['product_area', 'colour'], associations: ['contacts', 'notes'] });
    assert.deepEqual([named.properties.product_area, 'colour' in named.properties], [own('product_area')(first), false]);
    assert.deepEqual(Object.keys(named.associations).sort(), ['contacts', 'notes']);
  });

  test('of notes and tasks come without asking', async () => {
    const note = acme.notes.list()[0];
    const { properties } = await answered('get_single_hubspot_note_by_id', { id: note.id });
    assert.equal(properties.hs_note_body, own('hs_note_body')(note));
    const { result: [task] } = await answered('list_all_hubspot_search_tasks', search([{ propertyName: 'hs_task_status', operator: 'EQ', value: 'NOT_STARTED' }]));
    assert.ok(task.properties.hs_task_subject.length > 0);
  });

  test('are set, kept and cleared', async () => {
    const change = (properties) => answered('update_a_hubspot_ticket_by_id', { id: first.id, properties });
    await change({ hs_resolution: 'Restarted the queue', product_area: 'billing' });
    await change({ hs_resolution: '', hs_ticket_priority: 'HIGH' });
    const { properties } = await answered('get_single_hubspot_ticket_by_id', { id: first.id, properties: ['hs_resolution', 'product_area', 'hs_ticket_priority'] });
    assert.deepEqual([properties.hs_resolution, properties.product_area, properties.hs_ticket_priority], [null, 'billing', 'HIGH']);
  });

  test('that are wrong are refused with HubSpot’s words and what to do', async () => {
    const unknown = await refused('update_a_hubspot_ticket_by_id', { id: first.id, properties: { colour: 'red' } }, { sent: 1 });
    assert.deepEqual([unknown.statusCode, unknown.code], [400, 'VALIDATION_ERROR']);
    assert.match(unknown.hint, /no property colour/);
    const stage = await refused('create_a_hubspot_ticket', { properties: { subject: 'x', hs_pipeline_stage: '77' } }, { sent: 1 });
    assert.match(stage.hint, /list_all_hubspot_pipelines/);
    assert.ok(stage.request_id.length > 0);
  });

  test('a ticket without a stage is refused before anything is sent', async () => {
    const { failures } = await failuresOf('create_a_hubspot_ticket', { properties: { subject: 'x' } });
    assert.match(failures['properties.hs_pipeline_stage'], /required/);
  });
});

describe('associations', () => {
  test('tie records in both directions, and are taken away again', async () => {
    const ticket = acme.tickets.list()[1];
    const contact = acme.contacts.list()[20];
    const pair = { object_type: 'tickets', object_id: ticket.id, to_object_type: 'contacts', to_object_id: contact.id };
    await answered('hubspot_associations_link', pair);
    const back = await answered('list_all_hubspot_associations', { object_type: 'contacts', object_id: contact.id, to_object_type: 'tickets' });
    assert.ok(back.result.some(({ toObjectId }) => toObjectId === ticket.id));
    assert.deepEqual(await answered('hubspot_associations_unlink', pair), { status: 204 });
    const { result } = await answered('list_all_hubspot_associations', { object_type: 'tickets', object_id: ticket.id, to_object_type: 'contacts' });
    assert.ok(!result.some(({ toObjectId }) => toObjectId === contact.id));
  });

  test('put a new note on its ticket, where the search for its notes finds it', async () => {
    const ticket = acme.tickets.list()[1];
    const note = await answered('create_a_hubspot_note', {
      properties: { hs_note_body: 'He called.', hs_timestamp: '2026-11-20T09:00:00Z' },
      associations: [{ to: { id: ticket.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] }],
    });
    const { result } = await answered('list_all_hubspot_search_notes', search([{ propertyName: 'associations.ticket', operator: 'EQ', value: ticket.id }]));
    assert.deepEqual(result.map(({ id, properties }) => [id, properties.hs_note_body]), [[note.id, 'He called.']]);
  });

  test('of many records come in one call, and names with the next', async () => {
    const some = acme.tickets.list().slice(0, 3);
    const { results } = await answered('hubspot_associations_read_many', { object_type: 'tickets', to_object_type: 'contacts', inputs: some.map(({ id }) => ({ id })) });
    assert.deepEqual(results.map(({ from }) => from.id), ids(some));
    const inputs = results.flatMap(({ to }) => to.map(({ toObjectId: id }) => ({ id })));
    const contacts = await answered('hubspot_contacts_read_many', { inputs: [...inputs, { id: '1' }], properties: ['email'] });
    assert.equal(contacts.results.length, inputs.length);
    assert.deepEqual(contacts.errors[0].context.ids, ['1']);
  });
});

describe('a thread', () => {
  test('is answered with what its own messages tell', async () => {
    const ticket = acme.tickets.list().at(-1);
    const { result: [thread] } = await answered('list_all_hubspot_threads', { associatedTicketId: ticket.id });
    assert.equal(thread.threadAssociations.associatedTicketId, ticket.id);
    const { result: [last] } = await answered('list_all_hubspot_messages', { thread_id: thread.id });
    assert.deepEqual([last.type, last.direction], ['MESSAGE', 'INCOMING']);
    const { result: [{ userId }] } = await answered('list_all_hubspot_owners', {});
    const sent = await answered('hubspot_messages_reply', {
      thread_id: thread.id,
      text: 'The export works again.',
      senderActorId: `A-${userId}`,
      channelId: last.channelId,
      channelAccountId: last.channelAccountId,
      recipients: last.senders.map(({ deliveryIdentifier }) => ({ recipientField: 'TO', deliveryIdentifiers: [deliveryIdentifier] })),
    });
    assert.deepEqual([sent.type, sent.direction], ['MESSAGE', 'OUTGOING']);
    assert.equal(JSON.parse(hubspot.calls.at(-1).text).type, 'MESSAGE');
    await answered('hubspot_messages_add_comment', { thread_id: thread.id, text: 'Told him.' });
    assert.deepEqual(JSON.parse(hubspot.calls.at(-1).text), { text: 'Told him.', type: 'COMMENT' });
    const { result } = await answered('list_all_hubspot_messages', { thread_id: thread.id });
    assert.deepEqual(result.slice(0, 2).map(({ type, text }) => [type, text]), [['COMMENT', 'Told him.'], ['MESSAGE', 'The export works again.']]);
  });

  test('cannot be answered without recipients, and a comment cannot become a reply', async () => {
    const [{ id }] = acme.threads.list();
    const { failures } = await failuresOf('hubspot_messages_reply', { thread_id: id, text: 'x', senderActorId: 'A-1', channelId: '1', channelAccountId: '1', recipients: [] });
    assert.match(failures.recipients, /is required/);
    const sneaked = await failuresOf('hubspot_messages_add_comment', { thread_id: id, text: 'x', type: 'MESSAGE' });
    assert.match(JSON.stringify(sneaked.json), /type/);
  });

  test('of a contact, and of late, are lists of their own', async () => {
    const [thread] = acme.threads.list(({ status }) => status === 'OPEN');
    const { result } = await answered('list_all_hubspot_contact_threads', { associatedContactId: thread.associatedContactId, threadStatus: 'OPEN' });
    assert.ok(ids(result).includes(thread.id));
    const since = acme.threads.list()[20].latestMessageTimestamp;
    const recent = await answered('list_all_hubspot_recent_threads', { latestMessageTimestampAfter: since });
    assert.deepEqual(ids(recent.result), ids(acme.threads.list().slice(21)));
  });

  test('is closed, opened, assigned, deleted and restored', async () => {
    const thread = acme.threads.list(({ status }) => status === 'OPEN')[0];
    const agent = acme.actors.find(({ type }) => type === 'AGENT');
    const at = { thread_id: thread.id };
    assert.equal((await answered('hubspot_threads_close', at)).status, 'CLOSED');
    assert.equal((await answered('hubspot_threads_reopen', at)).status, 'OPEN');
    assert.equal((await answered('hubspot_threads_assign', { ...at, actorId: agent.id })).assignedTo, agent.id);
    assert.deepEqual(await answered('hubspot_threads_unassign', at), { status: 204 });
    await answered('delete_a_hubspot_thread_by_id', { id: thread.id });
    assert.equal((await refused('get_single_hubspot_thread_by_id', { id: thread.id }, { sent: 1 })).statusCode, 404);
    assert.equal((await answered('hubspot_threads_restore', at)).archived, false);
  });
});

describe('refusals and limits', () => {
  test('a missing scope is named', async () => {
    const account = await worker.connect('hubspot', { credentials: { access_token: 'hubspot-restricted-token' } });
    const { url: reading } = await worker.mint({}, { account });
    const { isError, json } = await worker.call(reading, 'hubspot_messages_add_comment', { thread_id: acme.threads.list()[0].id, text: 'x' });
    assert.deepEqual([isError, json.statusCode, json.code], [true, 403, 'MISSING_SCOPES']);
    assert.match(json.hint, /conversations\.write/);
  });

  test('a wrong token is told to whoever runs the server', async () => {
    const account = await worker.connect('hubspot', { credentials: { access_token: 'hubspot-unknown-token' } });
    const test = await worker.admin('POST', `/integrated-account/${account.id}/test`, {});
    assert.equal(test.body.success, false);
    const { url: dead } = await worker.mint({}, { account });
    const { json } = await worker.call(dead, 'list_all_hubspot_owners', {});
    assert.deepEqual([json.statusCode, json.code], [401, 'INVALID_AUTHENTICATION']);
  });

  test('what is left of ten seconds stands in the headers, and a 429 says how long to wait', async () => {
    const { headers } = await worker.call(url, 'list_all_hubspot_owners', {});
    assert.deepEqual([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')], ['100', '100']);
    hubspot.faults.add({ kind: 'status', status: 429 });
    const calls = await refused('list_all_hubspot_owners', {}, { sent: 1 });
    assert.deepEqual([calls.statusCode, calls.code], [429, 'RATE_LIMIT']);
    assert.match(calls.hint, /ten seconds/);
    hubspot.faults.add({ kind: 'status', status: 429, body: { status: 'error', message: 'You have reached your secondly limit.', errorType: 'RATE_LIMIT', policyName: 'SECONDLY' } });
    const searches = await refused('list_all_hubspot_search_tickets', {}, { sent: 1 });
    assert.match(searches.hint, /four searches/);
  });

  test('a second contact of an address is refused with the first one’s id', async () => {
    const [contact] = acme.contacts.list();
    const { message, hint } = await refused('create_a_hubspot_contact', { properties: { email: own('email')(contact) } }, { sent: 1 });
    assert.ok(message.includes(contact.id));
    assert.match(hint, /instead of creating/);
    const found = await answered('hubspot_contacts_find_by_email', { email: own('email')(contact) });
    assert.equal(found.id, contact.id);
  });
});

describe('composites', () => {
  test('a ticket with its people, notes, tasks and newest messages', async () => {
    const ticket = acme.tickets.list().findLast((one) => acme.linksFrom.get(`tickets/${one.id}`).some(({ to }) => to[0] === 'notes'));
    const before = hubspot.calls.length;
    const shownTicket = await answered('hubspot_tickets_overview', { id: ticket.id });
    assert.equal(hubspot.calls.length - before, 5);
    assert.equal(shownTicket.ticket.id, ticket.id);
    assert.ok(shownTicket.ticket.associations.contacts.results.length > 0);
    assert.equal(shownTicket.internal_notes.length, 1);
    const [{ result: messages }] = shownTicket.messages;
    assert.deepEqual(messages.map(({ type }) => type), ['MESSAGE', 'MESSAGE', 'COMMENT', 'MESSAGE']);
    for (const { text } of messages) assert.doesNotMatch(text, /</);
  });

  test('a contact with tickets and open conversations', async () => {
    const thread = acme.threads.find(({ status }) => status === 'OPEN');
    const contact = acme.contacts.get(thread.associatedContactId);
    const { contact: who, tickets, conversations } = await answered('hubspot_contacts_overview', { email: own('email')(contact) });
    assert.equal(who.id, contact.id);
    assert.ok(tickets.length > 0 && ids(conversations).includes(thread.id));
  });
});
