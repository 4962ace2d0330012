// What is too long for one result, on the built Worker with its own settings: the newest comes first, and all of it comes.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { argumentsFor, documentedTools } from '../support/examples.mjs';
import { startWorker } from '../support/harness.mjs';

const MOST = 50_000;
const worker = await startWorker();
after(() => worker.close());
const serverOf = async (slug, config = {}) => (await worker.mint(config, { account: await worker.connect(slug) })).url;

/** All answers to a call, each asked for with the cursor of the one before. */
async function walk(url, tool, args, most = MOST) {
  const answers = [];
  let cursor;
  do {
    const answer = await worker.call(url, tool, { ...args, ...(cursor && { next_cursor: cursor }) });
    assert.equal(answer.isError, false, answer.text);
    assert.ok(answer.text.length <= most, `${answer.text.length} characters`);
    answers.push(answer.json);
    cursor = answer.json.next_cursor;
    assert.ok(answers.length < 100, 'the walk ends');
  } while (cursor);
  return answers;
}

test('every plain list is one page that all clients take, without being cut', async () => {
  let longest = 0;
  for (const slug of ['pylon', 'gladly', 'intercom', 'hubspot']) {
    const url = await serverOf(slug);
    for (const tool of (await documentedTools(worker, slug)).filter(({ method }) => method === 'list')) {
      const { limit, ...example } = argumentsFor(tool, worker[slug]);
      const plain = await worker.call(url, tool.tool, {});
      const answer = plain.isError ? await worker.call(url, tool.tool, example) : plain;
      assert.equal(answer.isError, false, answer.text);
      assert.ok(answer.text.length < MOST && !answer.json?.truncated, `${tool.tool}: ${answer.text.length} characters`);
      longest = Math.max(longest, answer.text.length);
    }
  }
  assert.ok(longest > MOST / 2, `the longest has ${longest} characters`);
});

test('a conversation of 500 parts begins with its newest, keeps its own fields and can be read to its first', async () => {
  const conversation = worker.intercom.state.acme.conversations.list()[0];
  const [part] = conversation._parts;
  const body = (at) => `<p>part ${at}: ${'it is still broken '.repeat(30)}</p>`;
  conversation._parts = Array.from({ length: 500 }, (_, at) => ({ ...part, id: String(at), body: body(at) }));
  const url = await serverOf('intercom');
  const answers = await walk(url, 'get_single_intercom_conversation_by_id', { id: conversation.id });
  const parts = answers.map(({ conversation_parts: { conversation_parts: shown } }) => shown);
  assert.equal(parts[0].at(-1).id, '499');
  assert.ok(parts[0].length > 40, `${parts[0].length} parts at first`);
  assert.deepEqual(parts.toReversed().flat().map(({ id }) => Number(id)), [...Array(500).keys()]);
  for (const answer of answers) assert.equal(answer.id, conversation.id);
  const [{ state, source, truncated }] = answers;
  assert.deepEqual([state, typeof source.body], [conversation.state, 'string']);
  const [{ at, last, of, left }] = truncated.cuts;
  assert.deepEqual([at, last, of, left], ['/conversation_parts/conversation_parts', 500, 500, 500 - parts[0].length]);
});

test('the answer to a note on a long conversation ends with what was written, and is not asked for again', async () => {
  const conversation = worker.intercom.state.acme.conversations.list()[1];
  const [part] = conversation._parts;
  conversation._parts = Array.from({ length: 400 }, (_, at) => ({ ...part, id: String(at), body: 'x'.repeat(500) }));
  const url = await serverOf('intercom');
  const { admin_assignee_id: someone } = conversation;
  const admin = worker.intercom.state.acme.admins.list().find(({ id }) => id === String(someone)) ?? worker.intercom.state.acme.admins.list()[0];
  const note = await worker.call(url, 'intercom_conversations_add_note', { conversation_id: conversation.id, admin_id: admin.id, body: 'Looked into it' });
  assert.equal(note.isError, false, note.text);
  assert.match(note.json.conversation_parts.conversation_parts.at(-1).body, /Looked into it/);
  assert.equal(note.json.next_cursor, null);
  assert.match(note.json.truncated.hint, /would repeat the change/);
});

test('a timeline without pages begins with its newest items and can be read to its first', async () => {
  const { acme } = worker.gladly.state;
  const [item] = acme.items.list(({ content }) => content.type === 'CHAT_MESSAGE');
  const { conversationId } = item;
  for (let at = 0; at < 150; at += 1) {
    const timestamp = new Date(Date.parse('2026-11-25T00:00:00Z') + at * 1000).toISOString();
    acme.items.add({ ...item, id: `long-${at}`, timestamp, content: { ...item.content, content: `${at} ${'text '.repeat(200)}` } });
  }
  const url = await serverOf('gladly');
  const answers = await walk(url, 'list_all_gladly_conversation_items', { conversation_id: conversationId });
  assert.ok(answers.length > 1);
  assert.equal(answers[0].result.at(-1).id, 'long-149');
  const shown = answers.map(({ result }) => result).toReversed().flat().map(({ id }) => id);
  assert.deepEqual(shown.filter((id) => id.startsWith('long-')), Array.from({ length: 150 }, (_, at) => `long-${at}`));
  assert.equal(new Set(shown).size, shown.length);
  assert.ok(shown.includes(item.id));
  assert.equal(answers[0].truncated.cuts[0].of, shown.length);
});

test('a message of 300 KB keeps its id, and its text can be read to its end', async () => {
  const { acme } = worker.pylon.state;
  const issue = acme.issues.list()[0];
  const url = await serverOf('pylon');
  const before = await worker.call(url, 'list_all_pylon_messages', { issue_id: issue.id });
  const [{ id }] = before.json.result;
  const html = `<p>${'Grüße 👋 '.repeat(27_000)}</p>`;
  acme.messages.get(id).message_html = html;
  const answers = await walk(url, 'list_all_pylon_messages', { issue_id: issue.id });
  const shown = answers.flatMap(({ result }) => result);
  assert.equal(shown.filter((message) => message.id === id).map((message) => message.message_html ?? '').join(''), html);
  assert.deepEqual([...new Set(shown.map((message) => message.id))], before.json.result.map((message) => message.id));
  for (const message of shown) assert.ok(message.author && message.timestamp, 'small fields stay');
});

test('a server says how long its results may be, and tells the client that asks for it', async () => {
  const url = await serverOf('pylon', { max_result_chars: 100_000 });
  const { result } = (await worker.rpc(url, 'tools/list', {})).body;
  assert.ok(result.tools.every(({ _meta }) => _meta['anthropic/maxResultSizeChars'] === 100_000));
  const { text } = await worker.call(url, 'list_all_pylon_search_issues', { limit: '200' });
  assert.ok(text.length > MOST && text.length <= 100_000, `${text.length} characters`);
  const usual = await worker.call(await serverOf('pylon'), 'list_all_pylon_search_issues', { limit: '200' });
  assert.ok(usual.text.length > MOST / 2 && usual.text.length <= MOST, `${usual.text.length} characters`);
});
