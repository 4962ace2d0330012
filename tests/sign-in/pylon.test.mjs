// Pylon has an MCP server of its own, with 29 tools behind a sign-in. A Pylon account at its own URL here, with short names, does what each of them
// does, under the same names, for whom the company gave access, and for nobody else.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { argumentsFor, documentedTools } from '../support/examples.mjs';
import { openAs, startCompany } from './company.mjs';
import { authorizationUrl, bearer, openClient } from './oauth.mjs';

/** Its tools (observed 2026-08), by what they do. https://docs.usepylon.com/pylon-docs/integrations/pylon-mcp names the first eleven. */
const theirs = {
  read: [
    'search_issues', 'get_issue', 'get_issue_messages', 'search_accounts', 'get_account', 'get_contact', 'get_user', 'get_me',
    'get_projects', 'get_project', 'search_projects', 'get_project_templates', 'get_milestones', 'get_milestone', 'get_tasks', 'get_task', 'search_tasks',
  ],
  write: [
    'create_issue', 'update_issue', 'update_account', 'create_project', 'create_project_from_template', 'update_project',
    'create_milestone', 'update_milestone', 'create_task', 'update_task', 'delete_task', 'upload_account_files',
  ],
};

const company = await startCompany({ simulator: { issues: 40 } });
after(() => company.close());
const { worker } = company;
const simulator = worker.pylon;
const url = company.account('pylon');

const mine = await openClient(company, { as: 'mia' });
const { access_token: accessToken } = await mine.tokens({ scope: 'mcp:read mcp:write mcp:destructive' });
const signedIn = bearer(accessToken);

// The same list under its long names says which record a short name is of.
const long = await worker.tools((await worker.mint({ tool_names: 'long' }, { account: company.accounts.pylon })).url);
const short = await worker.tools(url, signedIn);
const documented = new Map((await documentedTools(worker, 'pylon')).map((tool) => [tool.tool, tool]));
const recordOf = new Map(short.map(({ name }, at) => [name, documented.get(long[at].name)]));

test('their 29 tools are among ours, by the same names', () => {
  assert.equal(theirs.read.length + theirs.write.length, 29);
  assert.equal(short.length, long.length);
  assert.deepEqual([...theirs.read, ...theirs.write].filter((name) => !recordOf.get(name)), []);
});

describe('each of them, for a member who has access', () => {
  for (const [effect, names] of Object.entries(theirs)) {
    for (const name of names) {
      test(name, async () => {
        simulator.reset();
        const tool = recordOf.get(name);
        const before = simulator.snapshot('acme');
        const answer = await worker.call(url, name, argumentsFor(tool, simulator), signedIn);
        assert.equal(answer.isError, false, answer.raw);
        assert.equal(simulator.snapshot('acme') !== before, effect === 'write');
        assert.equal(simulator.calls.at(-1).status < 300, true);
        assert.equal(short.find((one) => one.name === name).annotations.readOnlyHint === true, effect === 'read');
      });
    }
  }
});

test('for whom the company gave no access there is no code, and none of them', async () => {
  const left = await openAs(company.visitor(), authorizationUrl(company, { client: mine.client, redirect: mine.redirect }), 'noa');
  assert.equal(left.left, undefined);
  assert.equal(left.status, 403);
  assert.match(left.html, /Ada Admin/);

  // One who had it and lost it: the tokens are still held, and open nothing.
  await worker.must(200, 'PATCH', `/member/${company.ids.mia}`, { mcp_access: false });
  try {
    const sent = await worker.sentDuring(async () => {
      for (const name of [...theirs.read, ...theirs.write]) {
        const answer = await worker.call(url, name, argumentsFor(recordOf.get(name), simulator), signedIn);
        assert.ok(answer.status === 401 || answer.status === 403, `${name}: ${answer.status}`);
      }
    });
    assert.deepEqual(sent, []);
  } finally {
    await worker.must(200, 'PATCH', `/member/${company.ids.mia}`, { mcp_access: true });
  }
});

test('who allowed reading has the reading ones alone', async () => {
  const { access_token: reading } = await (await openClient(company, { as: 'mia' })).tokens({ scope: 'mcp:read' });
  const names = new Set((await worker.tools(url, bearer(reading))).map(({ name }) => name));
  assert.deepEqual(theirs.read.filter((name) => !names.has(name)), []);
  assert.deepEqual(theirs.write.filter((name) => names.has(name)), []);
});
