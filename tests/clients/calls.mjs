// What every client is asked to do, and what must come of it. An adapter is somebody else's client in these words:
//
//   name, version, handshake       what to call it, the revision it ends up with, whether it asks what server this is
//   connect(url) gives             about() -> {version, instructions}, listTools() -> ListToolsResult,
//                                  callTool(name, arguments) -> CallToolResult, close()
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { vendorTokens } from '../support/harness.mjs';

const november = { start_time: '2026-11-01T00:00:00Z', end_time: '2026-11-20T00:00:00Z' };
const nobody = '00000000-0000-4000-8000-000000000000';

/** What the vendor answers when it is asked without Fairlead in between. */
export async function askVendor(worker, path) {
  const headers = { authorization: `Bearer ${vendorTokens.us}` };
  return (await worker.pylon.fetch(new Request(`https://api.usepylon.com${path}`, { headers }))).json();
}

/** The tools of a server without filters, by the operator's API. */
export async function expectedTools(worker, account) {
  const { tools, count } = await worker.must(200, 'POST', `/integrated-account/${account.id}/mcp/preview`, { config: {} });
  assert.equal(tools.length, count);
  assert.ok(count >= 140);
  // Who sees what a tool changes, and what it costs, is for the operator.
  return tools.map(({ audience, tokens, ...tool }) => tool);
}

/** Defines the tests of one client against `worker`, as tools of `account`. */
export function sameCalls({ name, version, handshake, connect }, { worker, account }) {
  describe(name, () => {
    let client;
    before(async () => {
      client = await connect((await worker.mint({}, { account, name })).url);
    });
    after(() => client?.close());

    async function call(tool, args) {
      const { content, isError = false } = await client.callTool(tool, args);
      assert.deepEqual(content.map(({ type }) => type), ['text']);
      return { isError, json: JSON.parse(content[0].text) };
    }

    async function succeed(tool, args) {
      const { isError, json } = await call(tool, args);
      assert.equal(isError, false, JSON.stringify(json));
      return json;
    }

    test('opens in its era', async () => {
      const about = await client.about();
      assert.equal(about.version, version);
      assert.equal(about.instructions?.includes(`the Pylon account "${account.label}"`) ?? false, handshake);
    });

    test('lists every tool, on one page', async () => {
      const { tools, nextCursor } = await client.listTools();
      assert.equal(nextCursor, undefined);
      const shown = tools.map((tool) => ({ name: tool.name, title: tool.title, description: tool.description, annotations: tool.annotations }));
      assert.deepEqual(shown, await expectedTools(worker, account));
      assert.deepEqual(tools.filter(({ inputSchema }) => inputSchema.type !== 'object'), []);
    });

    test('lists issues, and goes on with next_cursor', async () => {
      const { data } = await askVendor(worker, `/issues?${new URLSearchParams({ ...november, limit: 6 })}`);
      assert.equal(data.length, 6);
      const first = await succeed('list_all_pylon_issues', { ...november, limit: '3' });
      assert.deepEqual(first.result, data.slice(0, 3));
      const second = await succeed('list_all_pylon_issues', { ...november, limit: '3', next_cursor: first.next_cursor });
      assert.deepEqual(second.result, data.slice(3));
    });

    test('gets an issue', async () => {
      const { data } = await askVendor(worker, `/issues?${new URLSearchParams({ ...november, limit: 1 })}`);
      assert.deepEqual(await succeed('get_single_pylon_issue_by_id', { id: data[0].id }), data[0]);
    });

    test('creates an issue', async () => {
      const title = `Tür & Tor — ${name}`;
      const created = await succeed('create_a_pylon_issue', { title, body_html: '<p>It does not close.</p>', requester_email: 'ada@person.example' });
      assert.equal(created.title, title);
      const { data } = await askVendor(worker, `/issues/${created.id}`);
      assert.deepEqual(created, data);
    });

    test('sees a failing call as an error of the tool, in the vendor\'s words', async () => {
      const said = await askVendor(worker, `/issues/${nobody}`);
      const { isError, json } = await call('get_single_pylon_issue_by_id', { id: nobody });
      assert.equal(isError, true);
      assert.deepEqual([json.statusCode, json.remote, json.raw_response.errors], [404, true, said.errors]);
      assert.ok(json.message.includes(said.errors[0]));
    });

    test('sees wrong arguments as an error of the tool, all of them at once, with nothing sent', async () => {
      let refused;
      const sent = await worker.sentDuring(async () => {
        refused = await call('create_a_pylon_issue', { titel: 'Door', body_html: '<p>Ajar.</p>', priority: 'whenever' });
      });
      assert.deepEqual(sent, []);
      assert.equal(refused.isError, true);
      assert.deepEqual([refused.json.statusCode, refused.json.remote], [400, false]);
      assert.deepEqual(refused.json.details.failures.map(({ argument }) => argument).sort(), ['priority', 'titel', 'title']);
    });
  });
}
