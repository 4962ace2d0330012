// Guard rails for writes, on the built Worker: a person's yes through the official client and through the page, dry runs, what customers see, and
// arguments that the operator sets. tests/faults/repeats.test.mjs has the same write many times at once.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { clockedBuild, setAhead } from '../sign-in/clock.mjs';
import { argumentsFor, documentedTools } from '../support/examples.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());
beforeEach(() => {
  for (const slug of ['pylon', 'intercom']) worker[slug].reset();
});

const WRITE = 'create_a_pylon_team';
const account = await worker.connect('pylon');
const mint = (config) => worker.mint(config, { account });
const guards = { approve: ['write'], repeat_guard_seconds: 0 };
const guarded = await mint(guards);
const writes = () => worker.pylon.calls.filter(({ method }) => method !== 'GET');

/** The official client, whose user gives these answers; `fetch` carries its messages. */
async function connect(url, answers, fetch) {
  const asked = [];
  const client = new Client({ name: 'fairlead-tests', version: '0' }, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message);
    return answers.shift();
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch }));
  return { asked, call: (name, args) => client.callTool({ name, arguments: args }), close: () => client.close() };
}

test('the official client asks its user, and what was agreed to is done once', async () => {
  const client = await connect(guarded.url, [{ action: 'accept', content: {} }, { action: 'decline' }, { action: 'cancel' }]);
  const done = await client.call(WRITE, { name: 'Night shift' });
  assert.notEqual(done.isError, true, done.content[0].text);
  assert.equal(writes().length, 1);
  assert.match(client.asked[0], /Create a team in Pylon\nAccount: .*\nMCP server: Test\nTool: create_a_pylon_team\nRequest: POST \/teams\n {2}name: Night shift/);
  for (const name of ['Day shift', 'Late shift']) {
    const refused = await client.call(WRITE, { name });
    assert.equal(refused.isError, true);
    assert.match(refused.content[0].text, /said no/);
  }
  assert.equal(client.asked.length, 3);
  assert.equal(writes().length, 1);
  const read = await client.call('list_all_pylon_me', {});
  assert.notEqual(read.isError, true);
  assert.equal(client.asked.length, 3, 'reads are not asked about');
  await client.close();
});

const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
const ask = (target, args, added = {}) => worker.rpc(target, 'tools/call', { name: WRITE, arguments: args, _meta: meta, ...added });
const yes = (state) => ({ requestState: state, inputResponses: { approve: { action: 'accept' } } });

test('a changed argument, another server’s state, a replay and many at once: one write', async () => {
  const other = await mint(guards);
  const { result } = await ask(guarded.url, { name: 'One' });
  assert.equal(result.resultType, 'input_required', JSON.stringify(result));
  const state = result.requestState;
  const refused = async (target, args, why) => {
    const { result: answer } = await ask(target, args, yes(state));
    assert.equal(answer.isError, true);
    assert.match(answer.content[0].text, why);
  };
  await refused(guarded.url, { name: 'Two' }, /other arguments/);
  await refused(other.url, { name: 'One' }, /was not given/);
  assert.equal(writes().length, 0);
  const all = await Promise.all(Array.from({ length: 20 }, () => ask(guarded.url, { name: 'One' }, yes(state))));
  assert.equal(all.filter(({ result: answer }) => answer.isError !== true).length, 1);
  assert.equal(writes().length, 1);
  await refused(guarded.url, { name: 'One' }, /was used already/);
});

/** Carries a client's messages, but its user's answer as `alter` wants: it gets `{url, message, send}`. */
const carriedBy = (alter) => async (url, init) => {
  const message = init?.body && JSON.parse(init.body);
  if (message?.params?.inputResponses === undefined) return fetch(url, init);
  return alter({ url, message, send: (to, said) => fetch(to, { ...init, body: JSON.stringify(said) }) });
};

test('the official client’s answer is refused with other arguments, at another server, too late and a second time', async () => {
  // The simulator of the Worker that started first answers for both.
  const clocked = await startWorker({ build: await clockedBuild() });
  try {
    const owner = await clocked.connect('pylon');
    const [server, other] = await Promise.all([1, 2].map(() => clocked.mint(guards, { account: owner })));
    const answered = async (alter) => {
      const client = await connect(server.url, [{ action: 'accept', content: {} }], carriedBy(alter));
      const { isError, content: [{ text }] } = await client.call(WRITE, { name: 'One' });
      assert.equal(client.asked.length, 1);
      assert.equal(isError, true, text);
      await client.close();
      return text;
    };
    assert.match(await answered(({ url, message, send }) => send(url, { ...message, params: { ...message.params, arguments: { name: 'Two' } } })), /other arguments/);
    assert.match(await answered(({ message, send }) => send(other.url, message)), /was not given/);
    const late = await answered(async ({ url, message, send }) => {
      await setAhead({ worker: clocked }, 301);
      return send(url, message);
    });
    assert.match(late, /older than five minutes/);
    await setAhead({ worker: clocked }, 0);
    assert.equal(writes().length, 0);
    const twice = await answered(async ({ url, message, send }) => {
      await (await send(url, message)).text();
      return send(url, message);
    });
    assert.match(twice, /was used already/);
    assert.equal(writes().length, 1);
  } finally {
    await clocked.close();
  }
});

const form = (fields) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', 'cf-connecting-ip': '198.51.100.7' },
  body: new URLSearchParams(fields).toString(),
});

/** A call of a client that cannot ask, and the path of the page that it links to. */
async function waiting(name, target = guarded.url) {
  const answer = await worker.call(target, WRITE, { name }, { era: 'legacy' });
  const path = /https?:\/\/[^/]+(\/approve\/[\w-]+)/.exec(answer.json?.message ?? answer.text)?.[1];
  return { answer, path };
}

test('every other client gets a link; its page asks who one is, shows all of the call, and decides nothing by being opened', async () => {
  const { answer, path } = await waiting('<b>Hostile</b>\n"team"');
  assert.equal(answer.json.statusCode, 403);
  const opened = await worker.fetch(path);
  assert.equal(opened.status, 200);
  assert.match(opened.text, /Approval code/);
  assert.doesNotMatch(opened.text, /Hostile/, 'what it is about is for who may decide');
  assert.match(opened.headers.get('content-security-policy'), /default-src 'none'/);
  const wrong = await worker.fetch(path, form({ approval_code: '0000-0000-0000' }));
  assert.equal(wrong.status, 403);
  assert.match(wrong.text, /not the code of this MCP server/);
  const shown = await worker.fetch(path, form({ approval_code: guarded.approval_code.toLowerCase() }));
  assert.match(shown.text, /&lt;b&gt;Hostile&lt;\/b&gt;<br>&quot;team&quot;/);
  assert.match(shown.text, /POST \/teams/);
  assert.equal((await waiting('<b>Hostile</b>\n"team"')).path, path, 'looking agrees to nothing');
  const fields = { approval_code: guarded.approval_code, decision: 'approve' };
  const foreign = form(fields);
  foreign.headers['sec-fetch-site'] = 'cross-site';
  assert.equal((await worker.fetch(path, foreign)).status, 403);
  for (const method of ['GET', 'HEAD']) await worker.fetch(`${path}?decision=approve&approval_code=${guarded.approval_code}`, { method });
  assert.ok((await waiting('<b>Hostile</b>\n"team"')).path, 'nor does a form of another site, nor a GET');
  const agreed = await worker.fetch(path, form(fields));
  assert.match(agreed.text, /You agreed/);
  assert.equal((await worker.fetch(path, form(fields))).status, 409);
  assert.equal(writes().length, 0);
  const done = await worker.call(guarded.url, WRITE, { name: '<b>Hostile</b>\n"team"' }, { era: 'legacy' });
  assert.equal(done.isError, false, done.text);
  assert.equal(writes().length, 1);
  assert.equal((await waiting('<b>Hostile</b>\n"team"')).path, path, 'once');
  const { path: second } = await waiting('Another team');
  assert.match((await worker.fetch(second, form({ ...fields, decision: 'decline' }))).text, /You said no/);
  assert.match((await worker.call(guarded.url, WRITE, { name: 'Another team' })).text, /a person said no/);
  assert.equal((await worker.fetch('/approve/nothing')).status, 404);
});

test('the page is there where nobody can sign in', async () => {
  const without = await startWorker({ without: 'OAUTH_KV' });
  try {
    const server = await without.mint({ approve: ['write'] });
    const answer = await without.call(server.url, WRITE, { name: 'One' }, { era: 'legacy' });
    const [, path] = /https?:\/\/[^/]+(\/approve\/[\w-]+)/.exec(answer.json.message);
    const opened = await without.fetch(path);
    assert.match(opened.text, /Approval code/);
    assert.doesNotMatch(opened.text, /Sign in/);
    assert.match((await without.fetch(path, form({ approval_code: server.approval_code, decision: 'approve' }))).text, /You agreed/);
    assert.equal((await without.call(server.url, WRITE, { name: 'One' }, { era: 'legacy' })).isError, false);
  } finally {
    await without.close();
  }
});

test('a dry run sends nothing: the simulator saw reads alone', async () => {
  const dry = await mint({ dry_run: true });
  const changing = (await documentedTools(worker, 'pylon')).filter(({ effect }) => effect !== 'read');
  assert.ok(changing.length > 50, `${changing.length} tools`);
  // Some arguments are of records that are made for them.
  const calls = changing.map((tool) => [tool.tool, argumentsFor(tool, worker.pylon)]);
  const before = worker.pylon.snapshot('acme');
  const answer = await worker.call(dry.url, WRITE, { name: 'Never' });
  assert.equal(answer.json.sent, false);
  assert.deepEqual(answer.json.request.body, { name: 'Never' });
  assert.equal(answer.json.request.headers.authorization, '[redacted]');
  for (const [name, args] of calls) {
    const { isError, text, json } = await worker.call(dry.url, name, args);
    assert.equal(isError, false, text);
    assert.equal(json.sent, false, text);
  }
  assert.deepEqual(writes(), []);
  assert.equal(worker.pylon.snapshot('acme'), before);
  await worker.call(dry.url, 'list_all_pylon_me', {});
  assert.equal(worker.pylon.calls.length, 1);
});

test('a support team that drafts: notes are written, replies are not, and the model is told which is which', async () => {
  const intercom = await worker.connect('intercom');
  const server = await worker.mint({ customer_visible: 'draft', frozen: { 'intercom_conversations_close': { admin_id: null } } }, { account: intercom });
  const names = (await worker.tools(server.url)).map(({ name }) => name);
  assert.ok(!names.includes('intercom_conversations_reply_to_customer'));
  assert.ok(names.includes('intercom_conversations_add_note') && names.includes('intercom_conversations_close'));
  const close = (await worker.tools(server.url)).find(({ name }) => name === 'intercom_conversations_close');
  assert.deepEqual(Object.keys(close.inputSchema.properties), ['conversation_id']);
  const refused = await worker.call(server.url, 'intercom_conversations_reply_to_customer', { conversation_id: '1', body: 'Hello' });
  assert.match(refused.json.message, /Use intercom_conversations_add_note instead/);
  const told = await worker.call(server.url, 'intercom_conversations_close', { conversation_id: '1', body: 'Goodbye' });
  assert.match(told.text, /body is set by this server's operator/);
  assert.deepEqual(worker.intercom.calls, []);
});
