// What is peculiar to Gladly's errors, limits and access, as a model meets it. Its kinds of content are in gladly-content.test.mjs.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { createGladly } from '../simulators/gladly/index.mjs';
import { startWorker } from '../support/harness.mjs';

// Two more organizations: one whose account gives 400 where the description says 301, and one with two calls a second.
const other = createGladly({ limits: false, merged: 400, errorShapes: 'list', topicsRequired: true });
const limited = createGladly({ limits: { perSecond: 2 } });
const worker = await startWorker({
  hosts: {
    'https://globex.gladly.com': (call) => other.fetch(call),
    'https://acme.us-1.gladly.com': (call) => limited.fetch(call),
  },
});
after(() => worker.close());

const serverOf = async (fields) => (await worker.mint({}, { account: await worker.connect('gladly', fields) })).url;
const url = await serverOf();
const globexUrl = await serverOf({
  context: { organization: 'globex' },
  credentials: { email: 'agent@globex.example', api_token: 'gladly-second-token' },
});
const descriptions = new Map((await worker.tools(url)).map(({ name, description }) => [name, description]));

let known;
beforeEach(() => {
  for (const simulator of [worker.gladly, other, limited]) simulator.reset();
  known = worker.gladly.state.acme.landmarks;
});

/** A call that fails, asked of the vendor once: the error's JSON. */
async function refused(target, tool, args) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(target, tool, args);
  });
  assert.equal(sent.length, 1, 'nothing is repeated or followed');
  assert.equal(answer.isError, true, answer.text);
  return answer.json;
}

describe('a merged customer', () => {
  test('is an error that names the new id, which then works, where the vendor answers 301', async () => {
    for (const old of [known.merged, known.mergedTwice]) {
      const error = await refused(url, 'get_single_gladly_customer_by_id', { id: old });
      assert.deepEqual([error.statusCode, error.code], [301, 'moved']);
      assert.equal(error.hint, `This customer was merged into another: call again with id ${known.survivor}, and use that id from now on.`);
      const { json } = await worker.call(url, 'get_single_gladly_customer_by_id', { id: known.survivor });
      assert.equal(json.name, 'Lena Okafor');
    }
  });

  test('is never followed to where a Location points, since a write would be repeated there', async () => {
    const before = worker.gladly.snapshot();
    const content = { type: 'CUSTOMER_ACTIVITY', title: 'Parcel', body: 'Left', activityType: 'ISSUE', sourceName: 'Shop' };
    const error = await refused(url, 'create_a_gladly_conversation_item', { customer_id: known.merged, content });
    assert.equal(error.statusCode, 301);
    assert.ok(error.hint.includes(known.survivor), error.hint);
    assert.equal(worker.gladly.snapshot(), before);
  });

  test('is the same error where the vendor answers 400 or 404', async () => {
    const { merged, survivor } = other.state.globex.landmarks;
    const error = await refused(globexUrl, 'get_single_gladly_customer_by_id', { id: merged });
    assert.equal(error.statusCode, 400);
    assert.ok(error.hint.includes(`call again with id ${survivor}`), error.hint);
    const update = await refused(url, 'update_a_gladly_customer_by_id', { id: known.merged, name: 'Lena' });
    assert.equal(update.statusCode, 404);
    assert.ok(update.hint.includes(`call again with id ${known.survivor}`), update.hint);
  });

  test('is announced where customers are read', () => {
    assert.match(descriptions.get('get_single_gladly_customer_by_id'), /merged customer's old id gives an error with the new id/);
  });
});

const first = (collection, at = 0) => collection.list()[at];
const theirItem = ({ items }, conversationId, type) =>
  items.find((item) => item.conversationId === conversationId && item.initiator.type === type).id;
const answerOf = (id) => ({ id, content: { type: 'EMAIL', body: '<p>Sorry</p>' } });
const hoursOf = ({ businessHours }) => first(businessHours);

// What the record's state forbids: the call, what the error advises, and what the tool's description said beforehand.
const lockedOut = [
  ['deleting a customer with an open conversation', 'delete_a_gladly_customer_by_id',
    () => ({ id: known.chargedTwice }),
    /OPEN or WAITING conversation.*list_all_gladly_customer_conversations.*update_a_gladly_conversation_by_id/, /Refused while any is OPEN or WAITING/],
  ['assigning a closed conversation', 'update_a_gladly_conversation_by_id',
    () => ({ id: known.settledConversation, assignee: { inboxId: known.billing } }),
    /Reopen it/, /closed one has to be reopened before it is assigned/],
  ['closing while the customer waits', 'update_a_gladly_conversation_by_id',
    () => ({ id: known.openConversation, status: { value: 'CLOSED' } }),
    /gladly_conversation_items_reply.*status\.force true/, /force while the customer waits/],
  ['an agent who does not work in the inbox', 'update_a_gladly_conversation_by_id',
    () => ({ id: known.openConversation, assignee: { inboxId: known.escalations, agentId: known.idleAgent } }),
    /does not work in this inbox/, /agent must work in the inbox/],
  ['replying in a closed conversation', 'gladly_conversation_items_reply',
    (acme) => answerOf(theirItem(acme, known.settledConversation, 'CUSTOMER')),
    /Reopen it.*create_a_gladly_email/, /conversation that is not closed/],
  ['replying to an agent', 'gladly_conversation_items_reply',
    (acme) => answerOf(theirItem(acme, known.callConversation, 'AGENT')),
    /initiator\.type is CUSTOMER/, /items that the customer wrote/],
  ['reading an item that the API hides', 'get_single_gladly_conversation_item_by_id',
    () => ({ id: known.hidden }), /does not show its kind/, undefined],
  ['attachments of an item that has none', 'get_single_gladly_conversation_item_attachment_by_id',
    () => ({ conversation_item_id: known.call, id: known.attachment }), /content\.attachments of other items/, undefined],
  ['deleting an answer that a help center shows', 'delete_a_gladly_answer_by_id',
    () => ({ id: known.answerInHelpCenter }), /used by a rule, a thread or a help centre section/, /[Rr]efused/],
  ['deleting the primary schedule', 'delete_a_gladly_business_hour_by_id',
    (acme) => ({ id: hoursOf(acme).id }), /Make another one primary/, /primary/],
  ['changing a schedule that somebody else changed', 'update_a_gladly_business_hour_by_id',
    (acme) => ({ id: hoursOf(acme).id, version: 1, name: 'x', primary: true, officeHours: { timezone: 'Europe/Paris' } }),
    /changed meanwhile.*get_single_gladly_business_hour_by_id/, /version/],
  ['a name that is taken', 'create_a_gladly_topic',
    () => ({ name: 'Billing' }), /already/, undefined],
  ['deleting an export that still runs', 'delete_a_gladly_export_job_by_id',
    () => ({ id: known.runningJob }), /still running.*COMPLETED or FAILED/, /once COMPLETED or FAILED/],
  ['commenting on a closed task', 'create_a_gladly_task_comment',
    (acme) => ({ task_id: known.closedTask, agentId: first(acme.agents).id, comment: 'x' }), /change its state first/, /task must be OPEN/],
  ['reopening a conversation beside an open one', 'update_a_gladly_conversation_by_id',
    () => ({ id: known.settledConversation, status: { value: 'OPEN' } }), /state forbids this/, undefined],
];

describe('the state of a record', () => {
  for (const [title, tool, args, hint, notice] of lockedOut) {
    test(`forbids ${title}: the error says what to do, and changes nothing`, async () => {
      const before = worker.gladly.snapshot();
      const error = await refused(url, tool, args(worker.gladly.state.acme));
      assert.ok([400, 409].includes(error.statusCode), JSON.stringify(error));
      assert.match(error.hint, hint);
      assert.ok(error.code.length > 0 && error.message.length > 20);
      assert.equal(worker.gladly.snapshot(), before);
      if (notice) assert.match(descriptions.get(tool), notice, 'the description gives notice');
    });
  }

  test('forbids closing without a topic where the organization wants one', async () => {
    const { landmarks, conversations } = other.state.globex;
    conversations.get(landmarks.openConversation).topicIds = [];
    const status = { value: 'CLOSED', force: true };
    const error = await refused(globexUrl, 'update_a_gladly_conversation_by_id', { id: landmarks.openConversation, status });
    assert.match(error.hint, /Add one with create_a_gladly_conversation_topic/);
  });
});

test('an error is read whether it is a list, an object or a bare list', async () => {
  const object = await refused(url, 'get_single_gladly_customer_by_id', { id: 'nobody' });
  assert.ok(!Array.isArray(object.raw_response.errors), JSON.stringify(object));
  assert.deepEqual([object.statusCode, object.code], [404, 'not_exist']);
  const bare = await refused(url, 'delete_a_gladly_export_job_by_id', { id: known.runningJob });
  assert.ok(Array.isArray(bare.raw_response), JSON.stringify(bare));
  assert.equal(bare.code, 'temporary_failure');
  const list = await refused(url, 'get_single_gladly_task_by_id', { id: 'no-such-task' });
  assert.ok(Array.isArray(list.raw_response.errors));
  for (const { message } of [object, bare, list]) assert.match(message, /^Gladly answered 4\d\d: [a-z]/);
});

test('public answers are asked for without credentials, all else with them', async () => {
  const { id } = worker.gladly.state.acme;
  const { helpCenter, freeAnswer } = known;
  const stranger = await serverOf({ credentials: { email: 'agent@acme.example', api_token: 'no-such-gladly-token' } });
  for (const [tool, args] of [
    ['list_all_gladly_public_answers', {}],
    ['list_all_gladly_public_answers_search', { q: 'return' }],
    ['get_single_gladly_public_answer_by_id', { id: freeAnswer }],
    ['list_all_gladly_help_center_answer_titles', { help_center_id: helpCenter }],
  ]) {
    for (const target of [url, stranger]) {
      const [{ headers }] = await worker.sentDuring(async () => {
        const answer = await worker.call(target, tool, { organization_id: id, ...args });
        assert.equal(answer.isError, false, `${tool}: ${answer.text}`);
      });
      assert.equal(headers.get('authorization'), null, tool);
    }
  }
  assert.equal((await refused(stranger, 'list_all_gladly_agents', {})).statusCode, 401);
});

test('a token that may do less leaves the account active and says what is missing', async () => {
  const account = await worker.connect('gladly', { credentials: { email: 'clerk@acme.example', api_token: 'gladly-clerk-token' } });
  const { url: clerk } = await worker.mint({}, { account });
  const error = await refused(clerk, 'delete_a_gladly_customer_by_id', { id: known.settled });
  assert.deepEqual([error.statusCode, /Compliance Admin/.test(error.hint)], [403, true]);
  const { status, last_forbidden_error: forbidden } = await worker.must(200, 'GET', `/integrated-account/${account.id}`);
  assert.deepEqual([status, forbidden.resource, forbidden.method], ['active', 'customers', 'delete']);
});

test('the limit of a second is on each answer, and says to wait one second when it is used up', async () => {
  const target = await serverOf({ context: { organization: 'acme', domain: 'us-1' } });
  const call = () => worker.call(target, 'list_all_gladly_topics', {});
  for (const remaining of ['1', '0']) {
    const { isError, headers } = await call();
    assert.equal(isError, false);
    assert.deepEqual(['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`)), ['2', remaining, '1']);
    assert.equal(headers.get('retry-after'), null);
  }
  const { status, isError, headers, json } = await call();
  assert.deepEqual([status, isError, json.statusCode], [200, true, 429]);
  assert.deepEqual(json.rate_limit, { limit: 2, remaining: 0, reset: 1, retry_after: 1 });
  assert.equal(headers.get('retry-after'), '1');
  assert.match(json.hint, /[Ww]ait 1 s/);
  limited.clock.advance(1000);
  assert.equal((await call()).isError, false);
});
