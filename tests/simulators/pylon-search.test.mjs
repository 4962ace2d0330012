import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPylonClient } from './pylon/client.mjs';
import { createPylon } from './pylon/index.mjs';

const pylon = createPylon({ limits: false });
const client = createPylonClient(pylon.fetch);
const issues = pylon.state.acme.issues.list();

const numbers = (records) => records.map(({ number }) => number);
async function search(filter, more = {}, path = '/issues/search') {
  return client.post(path, { filter, limit: 999, ...more });
}
async function found(filter, more) {
  const answer = await search(filter, more);
  assert.equal(answer.status, 200, answer.text);
  return numbers(answer.body.data);
}
async function refused(filter, pattern, path) {
  const answer = await search(filter, {}, path);
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.body.errors[0], pattern);
}

const MIDDLE = issues[500].created_at;
const LATER = issues[600].created_at;
const field = (slug) => (issue) => issue.custom_fields[slug]?.value;
const seats = (issue) => Number(field('affected_seats')(issue) ?? NaN);
const assignee = issues[0].assignee.id;

/** A leaf per operator beside what it must find, computed here from the seeded data. */
const LEAVES = [
  [{ field: 'state', operator: 'equals', value: 'closed' }, (issue) => issue.state === 'closed'],
  [
    { field: 'product_area', operator: 'not_equals', value: 'login' },
    (issue) => field('product_area')(issue) !== 'login',
  ],
  [
    { field: 'state', operator: 'in', values: ['new', 'on_hold'] },
    ({ state }) => state === 'new' || state === 'on_hold',
  ],
  [
    { field: 'state', operator: 'not_in', values: ['new', 'closed'] },
    ({ state }) => state !== 'new' && state !== 'closed',
  ],
  [{ field: 'tags', operator: 'contains', value: 'vip' }, ({ tags }) => tags.includes('vip')],
  [
    { field: 'tags', operator: 'contains', values: ['vip', 'sso'] },
    ({ tags }) => tags.includes('vip') || tags.includes('sso'),
  ],
  [{ field: 'tags', operator: 'does_not_contain', value: 'vip' }, ({ tags }) => !tags.includes('vip')],
  [{ field: 'title', operator: 'string_contains', value: 'PASSWORD' }, ({ title }) => /password/i.test(title)],
  [{ field: 'title', operator: 'string_does_not_contain', value: 'password' }, ({ title }) => !/password/i.test(title)],
  [{ field: 'assignee_id', operator: 'is_set' }, (issue) => issue.assignee !== null],
  [{ field: 'assignee_id', operator: 'is_unset' }, (issue) => issue.assignee === null],
  [{ field: 'created_at', operator: 'time_is_after', value: MIDDLE }, (issue) => issue.created_at > MIDDLE],
  [{ field: 'created_at', operator: 'time_is_before', value: MIDDLE }, (issue) => issue.created_at < MIDDLE],
  [
    { field: 'created_at', operator: 'time_range', values: [MIDDLE, LATER] },
    (issue) => issue.created_at >= MIDDLE && issue.created_at <= LATER,
  ],
  [{ field: 'affected_seats', operator: 'greater_than', value: '250' }, (issue) => seats(issue) > 250],
  [{ field: 'affected_seats', operator: 'less_than', value: '250' }, (issue) => seats(issue) < 250],
  [{ field: 'affected_seats', operator: 'greater_than_or_equals', value: '250' }, (issue) => seats(issue) >= 250],
  [{ field: 'affected_seats', operator: 'less_than_or_equals', value: '250' }, (issue) => seats(issue) <= 250],
  [{ field: 'assignee_id', operator: 'equals', value: assignee }, (issue) => issue.assignee?.id === assignee],
  [{ field: 'issue_type', operator: 'equals', value: 'ticket' }, ({ type }) => type === 'ticket'],
  [{ field: 'reopened', operator: 'equals', value: 'true' }, ({ number }) => number % 40 === 0],
  [
    { field: 'affected_platforms', operator: 'contains', value: 'ios' },
    (issue) => issue.custom_fields.affected_platforms.values.includes('ios'),
  ],
  [{ field: 'go_live', operator: 'is_set' }, (issue) => issue.custom_fields.go_live !== undefined],
  [
    { field: 'state', operator: 'equals', value: 'waiting_for_engineering' },
    ({ state }) => state === 'waiting_for_engineering',
  ],
];

describe('the filter language', () => {
  for (const [leaf, matches] of LEAVES) {
    test(`evaluates ${leaf.field} ${leaf.operator} ${leaf.value ?? leaf.values?.join(' and ') ?? ''}`, async () => {
      const expected = numbers(issues.filter(matches));
      assert.ok(expected.length > 0 && expected.length < 1000);
      assert.deepEqual(await found(leaf), expected);
    });
  }

  test('combines leaves with and and or, three levels deep', async () => {
    const filter = {
      operator: 'and',
      subfilters: [
        { field: 'state', operator: 'not_in', values: ['closed'] },
        {
          field: '',
          operator: 'or',
          subfilters: [
            { field: 'tags', operator: 'contains', value: 'vip' },
            { field: 'title', operator: 'string_contains', value: 'invoice' },
          ],
        },
      ],
    };
    const expected = issues.filter(
      ({ state, tags, title }) => state !== 'closed' && (tags.includes('vip') || /invoice/i.test(title)),
    );
    assert.deepEqual(await found(filter), numbers(expected));
  });

  test('finds a raw number by its literal', async () => {
    assert.deepEqual(await found({ field: 'ledger_entry', operator: 'equals', value: '9007199254740993' }), [1]);
    assert.deepEqual(await found({ field: 'ledger_entry', operator: 'equals', value: '9007199254740992' }), []);
  });

  test('intersects with search_text, which ignores case and word order', async () => {
    const both = await found(
      { field: 'state', operator: 'equals', value: 'closed' },
      { search_text: 'EMAIL password' },
    );
    const expected = issues.filter(
      ({ state, title, body_html: body }) =>
        state === 'closed' && /password/i.test(title + body) && /email/i.test(title + body),
    );
    assert.deepEqual(both, numbers(expected));
    assert.ok(both.length > 0);
    const alone = await client.post('/issues/search', { search_text: 'password reset', limit: 999 });
    assert.ok(alone.body.data.length > both.length);
  });

  test('refuses unknown fields and operators', async () => {
    await refused({ field: 'colour', operator: 'equals', value: 'red' }, /colour/);
    await refused({ field: 'state', operator: 'resembles', value: 'new' }, /resembles/);
    await refused({ field: 'title', operator: 'equals', value: 'x' }, /equals is not allowed on title/);
    await refused({ field: 'priority', operator: 'greater_than', value: '1' }, /greater_than/);
    await refused({ field: 'status', operator: 'equals', value: 'new' }, /status/);
    await refused({ field: 'constructor', operator: 'equals', value: 'new' }, /constructor/);
    await refused({ field: 'state', operator: 'toString', value: 'new' }, /toString/);
  });

  test('refuses more than three levels', async () => {
    const wrap = (inner) => ({ operator: 'and', subfilters: [inner] });
    const leaf = { field: 'state', operator: 'equals', value: 'new' };
    assert.ok((await found(wrap(wrap(leaf)))).length > 0);
    await refused(wrap(wrap(wrap(leaf))), /deeper than 3/);
  });

  test('refuses operands of the wrong kind', async () => {
    await refused(
      { field: 'customer_portal_visible', operator: 'equals', value: true },
      /value must be of type string/,
    );
    await refused({ field: 'state', operator: 'in', value: 'new' }, /value is not allowed with in/);
    await refused({ field: 'state', operator: 'in', values: [] }, /non-empty/);
    await refused({ field: 'state', operator: 'in', values: [1] }, /strings/);
    await refused({ field: 'state', operator: 'equals', values: ['new'] }, /values is not allowed/);
    await refused({ field: 'assignee_id', operator: 'is_set', value: 'x' }, /value is not allowed/);
    await refused({ field: 'created_at', operator: 'time_is_after', value: 'monday' }, /RFC3339/);
    await refused({ field: 'created_at', operator: 'time_range', values: [MIDDLE] }, /start and an end/);
    await refused({ field: 'affected_seats', operator: 'less_than', value: 'few' }, /number/);
    await refused({ field: 'state', operator: 'equals', value: 'open' }, /open/);
    await refused({ operator: 'equals', value: 'new' }, /field is required/);
    await refused({ operator: 'and', subfilters: [] }, /non-empty/);
    await refused({ field: 'state', operator: 'equals', value: 'new', color: 'red' }, /color/);
  });

  test('has its own fields for each search', async () => {
    await refused({ field: 'state', operator: 'equals', value: 'new' }, /state/, '/accounts/search');
    await refused({ field: 'name', operator: 'equals', value: 'x' }, /name/, '/users/search');
    await refused({ field: 'job_title', operator: 'is_set' }, /job_title/, '/accounts/search');
    await refused({ field: 'is_archived', operator: 'in', values: ['true'] }, /in is not allowed/, '/projects/search');
    const contacts = await search({ field: 'job_title', operator: 'equals', value: 'CTO' }, {}, '/contacts/search');
    assert.ok(contacts.body.data.length > 0);
    const archived = await search({ field: 'is_archived', operator: 'equals', value: 'true' }, {}, '/projects/search');
    assert.ok(archived.body.data.every((project) => project.is_archived));
    assert.equal(archived.body.data.length, 3);
    const assets = await search(
      { field: 'serial_number', operator: 'equals', value: 'SN-acme-3' },
      { limit: 100 },
      '/custom-objects/asset/search',
    );
    assert.equal(assets.body.data.length, 1);
  });

  test('can cap the span of updated_at', async () => {
    const capped = createPylonClient(createPylon({ issues: 10, searchWindowDays: 30 }).fetch);
    const range = (start) => ({ field: 'updated_at', operator: 'time_range', values: [start, '2026-11-20T00:00:00Z'] });
    assert.equal((await capped.post('/issues/search', { filter: range('2026-10-25T00:00:00Z') })).status, 200);
    assert.equal((await capped.post('/issues/search', { filter: range('2026-09-25T00:00:00Z') })).status, 400);
  });
});
