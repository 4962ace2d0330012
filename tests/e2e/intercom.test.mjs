// What is peculiar to Intercom besides its paging and its searches: two kinds of ids, tools that share an endpoint, answers of every
// sort, contacts that were merged, and limits that end at a moment.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { createIntercom } from '../simulators/intercom/index.mjs';
import { startWorker } from '../support/harness.mjs';

// Three calls in ten seconds, at a moment that stands still: no window ends between two calls.
const moment = Date.now();
const limited = createIntercom({ now: () => moment, limits: { limit: 3 } });
const worker = await startWorker({ hosts: { 'https://api.au.intercom.io': (call) => limited.fetch(call) } });
after(() => worker.close());

const { intercom } = worker;
const { url } = await worker.mint({ repeat_guard_seconds: 0 }, { account: await worker.connect('intercom') });

let acme;
let conversation;
let admin;
beforeEach(() => {
  intercom.reset();
  acme = intercom.state.acme;
  [conversation] = acme.conversations.list();
  [admin] = acme.admins.list();
});

/** A call that succeeds, with the one request that the vendor got. */
async function call(tool, args) {
  let answer;
  const [sent] = await worker.sentDuring(async () => {
    answer = await worker.call(url, tool, args);
  });
  assert.equal(answer.isError, false, answer.text);
  return { ...answer, sent: { ...sent, json: sent.body ? JSON.parse(sent.body) : undefined } };
}

async function refused(tool, args) {
  const answer = await worker.call(url, tool, args);
  assert.equal(answer.isError, true, answer.text);
  return answer.json;
}

test('an id is one whether it comes as text or as a number', async () => {
  const ticket = acme.tickets.list()[0];
  for (const as of [String, Number]) {
    const { json: found } = await call('get_single_intercom_conversation_by_id', { id: as(conversation.id) });
    assert.equal(found.id, conversation.id);
    const { json: noted } = await call('intercom_conversations_add_note', { conversation_id: as(conversation.id), admin_id: as(admin.id), body: 'Seen' });
    assert.equal(noted.conversation_parts.conversation_parts.at(-1).author.id, admin.id);
    const { json: updated } = await call('update_a_intercom_ticket_by_id', { id: as(ticket.id), admin_id: as(admin.id), open: false });
    assert.equal(updated.open, false);
    const { json: article } = await call('create_a_intercom_article', { title: 'How to', author_id: as(admin.id) });
    assert.equal(article.author_id, Number(admin.id));
  }
});

test('who acts is the admin of the token when nobody else is named', async () => {
  const sent = await worker.sentDuring(async () => {
    const answer = await worker.call(url, 'intercom_conversations_add_note', { conversation_id: conversation.id, body: 'Seen' });
    assert.equal(answer.isError, false, answer.text);
    assert.equal(answer.json.conversation_parts.conversation_parts.at(-1).author.id, (await me()).id);
  });
  const [asked, noted] = sent;
  assert.deepEqual([asked.method, new URL(asked.url).pathname], ['GET', '/me']);
  assert.equal(JSON.parse(noted.body).admin_id, (await me()).id);
});

async function me() {
  return (await worker.call(url, 'list_all_intercom_me', {})).json;
}

describe('tools that share an endpoint cannot be confused', () => {
  const parts = ({ json }) => json.conversation_parts.conversation_parts;
  const name = () => ({ conversation_id: conversation.id, admin_id: admin.id });
  // By the Worker's clock, which is not the simulator's.
  const soon = Math.floor(moment / 1000) + 86_400;

  for (const [tool, args, sent, outcome] of [
    ['reply_to_customer', { body: 'Done' }, { message_type: 'comment', type: 'admin', body: 'Done' }, (json) => assert.equal(parts({ json }).at(-1).part_type, 'comment')],
    ['add_note', { body: 'Careful' }, { message_type: 'note', type: 'admin', body: 'Careful' }, (json) => assert.equal(parts({ json }).at(-1).part_type, 'note')],
    ['close', {}, { message_type: 'close', type: 'admin' }, ({ open, state }) => assert.deepEqual([open, state], [false, 'closed'])],
    ['snooze', { snoozed_until: soon }, { message_type: 'snoozed', snoozed_until: soon }, ({ state, snoozed_until: until }) => assert.deepEqual([state, until], ['snoozed', soon])],
    ['open', {}, { message_type: 'open' }, ({ open, state }) => assert.deepEqual([open, state], [true, 'open'])],
    ['assign', { type: 'admin', assignee_id: '0' }, { message_type: 'assignment', type: 'admin', assignee_id: '0' }, (json) => assert.ok(!json.admin_assignee_id)],
  ]) {
    test(`intercom_conversations_${tool}`, async () => {
      const { json, sent: request } = await call(`intercom_conversations_${tool}`, { ...name(), ...args });
      assert.deepEqual(request.json, { ...sent, admin_id: admin.id });
      outcome(json);
      const error = await refused(`intercom_conversations_${tool}`, { ...name(), ...args, message_type: 'quick_reply' });
      assert.deepEqual([error.remote, error.details.failures[0].argument], [false, 'message_type']);
    });
  }

  test('reply and manage do all of it under one name, message_type telling them apart', async () => {
    const { json: note } = await call('intercom_conversations_reply', { ...name(), message_type: 'note', type: 'admin', body: 'x' });
    assert.equal(parts({ json: note }).at(-1).part_type, 'note');
    const { json: closed } = await call('intercom_conversations_manage', { ...name(), message_type: 'close', type: 'admin' });
    assert.equal(closed.state, 'closed');
  });

  test('the two for tickets as well', async () => {
    const [ticket] = acme.tickets.list((one) => acme.ticketTypes.get(one._type).category === 'Customer');
    const args = { ticket_id: ticket.id, admin_id: admin.id, body: 'x' };
    assert.equal((await call('intercom_tickets_reply_to_customer', args)).json.part_type, 'comment');
    assert.equal((await call('intercom_tickets_add_note', args)).json.part_type, 'note');
  });
});

test('a conversation is read as plain text, which nobody has to ask for', async () => {
  const { json, sent } = await call('get_single_intercom_conversation_by_id', { id: conversation.id });
  assert.equal(new URL(sent.url).searchParams.get('display_as'), 'plaintext');
  assert.doesNotMatch(json.source.body, /<p>/);
});

test('an article takes its languages as a map of locales', async () => {
  const translated = { fr: { title: 'Bonjour', body: '<p>Texte</p>', author_id: Number(admin.id), state: 'draft' } };
  const { json, sent } = await call('create_a_intercom_article', { title: 'Hello', author_id: admin.id, translated_content: translated });
  assert.equal(sent.json.translated_content.fr.title, 'Bonjour');
  const { json: read } = await call('get_single_intercom_article_by_id', { id: json.id });
  assert.equal(read.translated_content.fr.title, 'Bonjour');
});

test('a DELETE has a body where the vendor wants one', async () => {
  const [tag] = conversation._tags;
  const { sent } = await call('intercom_conversation_tags_detach', { conversation_id: conversation.id, tag_id: tag.id, admin_id: admin.id });
  assert.equal(sent.method, 'DELETE');
  assert.deepEqual(sent.json, { admin_id: admin.id });
  assert.match(sent.headers.get('content-type'), /^application\/json/);
});

describe('an answer that is no JSON', () => {
  test('is a status when it is empty, whichever status it is', async () => {
    const [contact] = acme.contacts.list();
    const event = { event_name: 'ordered', created_at: acme.base, id: contact.id };
    assert.deepEqual((await call('create_a_intercom_event', event)).json, { status: 202 });
    assert.deepEqual((await call('delete_a_intercom_tag_by_id', { id: acme.tags.list()[6].id })).json, { status: 200 });
    assert.deepEqual((await call('delete_a_intercom_audience_by_id', { id: acme.audiences.list()[0].id })).json, { status: 204 });
  });

  test('is text for a transcript, a link for a recording and a file for an export', async () => {
    const [phoneCall] = acme.calls.list();
    assert.match((await call('intercom_calls_get_transcript', { call_id: phoneCall.id })).text, /^\[00:00:\d\d\] Teammate 1: "/);
    const { result } = await call('intercom_calls_get_recording', { call_id: phoneCall.id });
    assert.deepEqual([result.content[0].type, result.content[0].uri], ['resource_link', `https://recordings.intercom.example/${phoneCall.id}.mp3`]);
    const { result: file, sent } = await call('intercom_content_data_exports_download', { job_identifier: 'seededexport0001' });
    assert.equal(sent.headers.get('accept'), 'application/octet-stream');
    const [{ resource, type }] = file.content;
    assert.deepEqual([type, resource.mimeType], ['resource', 'application/octet-stream']);
    assert.ok(Buffer.from(resource.blob, 'base64').length > 0);
  });
});

test('a merged contact is an error that names the survivor, with which the call works', async () => {
  const merged = acme.contacts.find((one) => one._merged_into !== null);
  const error = await refused('get_single_intercom_contact_by_id', { id: merged.id });
  assert.deepEqual([error.statusCode, error.code], [410, 'contact_merged']);
  const [, survivor] = /contacts\/(\w+)/.exec(error.hint);
  assert.equal(survivor, merged._merged_into);
  assert.match(error.hint, /[Cc]all again with the id/);
  assert.equal((await call('get_single_intercom_contact_by_id', { id: survivor })).json.name, 'Maria Lopez');
});

test('the vendor\'s own words, code and request id are in every error', async () => {
  const error = await refused('get_single_intercom_conversation_by_id', { id: '1' });
  assert.deepEqual([error.statusCode, error.remote, error.raw_response.type], [404, true, 'error.list']);
  assert.equal(error.request_id, error.raw_response.request_id);
  assert.match(error.hint, /Take ids from a list or search tool/);
  intercom.faults.add({
    match: { path: '/me' }, kind: 'status', status: 403,
    body: { type: 'error.list', request_id: 'r-1', errors: [{ code: 'api_plan_restricted', message: 'Active subscription needed.' }] },
  });
  const plan = await refused('list_all_intercom_me', {});
  assert.deepEqual([plan.code, plan.request_id], ['api_plan_restricted', 'r-1']);
  assert.match(plan.hint, /plan does not include this/);
});

test('what the state of a record forbids is told with what to do', async () => {
  const [ticket] = acme.tickets.list();
  const foreign = acme.ticketStates.find(({ _types: types }) => !types.includes(ticket._type)) ?? { id: '1' };
  const state = await refused('update_a_intercom_ticket_by_id', { id: ticket.id, ticket_state_id: foreign.id });
  assert.equal(state.code, 'ticket_state_id_invalid');
  assert.match(state.hint, /get_single_intercom_ticket_type_by_id/);
  const assignee = await refused('intercom_conversations_assign', { conversation_id: conversation.id, type: 'admin', admin_id: admin.id, assignee_id: '999' });
  assert.match(assignee.hint, /list_all_intercom_admins/);
});

test('a token that may only read leaves the account active', async () => {
  const account = await worker.connect('intercom', { credentials: { access_token: 'intercom-restricted-token' } });
  const { url: restricted } = await worker.mint({}, { account });
  const { json } = await worker.call(restricted, 'create_a_intercom_contact', { role: 'user', email: 'new@people.example' });
  assert.equal(json.statusCode, 403);
  const { status, last_forbidden_error: forbidden } = await worker.must(200, 'GET', `/integrated-account/${account.id}`);
  assert.deepEqual([status, forbidden.resource, forbidden.method], ['active', 'contacts', 'create']);
});

test('the limit of ten seconds is on each answer in seconds to go, and on a 429 with the wait', async () => {
  const account = await worker.connect('intercom', { context: { region: 'au' }, credentials: { access_token: 'intercom-demo-token-au' } });
  const { url: target } = await worker.mint({}, { account });
  const me = () => worker.call(target, 'list_all_intercom_me', {});
  for (const remaining of ['2', '1', '0']) {
    const { isError, headers } = await me();
    assert.equal(isError, false);
    assert.deepEqual([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')], ['3', remaining]);
    assert.match(headers.get('ratelimit-reset'), /^(\d|10)$/, 'the vendor gives a moment, the answer seconds to go');
    assert.equal(headers.get('x-ratelimit-reset'), null);
  }
  const { status, isError, headers, json } = await me();
  assert.deepEqual([status, isError, json.statusCode, json.code], [200, true, 429, 'rate_limit_exceeded']);
  assert.deepEqual([json.rate_limit.limit, json.rate_limit.remaining], [3, 0]);
  assert.equal(json.rate_limit.retry_after, json.rate_limit.reset);
  assert.equal(headers.get('retry-after'), headers.get('ratelimit-reset'));
  limited.reset();
});
