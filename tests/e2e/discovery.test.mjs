// tool_exposure "discovery": four tools that find and call the others.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const { url } = await worker.mint({ tool_exposure: 'discovery' }, { account });
const reader = await worker.mint({ tool_exposure: 'discovery', methods: ['read'] }, { account });
const call = (name, args, target = url) => worker.call(target, name, args);

test('four tools are listed', async () => {
  const tools = await worker.tools(url);
  assert.deepEqual(tools.map(({ name }) => name).sort(), ['call_tool', 'get_tool_schema', 'read_tool', 'search_tools']);
  for (const { title, description, inputSchema, annotations } of tools) {
    assert.ok(title && description);
    assert.equal(inputSchema.type, 'object');
    assert.equal(typeof annotations.readOnlyHint, 'boolean');
  }
});

test('search_tools finds a tool by what one wants to do', async () => {
  for (const [query, name] of [
    ['snooze an issue', 'pylon_issues_snooze'],
    ['create team', 'create_a_pylon_team'],
    ['list the teams', 'list_all_pylon_teams'],
    ['upload a file attachment', 'create_a_pylon_attachment'],
  ]) {
    const answer = await call('search_tools', { query });
    assert.equal(answer.isError, false, answer.text);
    assert.ok(answer.text.includes(name), `${query}: ${answer.text.slice(0, 400)}`);
  }
});

test('search_tools keeps to its limit, and shows the resources when nothing is asked or found', async () => {
  const few = await call('search_tools', { query: 'issue', limit: 2 });
  const many = await call('search_tools', { query: 'issue' });
  assert.ok(few.text.length < many.text.length);
  for (const query of ['', 'zzzqqqxxx']) {
    const browsed = await call('search_tools', { query });
    assert.equal(browsed.isError, false);
    for (const resource of ['teams', 'issues', 'messages']) assert.ok(browsed.json.tools_by_resource[resource] > 0, `${query}: ${resource}`);
  }
});

test('get_tool_schema gives full schemas, and a near name for a wrong one', async () => {
  const found = await call('get_tool_schema', { tool_names: ['create_a_pylon_tag', 'list_all_pylon_issues'] });
  assert.equal(found.isError, false, found.text);
  for (const word of ['object_type', 'hex_color', 'start_time', 'inputSchema']) assert.ok(found.text.includes(word), word);
  const near = await call('get_tool_schema', { tool_names: ['create_a_pylon_tga'] });
  assert.ok(near.text.includes('create_a_pylon_tag'), near.text);
});

test('get_tool_schema takes one to five names', async () => {
  for (const tool_names of [[], Array(6).fill('create_a_pylon_tag')]) {
    const answer = await call('get_tool_schema', { tool_names });
    assert.equal(answer.isError, true, answer.text);
  }
});

test('call_tool calls, checks arguments and passes failures on like a direct call', async () => {
  const me = await call('call_tool', { tool_name: 'list_all_pylon_me', arguments: {} });
  assert.equal(me.isError, false, me.text);
  const direct = await worker.mint({}, { account });
  assert.equal(me.text, (await worker.call(direct.url, 'list_all_pylon_me', {})).text);
  const sent = await worker.sentDuring(async () => {
    const wrong = await call('call_tool', { tool_name: 'create_a_pylon_tag', arguments: { vaule: 'x' } });
    assert.equal(wrong.isError, true);
    assert.equal(wrong.json.statusCode, 400);
    assert.deepEqual(wrong.json.details.failures.map(({ argument }) => argument).sort(), ['object_type', 'value', 'vaule']);
  });
  assert.deepEqual(sent, []);
});

test('read_tool calls what reads, and nothing else', async () => {
  const me = await call('read_tool', { tool_name: 'list_all_pylon_me' });
  assert.equal(me.isError, false, me.text);
  const sent = await worker.sentDuring(async () => {
    const wrong = await call('read_tool', { tool_name: 'create_a_pylon_tag', arguments: { value: 'x', object_type: 'issue' } });
    assert.equal(wrong.isError, true);
    assert.match(wrong.json.message, /call_tool/);
  });
  assert.deepEqual(sent, []);
});

test('call_tool keeps to the server\'s filters', async () => {
  const sent = await worker.sentDuring(async () => {
    for (const name of ['create_a_pylon_team', 'no_such_tool']) {
      const answer = await call('call_tool', { tool_name: name, arguments: { name: 'x' } }, reader.url);
      assert.ok(answer.isError || answer.error, name);
    }
  });
  assert.deepEqual(sent, []);
  const found = await call('search_tools', { query: 'create team' }, reader.url);
  assert.ok(!found.text.includes('create_a_pylon_team'));
});

test('call_tool takes arguments that stand beside the tool\'s name, and what clients add is dropped', async () => {
  const [team] = (await call('call_tool', { tool_name: 'list_teams' })).json.result;
  for (const args of [{ tool_name: 'get_single_pylon_team_by_id', id: team.id }, { name: 'get_team', arguments: JSON.stringify({ id: team.id }), toolCallId: 'call_1' }]) {
    const answer = await call('call_tool', args);
    assert.equal(answer.isError, false, answer.text);
    assert.equal(answer.json.id, team.id);
  }
});

test('a real tool is called by its name too, and a name that nothing has is answered with the way through search_tools', async () => {
  const me = await worker.call(url, 'list_all_pylon_me', {});
  assert.equal(me.isError, false, me.text);
  const sent = await worker.sentDuring(async () => {
    const answer = await worker.rpc(url, 'tools/call', { name: 'list_all_pylon_mee', arguments: {} });
    assert.equal(answer.status, 200);
    assert.ok(answer.error !== undefined || answer.result.isError === true);
    assert.match(answer.text, /search_tools|call_tool/);
  });
  assert.deepEqual(sent, []);
});

test('the exposure can be switched on a live server', async () => {
  const server = await worker.mint({}, { account });
  const path = `/integrated-account/${account.id}/mcp/${server.id}`;
  await worker.must(200, 'PATCH', path, { config: { tool_exposure: 'discovery' } });
  assert.equal((await worker.tools(server.url)).length, 4);
  await worker.must(200, 'PATCH', path, { config: { tool_exposure: 'all' } });
  assert.ok((await worker.tools(server.url)).length >= 140);
  const kept = await worker.call(server.url, 'call_tool', { tool_name: 'list_all_pylon_me' });
  assert.equal(kept.isError, false, 'a client that kept the four goes on');
});
