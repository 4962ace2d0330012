import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIntercomClient } from './intercom/client.mjs';
import { createIntercom } from './intercom/index.mjs';

// Searches change nothing, so one simulator does for all of them.
const intercom = createIntercom({ limits: false });
const client = createIntercomClient(intercom.fetch);
const { acme } = intercom.state;
const [maria] = acme.contacts.list();

const leaf = (field, operator, value) => ({ field, operator, value });
const and = (...value) => ({ operator: 'AND', value });
const or = (...value) => ({ operator: 'OR', value });
const KEYS = { contacts: 'data', conversations: 'conversations', tickets: 'tickets' };

async function find(noun, query, sort) {
  const answer = await client.post(`/${noun}/search`, { query, sort, pagination: { per_page: 150 } });
  assert.equal(answer.status, 200, answer.text);
  return answer.body[KEYS[noun]];
}
async function refused(noun, query, message, sort) {
  const answer = await client.post(`/${noun}/search`, { query, sort });
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.type, 'error.list');
  assert.match(answer.body.errors[0].message, message);
  return answer.body.errors[0].code;
}
const emails = (contacts) => contacts.map(({ email }) => email);

describe('contact search', () => {
  test('knows every text operator', async () => {
    const all = (await find('contacts', leaf('role', 'IN', ['user', 'lead']))).length;
    for (const [operator, value, expected] of [
      ['=', maria.email.toUpperCase(), 2],
      ['!=', maria.email, all - 2],
      ['IN', [maria.email, 'nobody@people.example'], 2],
      ['NIN', [maria.email], all - 2],
      ['~', 'lopez', 2],
      ['!~', 'lopez', all - 2],
      ['^', 'maria.', 2],
      ['$', 'lopez@northwind.example', 2],
    ]) {
      assert.equal((await find('contacts', leaf('email', operator, value))).length, expected, operator);
    }
  });

  test('nests two levels, mixing single filters and groups', async () => {
    const query = and(leaf('role', '=', 'user'), or(leaf('email', '=', maria.email), leaf('name', '=', 'nobody')));
    assert.deepEqual(emails(await find('contacts', query)), [maria.email]);
    const deeper = and(or(and(leaf('role', '=', 'user'))));
    await refused('contacts', deeper, /two levels/);
  });

  test('takes fifteen filters to a group and no more', async () => {
    const filters = (count) => or(...Array.from({ length: count }, () => leaf('role', '=', 'lead')));
    assert.ok((await find('contacts', filters(15))).length > 0);
    await refused('contacts', filters(16), /more than 15/);
    await refused('contacts', or(), /non-empty/);
  });

  test('finds by tag, segment, owner, place and custom attribute', async () => {
    const [tag] = acme.tags.list();
    assert.deepEqual(emails(await find('contacts', leaf('tag_id', '=', tag.id))), [maria.email]);
    const [active, leads] = acme.segments.list();
    const users = await find('contacts', leaf('segment_id', '=', active.id));
    assert.ok(users.length > 20 && users.every(({ role }) => role === 'user'));
    assert.ok((await find('contacts', leaf('segment_id', 'IN', [leads.id]))).every(({ role }) => role === 'lead'));
    assert.ok((await find('contacts', leaf('owner_id', '!=', null))).every((one) => one.owner_id !== null));
    assert.ok((await find('contacts', leaf('location.country', '=', 'Spain'))).length > 5);
    assert.ok((await find('contacts', leaf('custom_attributes.plan', '=', 'team'))).length > 5);
    await refused('contacts', leaf('custom_attributes.nothing', '=', 'x'), /not searchable/);
    await refused('contacts', leaf('tag_id', 'IN', [tag.id]), /not supported/);
  });

  test('cuts dates to the day of the workspace', async () => {
    const day = Date.parse('2026-11-18T08:00:00Z') / 1000; // midnight in Los Angeles
    const made = createIntercom({ limits: false, now: new Date((day + 3600) * 1000) });
    const own = createIntercomClient(made.fetch);
    const { body } = await own.post('/contacts', { email: 'today@people.example' });
    const count = async (operator, value) =>
      (
        await own.post('/contacts/search', {
          query: and(leaf('id', '=', body.id), leaf('created_at', operator, value)),
        })
      ).body.total_count;
    assert.equal(await count('=', day + 80_000), 1, 'another hour of the day');
    assert.equal(await count('>', day), 0, 'after means from the next day');
    assert.equal(await count('>', day - 1), 1);
    assert.equal(await count('<', day + 86_399), 0, 'before means before the day');
    assert.equal(await count('<', day + 86_400), 1);
    await refused('contacts', leaf('created_at', '>=', 1), /not supported/);
    await refused('contacts', leaf('created_at', '>', 'yesterday'), /Unix timestamp/);
  });

  test('takes milliseconds for the seconds of a far year: nothing is found, and nothing says why', async () => {
    for (const [noun, milliseconds] of [
      ['conversations', 1_795_800_000_000],
      ['tickets', 1_795_800_000_000],
      ['contacts', 1_795_800_000_000],
      ['contacts', 1_795_800_000_000_000],
    ]) {
      assert.deepEqual(await find(noun, leaf('created_at', '>', milliseconds)), []);
    }
  });

  test('leaves merged and archived contacts out', async () => {
    const names = (await find('contacts', leaf('email', '=', maria.email))).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['Maria L.', 'Maria Lopez']);
    assert.deepEqual(await find('contacts', leaf('name', '=', 'Gone Away')), []);
  });

  test('sorts by a field, and refuses an order it does not know', async () => {
    const sorted = await find('contacts', leaf('role', '=', 'user'), { field: 'created_at', order: 'ascending' });
    const times = sorted.map((one) => one.created_at);
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
    const code = await refused('contacts', leaf('role', '=', 'user'), /ascending, descending/, {
      field: 'name',
      order: 'desc',
    });
    assert.equal(code, 'invalid_sort_order');
  });
});

describe('a query', () => {
  test('is refused for a field, an operator or a value it cannot have', async () => {
    for (const [noun, query, message] of [
      ['contacts', leaf('surname', '=', 'x'), /surname is not searchable/],
      ['contacts', leaf('email', 'LIKE', 'x'), /LIKE is not a valid operator/],
      ['contacts', leaf('email', 'IN', 'x'), /must be an array/],
      ['contacts', leaf('email', '=', ['x']), /must not be an array/],
      ['contacts', leaf('email', '~', null), /null needs/],
      ['contacts', leaf('email', '=', true), /must be a string/],
      ['contacts', { field: 'email', operator: '=' }, /value is a required/],
      ['contacts', { ...leaf('email', '=', 'x'), extra: 1 }, /extra is not a known/],
      ['contacts', and(5), /must be an object/],
      ['conversations', leaf('open', '>', true), /not supported/],
      ['conversations', leaf('open', '=', 'maybe'), /must be a boolean/],
      ['conversations', leaf('statistics.count_reopens', '=', 'many'), /must be an integer/],
      ['conversations', leaf('created_at', '>=', 1), /not supported/],
      ['tickets', leaf('ticket_attribute.999', '=', 'x'), /not searchable/],
    ]) {
      assert.match(await refused(noun, query, message), /^parameter_/);
    }
  });
});

describe('conversation search', () => {
  const about = and(leaf('open', '=', true), leaf('source.body', '~', 'password reset'));

  test('finds the open unassigned ones about a password reset', async () => {
    for (const nobody of [null, 0, '0']) {
      const found = await find('conversations', and(leaf('admin_assignee_id', '=', nobody), about));
      assert.equal(found.length, 3, String(nobody));
      assert.ok(found.every((one) => one.admin_assignee_id === null && one.state === 'open'));
    }
    assert.ok((await find('conversations', about)).length > 3);
  });

  test('compares a body by single words where it is asked for equality', async () => {
    assert.equal((await find('conversations', leaf('source.body', '=', 'password reset'))).length, 0);
    assert.ok((await find('conversations', leaf('source.body', '=', 'reset'))).length >= 3);
  });

  test('finds by contact, teammate, tag, state, time and figures', async () => {
    assert.equal((await find('conversations', leaf('contact_ids', '=', maria.id))).length, 4);
    const [, admin] = acme.admins.list();
    const assigned = await find('conversations', leaf('admin_assignee_id', '=', Number(admin.id)));
    assert.ok(assigned.length > 3 && assigned.every((one) => one.admin_assignee_id === Number(admin.id)));
    assert.ok((await find('conversations', leaf('teammate_ids', 'IN', [admin.id]))).length > 3);
    const [tag] = acme.tags.list();
    assert.ok(
      (await find('conversations', leaf('tag_ids', '=', tag.id))).every((one) => one.tags.tags[0].id === tag.id),
    );
    assert.ok((await find('conversations', leaf('state', '=', 'snoozed'))).every((one) => one.snoozed_until > 0));
    const since = acme.base - 86_400;
    assert.ok((await find('conversations', leaf('created_at', '>', since))).every((one) => one.created_at > since));
    assert.ok((await find('conversations', leaf('statistics.count_conversation_parts', '>', 3))).length > 3);
    assert.ok((await find('conversations', leaf('source.author.email', '=', maria.email))).length === 4);
    assert.ok((await find('conversations', leaf('waiting_since', '=', null))).length > 0);
  });

  test('knows the priorities of the documentation alone', async () => {
    const priorities = ['none', 'low', 'medium', 'high', 'urgent'];
    const all = await find('conversations', leaf('state', 'IN', ['open', 'closed', 'snoozed']));
    assert.ok(all.every(({ priority }) => priorities.includes(priority)));
    assert.ok((await find('conversations', leaf('priority', '=', 'high'))).length > 0);
  });

  test('gives the latest first and no parts', async () => {
    const found = await find('conversations', leaf('open', 'IN', [true, false]));
    const times = found.map((one) => one.updated_at);
    assert.deepEqual(
      times,
      [...times].sort((one, other) => other - one),
    );
    assert.ok(found.every((one) => !('conversation_parts' in one)));
  });
});

describe('ticket search', () => {
  test('knows categories, states, attributes and bounds that include', async () => {
    const trackers = await find('tickets', leaf('category', '=', 'tracker'));
    assert.ok(trackers.length > 0 && trackers.every(({ category }) => category === 'Tracker'));
    const resolved = await find('tickets', leaf('state', '=', 'resolved'));
    assert.ok(resolved.every((one) => one.ticket_state.category === 'resolved' && !one.open));
    const severity = acme.ticketTypeAttributes.find(({ name }) => name === 'severity');
    const [high] = await find('tickets', leaf(`ticket_attribute.${severity.id}`, '=', 'High'));
    assert.equal(high.contacts.contacts[0].id, maria.id);
    assert.equal(
      (await find('tickets', and(leaf('created_at', '>=', high.created_at), leaf('id', '=', high.id)))).length,
      1,
    );
    assert.deepEqual(
      (await find('tickets', leaf('contact_ids', '=', maria.id))).map(({ id }) => id),
      [high.id],
    );
    assert.ok((await find('tickets', leaf('admin_assignee_id', '=', '0'))).every((one) => one.admin_assignee_id === 0));
    assert.ok((await find('tickets', leaf('title', '~', 'password'))).length > 0);
  });
});

describe('content', () => {
  test('articles are found by every word of a phrase, with highlights on request', async () => {
    const { body } = await client.get('/articles/search', { phrase: 'password reset', highlight: true });
    assert.deepEqual(
      body.data.articles.map(({ title }) => title),
      ['Reset your password', 'Password reset email does not arrive'],
    );
    assert.ok(body.data.highlights[0].highlighted_title.some(({ type }) => type === 'highlight'));
    assert.deepEqual(
      (await client.get('/articles/search', { phrase: 'webhooks', state: 'published' })).body.data.articles,
      [],
    );
    assert.equal((await client.get('/articles/search', { phrase: 'webhooks', state: 'draft' })).body.total_count, 1);
  });

  test('of all kinds is searched with comma lists', async () => {
    const search = async (query) => (await client.get('/content/search', query)).body;
    const found = await search({ query: 'password reset' });
    assert.deepEqual(
      [...new Set(found.data.map(({ type }) => type))],
      ['article', 'internal_article', 'content_snippet'],
    );
    assert.equal((await search({ content_types: 'snippet,external_content', per_page: 50 })).total_count, 5);
    assert.equal((await search({ states: 'draft' })).total_count, 1);
    assert.equal((await client.get('/content/search', { content_types: 'snippet,video' })).status, 422);
    assert.equal((await client.get('/content/search', { per_page: 51 })).status, 400);
  });
});
