// The kinds of content that Gladly answers with: lists that it cuts, creates without a body, tables, lines, sound, words and links.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { createGladly } from '../simulators/gladly/index.mjs';
import { startWorker } from '../support/harness.mjs';

// An organization whose lists end early.
const short = createGladly({ limits: false, caps: { 'conversation_items.list': 3, 'tasks.list': 1, 'task_comments.list': 1 } });
const hosts = { 'https://acme.us-1.gladly.com': (call) => short.fetch(call) };
const worker = await startWorker({ hosts });
after(() => worker.close());

const serverOf = async (fields) => (await worker.mint({}, { account: await worker.connect('gladly', fields) })).url;
const url = await serverOf();
const shortUrl = await serverOf({ context: { organization: 'acme', domain: 'us-1' } });

let acme;
let known;
beforeEach(() => {
  for (const simulator of [worker.gladly, short]) simulator.reset();
  acme = worker.gladly.state.acme;
  known = acme.landmarks;
});

async function call(tool, args, target = url) {
  const answer = await worker.call(target, tool, args);
  assert.equal(answer.isError, false, answer.text);
  return answer;
}

describe('a list that Gladly cuts', () => {
  test('says so and what to narrow, when the vendor says so', async () => {
    const list = (args) => call('list_all_gladly_customer_conversations', args);
    const { json: busy } = await list({ customer_id: known.busy });
    assert.deepEqual([busy.result.length, busy.next_cursor, busy.is_truncated], [100, null, true]);
    assert.match(busy.hint, /ConversationExportReport/);
    const { json: usual } = await list({ customer_id: known.caller });
    assert.deepEqual(Object.keys(usual), ['result', 'next_cursor']);
    assert.equal(usual.result.length, 2);
  });

  test('says so when it is as long as can be, where the vendor says nothing', async () => {
    const { json: crowd } = await call('list_all_gladly_customers', { phoneNumber: known.crowdedPhone });
    assert.deepEqual([crowd.result.length, crowd.is_truncated], [50, true]);
    assert.match(crowd.hint, /e-mail address/);
    const { json: one } = await call('list_all_gladly_customers', { phoneNumber: '+15550100101' });
    assert.deepEqual([one.result.length, 'is_truncated' in one], [1, false]);
  });

  test('is narrowed by what the advice names', async () => {
    const { landmarks } = short.state.acme;
    const conversation = { conversation_id: landmarks.everyChannelConversation };
    const { json: cut } = await call('list_all_gladly_conversation_items', conversation, shortUrl);
    assert.deepEqual([cut.result.length, cut.is_truncated], [3, true]);
    assert.match(cut.hint, /sessionId/);
    const { sessionId } = cut.result[0];
    const { json: whole } = await call('list_all_gladly_conversation_items', { ...conversation, sessionId }, shortUrl);
    assert.deepEqual([whole.result.length, 'is_truncated' in whole], [3, false]);

    const { json: tasks } = await call('list_all_gladly_tasks', { customer_id: landmarks.caller }, shortUrl);
    assert.deepEqual([tasks.result.length, tasks.is_truncated], [1, true]);
    assert.match(tasks.hint, /OPEN or CLOSED/);
    const { json: comments } = await call('list_all_gladly_task_comments', { task_id: landmarks.closedTask }, shortUrl);
    assert.deepEqual([comments.result.length, comments.is_truncated], [1, true]);
  });
});

describe('success without a body', () => {
  test('is the status and the new id, with which the record is read', async () => {
    const { json: created } = await call('create_a_gladly_customer', { name: 'Noor Example', emails: [{ original: 'noor@people.example' }] });
    assert.deepEqual(created, { status: 201, id: created.id });
    const { json } = await call('get_single_gladly_customer_by_id', { id: created.id });
    assert.equal(json.name, 'Noor Example');
    const { json: chosen } = await call('create_a_gladly_task', {
      customer_id: created.id, id: 'my-own_id', body: 'Call', dueAt: '2099-12-01T00:00:00Z', assignee: { inboxId: known.support },
    });
    assert.deepEqual(chosen, { status: 201, id: 'my-own_id' });
  });

  test('is the status alone after an update or a delete', async () => {
    assert.deepEqual((await call('update_a_gladly_customer_by_id', { id: known.caller, name: 'Tom' })).json, { status: 204 });
    assert.equal((await call('get_single_gladly_customer_by_id', { id: known.caller })).json.name, 'Tom');
    assert.deepEqual((await call('delete_a_gladly_customer_by_id', { id: known.settled })).json, { status: 204 });
  });

  test('is the status of a report without rows', async () => {
    const answer = await call('gladly_work_session_reports_generate', { startAtTime: '2020-01-01T00:00Z', endAtTime: '2020-01-02T00:00Z' });
    assert.deepEqual(answer.json, { status: 200 });
  });
});

describe('text', () => {
  const report = { metricSet: 'ConversationExportReport', startAt: '2026-10-01', endAt: '2026-11-20' };

  test('is a table as CSV, as the vendor wrote it', async () => {
    const { text, result } = await call('gladly_reports_generate', report);
    assert.deepEqual(result.content.map(({ type }) => type), ['text']);
    const [header, ...rows] = text.trimEnd().split('\n');
    assert.ok(header.split(',').length > 5 && rows.length > 10, header);
    assert.ok(rows.some((row) => row.includes(known.openConversation)));
    const { text: billing } = await call('gladly_reports_generate', { ...report, filters: { inboxes: [known.billing] } });
    assert.ok(billing.length < text.length && billing.startsWith(header));
  });

  test('is JSON lines, each of which is a record', async () => {
    const job = { export_job_id: known.exportJob, filename: 'agents.jsonl' };
    const { text } = await call('get_single_gladly_export_job_file_by_id', job);
    assert.deepEqual(text.trimEnd().split('\n').map((line) => JSON.parse(line).id), acme.agents.list().map(({ id }) => id));
    const { text: events } = await call('list_all_gladly_events', { startAt: '2026-11-19T13:00:00Z', entities: ['TASK', 'CUSTOMER'] });
    const types = events.trimEnd().split('\n').map((line) => JSON.parse(line).type);
    assert.deepEqual(new Set(types.map((type) => type.split('/')[0])), new Set(['TASK', 'CUSTOMER']));
  });

  test('is what was said in a call, as one record', async () => {
    const { json } = await call('list_all_gladly_voice_transcripts', { conversation_item_id: known.call });
    assert.equal(json.numberOfSpeakers, 2);
    assert.match(json.paragraphs[1].transcript, /order 88213/);
    assert.equal('result' in json, false);
  });

  test('is cut with a note that says how much there is: a table and lines between two of them', async (t) => {
    const small = await startWorker({ vars: { MAX_RESULT_CHARS: '2000' } });
    t.after(() => small.close());
    const { url: target } = await small.mint({}, { account: await small.connect('gladly') });
    const table = await small.call(target, 'gladly_reports_generate', report);
    assert.match(table.text, /\n\[cut: lines 1 to \d+ of \d+; for the rest call again .* next_cursor "[^"]+"\]$/);
    const { landmarks } = small.gladly.state.acme;
    const file = await small.call(target, 'get_single_gladly_export_job_file_by_id', { export_job_id: landmarks.exportJob, filename: 'conversation_items.jsonl' });
    const whole = file.text.split('\n').slice(0, -1);
    assert.match(file.text, new RegExp(`\\n\\[cut: lines 1 to ${whole.length} of \\d+; for the rest call again`));
    for (const line of whole) assert.ok(JSON.parse(line).id);
    for (const { text } of [table, file]) assert.ok(text.length <= 2000, String(text.length));
  });
});

test('a recording is audio that a client can play', async () => {
  const { result } = await call('gladly_voice_recordings_download', { conversation_item_id: known.call });
  const [block, ...rest] = result.content;
  assert.deepEqual([rest, block.type, block.mimeType], [[], 'audio', 'audio/mpeg']);
  const bytes = Buffer.from(block.data, 'base64');
  // A frame of MPEG audio starts with eleven set bits, an ID3 tag with its name.
  assert.ok(bytes.subarray(0, 3).toString() === 'ID3' || (bytes[0] === 0xff && bytes[1] >= 0xe0), bytes.subarray(0, 4).toString('hex'));
  const missing = await worker.call(url, 'gladly_voice_recordings_download', { conversation_item_id: known.customerEmail });
  assert.deepEqual([missing.isError, missing.json.statusCode], [true, 404]);
});

test('an attachment is a link to the file, which is shown and not fetched', async () => {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await call('get_single_gladly_conversation_item_attachment_by_id', { conversation_item_id: known.customerEmail, id: known.attachment });
  });
  assert.equal(sent.length, 1);
  const [link] = answer.result.content;
  assert.equal(link.type, 'resource_link');
  assert.match(link.uri, /^https:\/\/attachments\.gladly-files\.example\/acme\/.*bank%20statement\.png\?signature=/);
  assert.ok(link.name.length > 0);
});

test('a redirect that leads off HTTPS is no link', async () => {
  worker.gladly.faults.add({ match: { method: 'GET' }, kind: 'redirect', status: 303, location: 'http://files.example/x' });
  const answer = await worker.call(url, 'get_single_gladly_conversation_item_attachment_by_id', { conversation_item_id: known.customerEmail, id: known.attachment });
  assert.deepEqual([answer.isError, answer.json.statusCode], [true, 303]);
  assert.match(answer.json.message, /redirect/i);
});
