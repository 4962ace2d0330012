import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHubspotClient } from './hubspot/client.mjs';
import { createHubspot } from './hubspot/index.mjs';

const hubspot = createHubspot({ limits: false });
const client = createHubspotClient(hubspot.fetch);
const tickets = hubspot.state.acme.tickets.list();

const idsOf = (records) => records.map(({ id }) => id);
const search = (body, kind = 'tickets') => client.post(`/crm/v3/objects/${kind}/search`, { limit: 200, ...body });
const one = (propertyName, operator, more = {}) => ({ filterGroups: [{ filters: [{ propertyName, operator, ...more }] }] });

async function refused(body, pattern, kind) {
  const answer = await search(body, kind);
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.category, 'VALIDATION_ERROR');
  assert.match(JSON.stringify([answer.body.message, answer.body.errors]), pattern);
}

const MIDDLE = tickets[60].createdAt;
const LATER = tickets[80].createdAt;
const own = (name) => ({ _properties: properties }) => properties[name];
const seats = (ticket) => Number(own('affected_seats')(ticket));

/** A condition for each operator beside what it must find, computed here from the seeded data. */
const CONDITIONS = [
  [['hs_pipeline_stage', 'EQ', { value: '4' }], (ticket) => own('hs_pipeline_stage')(ticket) === '4'],
  [['subject', 'EQ', { value: 'FEATURE REQUEST: dark mode' }], (ticket) => own('subject')(ticket) === 'Feature request: dark mode'],
  [['hs_ticket_priority', 'NEQ', { value: 'LOW' }], (ticket) => own('hs_ticket_priority')(ticket) !== 'LOW'],
  [['affected_seats', 'LT', { value: '50' }], (ticket) => seats(ticket) < 50],
  [['affected_seats', 'LTE', { value: String(seats(tickets[0])) }], (ticket) => seats(ticket) <= seats(tickets[0])],
  [['affected_seats', 'GT', { value: '50' }], (ticket) => seats(ticket) > 50],
  [['affected_seats', 'GTE', { value: String(seats(tickets[0])) }], (ticket) => seats(ticket) >= seats(tickets[0])],
  [['createdate', 'GT', { value: MIDDLE }], (ticket) => ticket.createdAt > MIDDLE],
  [['createdate', 'LT', { value: String(Date.parse(MIDDLE)) }], (ticket) => ticket.createdAt < MIDDLE],
  [['createdate', 'BETWEEN', { value: MIDDLE, highValue: LATER }], (ticket) => ticket.createdAt >= MIDDLE && ticket.createdAt <= LATER],
  [['hs_ticket_priority', 'IN', { values: ['LOW', 'HIGH'] }], (ticket) => own('hs_ticket_priority')(ticket) !== 'MEDIUM'],
  [['hs_ticket_priority', 'NOT_IN', { values: ['LOW', 'HIGH'] }], (ticket) => own('hs_ticket_priority')(ticket) === 'MEDIUM'],
  [['hubspot_owner_id', 'HAS_PROPERTY'], (ticket) => own('hubspot_owner_id')(ticket) !== undefined],
  [['hubspot_owner_id', 'NOT_HAS_PROPERTY'], (ticket) => own('hubspot_owner_id')(ticket) === undefined],
  [['subject', 'CONTAINS_TOKEN', { value: 'LOGIN' }], (ticket) => /\blogin\b/i.test(own('subject')(ticket))],
  [['subject', 'CONTAINS_TOKEN', { value: 'notif*' }], (ticket) => /\bnotif/i.test(own('subject')(ticket))],
  [['subject', 'NOT_CONTAINS_TOKEN', { value: 'login' }], (ticket) => !/\blogin\b/i.test(own('subject')(ticket))],
];

describe('conditions', () => {
  for (const [[name, operator, more], matches] of CONDITIONS) {
    test(`${name} ${operator} ${JSON.stringify(more ?? {})}`, async () => {
      const expected = idsOf(tickets.filter(matches));
      assert.ok(expected.length > 0 && expected.length < tickets.length);
      const { body } = await search(one(name, operator, more));
      assert.deepEqual(idsOf(body.results), expected);
      assert.equal(body.total, expected.length);
    });
  }

  test('of a group all hold, of groups one', async () => {
    const filters = [
      { propertyName: 'hs_pipeline_stage', operator: 'EQ', value: '1' },
      { propertyName: 'hs_ticket_priority', operator: 'EQ', value: 'HIGH' },
    ];
    const urgent = (ticket) => own('hs_pipeline_stage')(ticket) === '1' && own('hs_ticket_priority')(ticket) === 'HIGH';
    const both = await search({ filterGroups: [{ filters }] });
    assert.deepEqual(idsOf(both.body.results), idsOf(tickets.filter(urgent)));
    const escalated = { filters: [{ propertyName: 'hs_pipeline', operator: 'EQ', value: '9100' }] };
    const either = await search({ filterGroups: [{ filters }, escalated] });
    assert.deepEqual(idsOf(either.body.results), idsOf(tickets.filter((ticket) => urgent(ticket) || own('hs_pipeline')(ticket) === '9100')));
  });

  test('of texts in a list are compared in lower case only: a silence of the vendor', async () => {
    const subject = own('subject')(tickets[0]);
    assert.equal((await search(one('subject', 'IN', { values: [subject] }))).body.total, 0);
    assert.equal((await search(one('subject', 'IN', { values: [subject.toLowerCase()] }))).body.total, 6);
  });

  test('on what a record is associated with name a kind and ids', async () => {
    const [ticket] = tickets;
    const noteIds = async (operator, more) => idsOf((await search(one('associations.ticket', operator, more), 'notes')).body.results);
    const notes = await noteIds('EQ', { value: ticket.id });
    assert.equal(notes.length, 1);
    const { body } = await client.get(`/crm/v4/objects/tickets/${ticket.id}/associations/notes`);
    assert.deepEqual(body.results.map(({ toObjectId }) => toObjectId), notes);
    assert.deepEqual(await noteIds('IN', { values: [ticket.id, tickets[2].id] }), [...notes, ...(await noteIds('EQ', { value: tickets[2].id }))]);
    await refused(one('associations.zebra', 'EQ', { value: '1' }), /not supported/);
    await refused(one('associations.contact', 'GT', { value: '1' }), /not supported/);
  });

  test('on a property without a value fit nothing', async () => {
    assert.equal((await search(one('hs_resolution', 'NEQ', { value: 'x' }))).body.total, 0);
  });

  test('that make no sense are refused', async () => {
    await refused(one('colour', 'EQ', { value: 'red' }), /\\"colour\\" does not exist/);
    await refused(one('constructor', 'EQ', { value: 'red' }), /constructor/);
    await refused(one('subject', 'LIKE', { value: 'x' }), /operator must be one of/);
    await refused(one('subject', 'EQ'), /requires a value/);
    await refused(one('subject', 'IN', { value: 'x' }), /requires values/);
    await refused(one('subject', 'HAS_PROPERTY', { value: 'x' }), /takes no value/);
    await refused(one('affected_seats', 'BETWEEN', { value: '1' }), /requires highValue/);
    await refused(one('createdate', 'GT', { value: 'monday' }), /not a datetime/);
    await refused(one('hs_task_status', 'EQ', { value: 'WAITING' }), /hs_task_status/);
    assert.equal((await search(one('hs_task_status', 'EQ', { value: 'COMPLETED' }), 'tasks')).status, 200);
  });

  test('are five groups of six, eighteen in all, at most', async () => {
    const filter = { propertyName: 'subject', operator: 'HAS_PROPERTY' };
    const groups = (count, size) => ({ filterGroups: Array.from({ length: count }, () => ({ filters: Array(size).fill(filter) })) });
    assert.equal((await search(groups(5, 3))).status, 200);
    assert.equal((await search(groups(3, 6))).status, 200);
    await refused(groups(6, 1), /filter groups/);
    await refused(groups(1, 7), /filters in a group/);
    await refused(groups(4, 5), /Too many filters: 20/);
  });
});

describe('words', () => {
  test('are found where they begin, whatever their case and order', async () => {
    const { body } = await search({ query: 'RESET passw' });
    const expected = tickets.filter((ticket) => /passw/i.test(own('subject')(ticket) + own('content')(ticket)) && /reset/i.test(own('subject')(ticket) + own('content')(ticket)));
    assert.deepEqual(idsOf(body.results), idsOf(expected));
    assert.ok(expected.length > 0);
    assert.equal((await search({ query: 'eset' })).body.total, 0);
  });

  test('find a contact by the address or number', async () => {
    const { body } = await search({ query: 'amelia.hart@northwind.example' }, 'contacts');
    assert.deepEqual(body.results.map(({ properties }) => properties.lastname), ['Hart']);
    const { body: called } = await search({ query: '+442079460000' }, 'contacts');
    assert.deepEqual(idsOf(called.results), idsOf(body.results));
  });

  test('are 3,000 letters at most', async () => {
    await refused({ query: 'x'.repeat(3001) }, /3000/);
  });
});

describe('pages', () => {
  test('follow one another by a number', async () => {
    const seen = [];
    let after;
    do {
      const { body } = await search({ limit: 50, after });
      assert.equal(body.total, 120);
      seen.push(...idsOf(body.results));
      after = body.paging?.next.after;
    } while (after);
    assert.deepEqual(seen, idsOf(tickets));
  });

  test('have ten records when nobody says, 200 at most', async () => {
    assert.equal((await client.post('/crm/v3/objects/tickets/search', {})).body.results.length, 10);
    await refused({ limit: 201 }, /between 1 and 200/);
    await refused({ limit: 0 }, /between 1 and 200/);
    await refused({ after: 'next' }, /after/);
  });

  test('end before the vendor’s bound', async () => {
    const short = createHubspot({ limits: false, searchable: 40 });
    const own = createHubspotClient(short.fetch);
    const page = (after) => own.post('/crm/v3/objects/tickets/search', { limit: 20, after });
    assert.equal((await page('20')).status, 200);
    const beyond = await page('40');
    assert.deepEqual([beyond.status, beyond.body.category], [400, 'VALIDATION_ERROR']);
    assert.equal(hubspot.settings.searchable, 10_000);
    await refused({ after: '9900' }, /10000/);
  });
});

describe('order', () => {
  test('is that of their making, unless one rule says otherwise', async () => {
    const { body } = await search({});
    assert.deepEqual(idsOf(body.results), idsOf(tickets));
    const backwards = await search({ sorts: [{ propertyName: 'createdate', direction: 'DESCENDING' }] });
    assert.deepEqual(idsOf(backwards.body.results), idsOf([...tickets].reverse()));
    assert.deepEqual(idsOf((await search({ sorts: ['-createdate'] })).body.results), idsOf(backwards.body.results));
    const bySeats = await search({ sorts: [{ propertyName: 'affected_seats' }], properties: ['affected_seats'] });
    const values = bySeats.body.results.map(({ properties }) => Number(properties.affected_seats));
    assert.deepEqual(values, [...values].sort((left, right) => left - right));
    await refused({ sorts: ['createdate', 'subject'] }, /one sort/);
    await refused({ sorts: ['colour'] }, /colour/);
  });
});

describe('what is shown', () => {
  const shown = async (properties) => Object.keys((await search({ limit: 1, properties })).body.results[0].properties);
  const always = ['createdate', 'hs_lastmodifieddate', 'hs_object_id'];

  test('is a few properties, unless others are asked for', async () => {
    const usual = ['content', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_priority', 'subject'];
    assert.deepEqual((await shown()).sort(), [...always, ...usual].sort());
    assert.deepEqual((await shown(['hs_resolution'])).sort(), [...always, 'hs_resolution'].sort());
  });

  test('leaves unknown ones out without a word', async () => {
    assert.deepEqual((await shown(['colour', 'subject'])).sort(), [...always, 'subject'].sort());
  });

  test('is null where a property has no value', async () => {
    const { body } = await search({ limit: 1, properties: ['hs_resolution'] });
    assert.equal(body.results[0].properties.hs_resolution, null);
  });
});

test('a new record is found when the index knows it', async () => {
  const slow = createHubspot({ limits: false, searchLag: 5000 });
  const own = createHubspotClient(slow.fetch);
  const made = await own.post('/crm/v3/objects/contacts', { properties: { email: 'late@brand-new.example' } });
  assert.equal(made.status, 201);
  const find = async () => (await own.post('/crm/v3/objects/contacts/search', { query: 'late@brand-new.example' })).body.total;
  assert.equal(await find(), 0);
  assert.equal((await own.get(`/crm/v3/objects/contacts/${made.body.id}`)).status, 200);
  slow.clock.advance(5000);
  assert.equal(await find(), 1);
});
