// Intercom's search language on workerd: what a model writes, what is sent, and which condition an error names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { startWorker } from '../support/harness.mjs';

// Searches change nothing, so one simulator does for all of them.
const worker = await startWorker();
after(() => worker.close());

const { url } = await worker.mint({}, { account: await worker.connect('intercom') });
const { acme } = worker.intercom.state;
const shown = await worker.tools(url);
const schemaOf = (noun) => shown.find(({ name }) => name === `list_all_intercom_search_${noun}`).inputSchema;

const leaf = (field, operator, value) => ({ field, operator, ...(Array.isArray(value) ? { values: value } : { value }) });
const group = (operator, ...conditions) => ({ operator, conditions });
const times = (count, node) => Array.from({ length: count }, () => node);

async function search(noun, query, more) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(url, `list_all_intercom_search_${noun}`, { query, ...more });
  });
  return { ...answer, sent: sent.map(({ body }) => JSON.parse(body).query) };
}

describe('a query', () => {
  const newYear = 1_767_225_600;
  const wire = (field, operator, value) => ({ field, operator, value });
  const [attribute] = acme.ticketTypeAttributes.list(({ name }) => name === '_default_title_');
  for (const [title, noun, query, sent] of [
    ['a time is Unix seconds', 'contacts', leaf('created_at', '>', '2026-01-01T00:00:00Z'), wire('created_at', '>', newYear)],
    ['a time with an offset is the same moment', 'tickets', leaf('created_at', '>=', '2026-01-01T01:00:00+01:00'), wire('created_at', '>=', newYear)],
    ['a boolean is one, from text too', 'conversations', leaf('open', '=', 'true'), wire('open', '=', true)],
    ['a number is one, from text too', 'conversations', leaf('admin_assignee_id', 'IN', ['0', '37000003']), wire('admin_assignee_id', 'IN', [0, 37_000_003])],
    ['an id stays text, from a number too', 'conversations', leaf('contact_ids', '=', 42), wire('contact_ids', '=', '42')],
    ['null asks for records without a value', 'contacts', leaf('phone', '=', null), wire('phone', '=', null)],
    ['a list under the key of a single value is taken', 'contacts', { field: 'role', operator: 'IN', value: ['lead'] }, wire('role', 'IN', ['lead'])],
    ['a custom attribute is a field like any other', 'contacts', { custom_field: 'custom_attributes.plan', operator: '=', value: 'team' }, wire('custom_attributes.plan', '=', 'team')],
    ['its name alone is one too', 'contacts', { custom_field: 'plan', operator: '=', value: 'team' }, wire('custom_attributes.plan', '=', 'team')],
    ['a ticket\'s attribute too', 'tickets', { custom_field: `ticket_attribute.${attribute.id}`, operator: '~', value: 'login' }, wire(`ticket_attribute.${attribute.id}`, '~', 'login')],
    ['groups and single conditions mix, two levels deep', 'contacts',
      group('AND', leaf('role', '=', 'user'), group('OR', leaf('name', '~', 'maria'), leaf('name', '~', 'vera'))),
      { operator: 'AND', value: [wire('role', '=', 'user'), { operator: 'OR', value: [wire('name', '~', 'maria'), wire('name', '~', 'vera')] }] }],
  ]) {
    test(`${title}: it is sent as the vendor wants it, and taken`, async () => {
      const answer = await search(noun, query);
      assert.equal(answer.isError, false, answer.text);
      assert.deepEqual(answer.sent, [sent]);
    });
  }

  test('finds a ticket by the number that people see, with the id that ticket tools take', async () => {
    const ticket = acme.tickets.list().at(-1);
    const { json } = await search('tickets', leaf('ticket_id', '=', ticket.ticket_id));
    assert.deepEqual(json.result.map(({ id, ticket_id: number }) => [id, number]), [[ticket.id, ticket.ticket_id]]);
    assert.notEqual(ticket.id, ticket.ticket_id);
  });

  test('that arrives as JSON text is understood', async () => {
    const answer = await search('contacts', JSON.stringify(leaf('email', '=', 'maria.lopez@northwind.example')));
    assert.deepEqual(answer.json.result.map(({ email }) => email), ['maria.lopez@northwind.example', 'maria.lopez@northwind.example']);
  });

  test('takes fifteen conditions in a group', async () => {
    const answer = await search('contacts', group('OR', ...times(15, leaf('role', '=', 'lead'))));
    assert.equal(answer.isError, false, answer.text);
  });

  test('finds what it asks for', async () => {
    const { json } = await search('conversations', group('AND', leaf('open', '=', 'true'), leaf('source.body', '~', 'password'), leaf('source.body', '~', 'reset')), { limit: '150' });
    const expected = acme.conversations.list(({ open, source }) => open && /password/i.test(source.body) && /reset/i.test(source.body));
    assert.deepEqual(json.result.map(({ id }) => id).sort(), expected.map(({ id }) => id).sort());
    assert.ok(expected.length > 2);
  });

  test('can be sorted where the vendor sorts', async () => {
    const { json } = await search('contacts', leaf('role', '=', 'user'), { sort: { field: 'created_at', order: 'ascending' }, limit: '5' });
    const created = json.result.map(({ created_at: at }) => at);
    assert.deepEqual(created, [...created].sort((one, other) => one - other));
  });
});

describe('a wrong query is refused before it is sent, and the error names the condition', () => {
  const fine = leaf('role', '=', 'user');
  for (const [title, noun, query, argument, message] of [
    ['a field that does not exist', 'contacts', leaf('emial', '=', 'x'), 'query.field', /did you mean "email"/],
    ['a field of another resource', 'contacts', group('AND', fine, leaf('source.body', '~', 'x')), 'query.conditions[1].field', /must be one of id, /],
    ['an operator that the field does not take', 'contacts', group('AND', fine, leaf('created_at', '>=', '2026-01-01T00:00:00Z')), 'query.conditions[1].operator', /for created_at must be one of =, >, </],
    ['an operator that nobody takes', 'tickets', leaf('title', 'contains', 'x'), 'query.operator', /must be one of/],
    ['tags compared by more than = and !=', 'contacts', leaf('tag_id', 'IN', ['1']), 'query.operator', /for tag_id must be one of =, !=/],
    ['words for a time', 'conversations', leaf('updated_at', '>', 'yesterday'), 'query.value', /RFC 3339/],
    ['words for a number', 'conversations', leaf('admin_assignee_id', '=', 'nobody'), 'query.value', /the id of an admin, or 0 for nobody \(digits\)/],
    ['a value outside a closed set', 'conversations', group('OR', leaf('state', '=', 'pending'), fine), 'query.conditions[0].value', /open, closed, snoozed/],
    ['sixteen conditions in a group', 'contacts', group('OR', ...times(16, fine)), 'query.conditions', /1 to 15/],
    ['words for a number that is no id', 'conversations', leaf('statistics.count_reopens', '=', 'many'), 'query.value', /number/],
    ['no condition in a group', 'contacts', group('AND'), 'query', /required/],
    ['a third level of groups', 'contacts', group('AND', group('OR', group('AND', fine))), 'query.conditions[0].conditions[0].conditions', /too deep/],
    ['a group that is neither AND nor OR', 'contacts', group('XOR', fine), 'query.operator', /AND or OR/],
    ['several values where one is wanted', 'contacts', leaf('email', '=', ['a@b.example', 'c@d.example']), 'query.value', /one value/],
    ['no value', 'contacts', { field: 'email', operator: '=' }, 'query.value', /one value/],
  ]) {
    test(title, async () => {
      const { isError, json, sent, text } = await search(noun, query);
      assert.deepEqual([isError, sent], [true, []], text);
      assert.deepEqual([json.statusCode, json.remote], [400, false]);
      const failure = json.details.failures.find((one) => one.argument === argument);
      assert.ok(failure, `${argument} in ${text}`);
      assert.match(failure.message, message);
    });
  }

  test('all that is wrong is told at once', async () => {
    const query = group('AND', leaf('emial', '=', 'x'), leaf('role', '=', 'boss'), group('OR', leaf('created_at', '~', '2026-01-01T00:00:00Z')));
    const { json, sent } = await search('contacts', query, { sort: { field: 'created_at', order: 'upward' } });
    assert.deepEqual(sent, []);
    assert.deepEqual(json.details.failures.map(({ argument }) => argument).sort(), [
      'query.conditions[0].field', 'query.conditions[1].value', 'query.conditions[2].conditions[0].operator', 'sort.order',
    ]);
  });
});

describe('every operator that the record gives a field is one that the vendor takes', () => {
  const { filters } = parse(readFileSync(new URL('../../tool-docs/intercom/integration.yaml', import.meta.url), 'utf8'));
  const samples = { time: '2026-11-01T00:00:00Z', number: '1', integer: '1', boolean: 'true', id: '1', string: 'open' };
  for (const noun of ['contacts', 'conversations', 'tickets']) {
    test(noun, async () => {
      const { fields } = filters[noun];
      const refused = [];
      for (const [field, { type, operators, values: [sample] = [samples[type]] }] of Object.entries(fields)) {
        for (const operator of operators) {
          const answer = await search(noun, leaf(field, operator, ['IN', 'NIN'].includes(operator) ? [sample] : sample));
          if (answer.isError) refused.push(`${field} ${operator}: ${answer.json.message}`);
        }
      }
      assert.deepEqual(refused, []);
      assert.ok(Object.keys(fields).length > 12);
    });
  }
});

test('the schema shows fields and operators as enums, and says to the model what each field takes', () => {
  for (const [noun, field, operators] of [['contacts', 'last_seen_at', '=, >, <'], ['conversations', 'waiting_since', '=, !=, >, <'], ['tickets', 'created_at', '=, !=, >, >=, <, <=']]) {
    const { query } = schemaOf(noun).properties;
    assert.ok(query.properties.field.enum.includes(field), noun);
    assert.ok(query.properties.operator.enum.includes('AND') && query.properties.operator.enum.includes('NIN'), noun);
    assert.ok(query.description.includes(`${operators} (RFC 3339`), `${noun}: ${query.description}`);
    const innermost = query.properties.conditions.items.properties.conditions.items.properties;
    assert.ok(innermost.field && !innermost.conditions, `${noun} is unrolled to its real depth`);
    assert.ok(!JSON.stringify(query).includes('$ref'));
  }
});
