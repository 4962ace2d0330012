// tools/list for Pylon: what is there, what a config leaves, and that each tool is fit for every client.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const serverOf = (config) => worker.mint(config, { account });
const toolsOf = async (config, query = '') => worker.tools(`${(await serverOf(config)).url}${query}`);
const namesOf = async (config, query) => (await toolsOf(config, query)).map(({ name }) => name);
const all = await toolsOf({});
const names = new Set(all.map(({ name }) => name));

test('there are at least 140 tools, each once and in a stable order', async () => {
  assert.ok(all.length >= 140, `${all.length} tools`);
  assert.equal(names.size, all.length);
  assert.deepEqual(await namesOf({}), all.map(({ name }) => name));
});

test('the names that people know are there', () => {
  for (const name of [
    'list_all_pylon_users', 'get_single_pylon_user_by_id', 'update_a_pylon_user_by_id', 'list_all_pylon_me', 'list_all_pylon_user_roles',
    'list_all_pylon_teams', 'get_single_pylon_team_by_id', 'create_a_pylon_team', 'update_a_pylon_team_by_id', 'create_a_pylon_attachment',
  ]) assert.ok(names.has(name), name);
});

test('every tool is complete: title, description, the annotations that have to be said', () => {
  for (const { name, title, description, annotations } of all) {
    assert.match(name, /^[a-z][a-z0-9_]{0,63}$/);
    assert.ok(title.length > 0 && description.length >= 20, name);
    const usual = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
    for (const [hint, said] of Object.entries(annotations)) assert.notEqual(said, usual[hint], `${name} ${hint}`);
    assert.equal(typeof annotations, 'object', name);
  }
});

test('every schema is one that all clients accept', () => {
  const check = (schema, where) => {
    assert.equal(typeof schema, 'object', where);
    for (const key of ['$ref', 'oneOf', 'anyOf', 'allOf', 'wire_name', 'filter']) assert.ok(!(key in schema), `${where} has ${key}`);
    assert.ok(!Array.isArray(schema.type), where);
    if (schema.type === 'array') check(schema.items, `${where}[]`);
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      assert.match(key, /^[a-zA-Z0-9_.-]{1,64}$/, where);
      check(property, `${where}.${key}`);
    }
    for (const key of schema.required ?? []) assert.ok(key in schema.properties, `${where} requires ${key}`);
  };
  for (const { name, inputSchema } of all) {
    assert.equal(inputSchema.type, 'object', name);
    check(inputSchema, name);
  }
});

test('paged lists take limit and next_cursor, and say their bounds as JSON Schema', () => {
  const { properties } = all.find(({ name }) => name === 'list_all_pylon_issues').inputSchema;
  assert.deepEqual(properties.limit, { type: 'integer', default: 25, maximum: 20_000 });
  assert.deepEqual(properties.next_cursor, { type: 'string' });
  assert.ok(!('cursor' in properties));
});

test('get, update and delete by id require a string id', () => {
  for (const { name, inputSchema } of all.filter((tool) => /^(get_single|update_a|delete_a)_pylon_/.test(tool.name))) {
    assert.equal(inputSchema.properties.id?.type, 'string', name);
    assert.ok(inputSchema.required.includes('id'), name);
  }
});

test('the search filter is unrolled with fields and operators as enums', () => {
  const { filter } = all.find(({ name }) => name === 'list_all_pylon_search_issues').inputSchema.properties;
  const text = JSON.stringify(filter);
  for (const word of ['state', 'created_at', 'time_is_after', 'string_contains', 'subfilters']) assert.ok(text.includes(`"${word}"`), word);
  assert.ok(!text.includes('$ref'));
});

test('methods ["read"] leaves no tool that writes', async () => {
  const read = await toolsOf({ methods: ['read'] });
  assert.ok(read.length > 40 && read.length < all.length);
  for (const { name, annotations } of read) assert.equal(annotations.readOnlyHint, true, name);
  assert.deepEqual(read.map(({ name }) => name), all.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name));
});

test('read and write together are every tool, and share none', async () => {
  const [read, write, both] = await Promise.all([['read'], ['write'], ['read', 'write']].map((methods) => namesOf({ methods })));
  assert.deepEqual([...read, ...write].sort(), [...names].sort());
  assert.deepEqual(both, [...all.map(({ name }) => name)]);
});

test('custom and exact method names filter too', async () => {
  const custom = await namesOf({ methods: ['custom'] });
  assert.ok(custom.length > 0 && custom.every((name) => name.startsWith('pylon_')), custom.join());
  assert.ok(custom.includes('pylon_issues_snooze'));
  const snoozes = await namesOf({ methods: ['snooze'] });
  assert.deepEqual(snoozes, ['pylon_issues_snooze']);
  const lists = await namesOf({ methods: ['list'] });
  assert.ok(lists.every((name) => name.startsWith('list_all_pylon_')));
});

test('tags admit tools that carry any of them', async () => {
  const [issues, accounts, either] = await Promise.all([['issues'], ['accounts'], ['issues', 'accounts']].map((tags) => namesOf({ tags })));
  assert.ok(issues.includes('create_a_pylon_issue') && !issues.includes('list_all_pylon_user_roles'));
  assert.ok(accounts.includes('list_all_pylon_accounts'));
  const more = either.filter((name) => !issues.includes(name) && !accounts.includes(name));
  assert.deepEqual([...issues, ...accounts].filter((name) => !either.includes(name)), []);
  // What it calls has one tag or the other.
  assert.deepEqual(more, ['pylon_accounts_open_issues']);
});

test('methods and tags both have to hold', async () => {
  const both = await toolsOf({ methods: ['read'], tags: ['issues'] });
  const tagged = new Set(await namesOf({ tags: ['issues'] }));
  assert.ok(both.length > 0);
  for (const { name, annotations } of both) assert.ok(annotations.readOnlyHint && tagged.has(name), name);
});

test('allow and deny work by name, with * for any text, and deny wins', async () => {
  assert.deepEqual(await namesOf({ tools: { allow: ['list_all_pylon_users', 'list_all_pylon_me'] } }), ['list_all_pylon_me', 'list_all_pylon_users']);
  const teams = await namesOf({ tools: { allow: ['*_pylon_team*'], deny: ['create_*', 'update_*'] } });
  assert.deepEqual([...teams].sort(), ['get_single_pylon_team_by_id', 'list_all_pylon_teams']);
  const rest = await namesOf({ tools: { deny: ['delete_*'] } });
  assert.deepEqual(rest, [...names].filter((name) => !name.startsWith('delete_')));
});

test('long names always count in allow and deny, short ones where the server shows them', async () => {
  assert.deepEqual(await namesOf({ tools: { allow: ['list_all_pylon_me'] }, tool_names: 'short' }), ['get_me']);
  assert.deepEqual(await namesOf({ tools: { allow: ['get_me'] }, tool_names: 'short' }), ['get_me']);
  const denied = await namesOf({ tools: { deny: ['delete_a_*'] }, tool_names: 'short' });
  assert.ok(denied.length > 0 && !denied.includes('delete_issue'), 'what was denied stays denied when the style changes');
  const refused = await worker.admin('POST', `/integrated-account/${account.id}/mcp`, { name: 'x', config: { tools: { allow: ['get_me'] } } });
  assert.deepEqual([refused.status, refused.body.details.failures[0].field], [400, 'config.tools.allow']);
});

test('a URL narrows a server and never widens it', async () => {
  const { url } = await serverOf({ methods: ['read'] });
  const read = new Set((await worker.tools(url)).map(({ name }) => name));
  for (const [query, expected] of [
    ['?tags=issues', (name) => name.includes('issue')],
    ['?methods=list', (name) => name.startsWith('list_all_')],
    ['?tools=list_all_pylon_users,get_single_pylon_user_by_id', (name) => name.includes('user')],
  ]) {
    const narrowed = (await worker.tools(url + query)).map(({ name }) => name);
    assert.ok(narrowed.length > 0 && narrowed.length < read.size, query);
    assert.ok(narrowed.some(expected) && narrowed.every((name) => read.has(name)), query);
  }
  const sent = await worker.sentDuring(async () => {
    for (const query of ['?methods=write', '?methods=create', '?tools=create_a_pylon_team', '?methods=read,write']) {
      const answer = await worker.call(url + query, 'create_a_pylon_team', { name: 'x' });
      assert.ok(answer.error ?? answer.status >= 400, `${query}: ${answer.text}`);
    }
  });
  assert.deepEqual(sent, []);
  assert.equal((await worker.tools(`${url}?v=2&cache=no`)).length, read.size, 'other parameters are ignored');
});

test('a URL filter with a typing error is answered with what is valid', async () => {
  const { url } = await serverOf({});
  const answer = await worker.rpc(`${url}?methods=reed`, 'tools/list', {});
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.text, /read/);
});

test('what is not listed cannot be called, and nothing is sent', async () => {
  const { url } = await serverOf({ methods: ['read'] });
  const sent = await worker.sentDuring(async () => {
    for (const era of ['legacy', 'modern']) {
      for (const name of ['create_a_pylon_team', 'pylon_issues_snooze', 'no_such_tool', 'list_all_gladly_agents']) {
        const { status, error } = await worker.rpc(url, 'tools/call', { name, arguments: { name: 'x' } }, { era });
        assert.equal(status, 200);
        assert.equal(error.code, -32602, name);
      }
    }
  });
  assert.deepEqual(sent, []);
});

// `official_mcp_tools` of the vendor's catalogue: the names that Pylon's own MCP server uses.
const official = [
  'search_issues', 'get_issue', 'get_issue_messages', 'create_issue', 'update_issue', 'search_accounts', 'get_account', 'update_account',
  'get_contact', 'get_user', 'get_me', 'get_projects', 'get_project', 'search_projects', 'get_project_templates', 'create_project',
  'create_project_from_template', 'update_project', 'get_milestones', 'get_milestone', 'create_milestone', 'update_milestone', 'get_tasks',
  'get_task', 'search_tasks', 'create_task', 'update_task', 'delete_task', 'upload_account_files',
];

test('a server in short mode has all 29 tool names of Pylon\'s own MCP server', async () => {
  const short = new Set(await namesOf({ tool_names: 'short' }));
  assert.equal(official.length, 29);
  assert.deepEqual(official.filter((name) => !short.has(name)), []);
  assert.equal(short.size, all.length);
});

test('short names are called as long ones are', async () => {
  const { url } = await serverOf({ tool_names: 'short' });
  const answer = await worker.call(url, 'get_me', {});
  assert.equal(answer.isError, false, answer.text);
  const sent = await worker.sentDuring(() => worker.call(url, 'search_issues', { limit: 2, filter: { field: 'state', operator: 'equals', value: 'new' } }));
  assert.deepEqual(sent.map(({ method, url: to }) => [method, to]), [['POST', 'https://api.usepylon.com/issues/search']]);
});
