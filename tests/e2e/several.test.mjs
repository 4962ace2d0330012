// Several accounts behind one URL, over the wire: two Pylon workspaces and an Intercom one, of which each call reaches one alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, vendorTokens } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const { pylon } = worker;
let north;
let south;
let intercom;
let server;

before(async () => {
  north = await worker.connectPylon({ label: 'North' });
  south = await worker.connectPylon({ label: 'South', credentials: { api_token: vendorTokens.second } });
  intercom = await worker.connect('intercom', { label: 'Chat' });
  server = await mint([{ id: north.id }, { id: south.id, config: { methods: ['read'] } }, { id: intercom.id }]);
});

const mint = (accounts, fields = {}) => worker.must(201, 'POST', '/mcp-server', { name: 'Everything', accounts, ...fields });

async function refused(url, tool, args) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(url, tool, args);
  });
  assert.equal(answer.isError, true, answer.text);
  assert.deepEqual(sent, [], 'nothing is sent');
  return answer.json.details.failures;
}

test('one list has the tools of all, and those of Pylon ask which workspace is meant', async () => {
  const tools = await worker.tools(server.url);
  const named = new Map(tools.map((tool) => [tool.name, tool]));
  assert.equal(named.size, tools.length);
  const labels = (name) => named.get(name).inputSchema.properties.account?.enum;
  assert.deepEqual(labels('list_all_pylon_issues'), ['North', 'South']);
  assert.deepEqual(labels('create_a_pylon_issue'), ['North']);
  assert.equal(labels('list_all_intercom_search_conversations'), undefined);
  for (const { name, inputSchema } of tools.filter((tool) => tool.name.includes('pylon'))) assert.match(inputSchema.required[0], /^(vendor_)?account$/, name);
});

test('a call reaches the workspace that it names, and never another', async () => {
  for (const [label, organization, token] of [['South', 'globex', vendorTokens.second], ['North', 'acme', vendorTokens.us], ['south ', 'globex', vendorTokens.second]]) {
    const [sent] = await worker.sentDuring(async () => {
      const { isError, text } = await worker.call(server.url, 'list_all_pylon_me', { account: label });
      assert.equal(isError, false, text);
    });
    assert.equal(new Headers(sent.headers).get('authorization'), `Bearer ${token}`);
    assert.equal(pylon.calls.at(-1).organization, organization);
    assert.ok(!sent.url.includes('account='), sent.url);
  }
  for (const args of [{}, { account: 'souths' }, { account: 'Chat' }, { account: south.id }]) {
    const [failure] = await refused(server.url, 'list_all_pylon_me', args);
    assert.equal(failure.argument, 'account');
    assert.ok(failure.message.includes('"North", "South"'), failure.message);
  }
  await refused(server.url, 'create_a_pylon_issue', { account: 'South', title: 'x', body_html: 'x' });
  const { isError } = await worker.call(server.url, 'list_all_intercom_admins', { account: 'Chat' });
  assert.equal(isError, false);
});

test('a page of one workspace is not read on in the other', async () => {
  const first = await worker.call(server.url, 'list_all_pylon_accounts', { account: 'North', limit: 1 });
  const { next_cursor: cursor } = first.json;
  assert.ok(cursor, first.text);
  const [failure] = await refused(server.url, 'list_all_pylon_accounts', { account: 'South', limit: 1, next_cursor: cursor });
  assert.equal(failure.argument, 'next_cursor');
  const { isError, text } = await worker.call(server.url, 'list_all_pylon_accounts', { account: 'North', limit: 1, next_cursor: cursor });
  assert.equal(isError, false, text);
});

test('short names that both vendors have are long, and the rest are short', async () => {
  const short = { tool_names: 'short' };
  const { url } = await mint([{ id: north.id, config: short }, { id: intercom.id, config: short }]);
  const names = (await worker.tools(url)).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const own = async (account) => new Set((await worker.tools((await worker.mint(short, { account })).url)).map(({ name }) => name));
  const [ofPylon, ofIntercom] = [await own(north), await own(intercom)];
  const shared = [...ofPylon].filter((name) => ofIntercom.has(name));
  assert.ok(shared.length > 0);
  for (const name of shared) {
    assert.ok(!names.includes(name), name);
    const { error } = await worker.call(url, name, {});
    assert.equal(error.code, -32602, name);
  }
  for (const name of ofPylon) if (!ofIntercom.has(name)) assert.ok(names.includes(name), name);
});

test('a client is told what there is, and discovery finds across vendors', async () => {
  const { url } = await mint([{ id: north.id }, { id: south.id }, { id: intercom.id }], { config: { tool_exposure: 'discovery' } });
  const { result } = await worker.rpc(url, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }, { era: 'legacy' });
  assert.match(result.serverInfo.name, /^[a-z0-9-]{1,40}$/);
  assert.match(result.instructions, /^Tools for 3 accounts: Pylon "North", "South"; Intercom "Chat"\./);
  assert.ok(result.instructions.length < 2_000);
  const best = async (query) => (await worker.call(url, 'search_tools', { query })).json.tools[0];
  const issue = await best('search pylon issues by state');
  assert.match(issue.name, /pylon/);
  assert.deepEqual(issue.accounts, ['North', 'South']);
  const article = await best('write an intercom help center article');
  assert.match(article.name, /intercom/);
  assert.deepEqual(article.accounts, ['Chat']);
  const { isError } = await worker.call(url, 'read_tool', { tool_name: 'list_all_pylon_me', account: 'South' });
  assert.equal(isError, false);
  assert.equal(pylon.calls.at(-1).organization, 'globex');
});

test('what is deleted is left out, and a URL without accounts is dead', async () => {
  const gone = await worker.connectPylon({ label: 'Gone' });
  const { url, id } = await mint([{ id: gone.id }, { id: intercom.id }]);
  await worker.must(200, 'DELETE', `/integrated-account/${gone.id}`);
  const names = (await worker.tools(url)).map(({ name }) => name);
  assert.ok(names.length > 0 && names.every((name) => !name.includes('pylon')));
  const alone = await mint([{ id: (await worker.connectPylon()).id }]);
  await worker.must(200, 'DELETE', `/integrated-account/${alone.accounts[0].id}`);
  assert.equal((await worker.rpc(alone.url, 'tools/list', {})).status, 404);
  await worker.must(200, 'DELETE', `/mcp-server/${id}`);
  assert.equal((await worker.rpc(url, 'tools/list', {})).status, 404);
});
