// The Worker on workerd between a KV and vendors that do as a test says, and the one question of every fault: who else was hurt?
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { adminToken, credentialKeys } from '../support/harness.mjs';
import { parsed } from '../support/json.mjs';
import { findLeaks } from '../support/leaks.mjs';
import { request, toolAnswer } from '../support/mcp.mjs';
import { demoAccounts, vendorSecrets } from '../support/vendors.mjs';
import { startWorkerd } from '../support/workerd.mjs';
import { openRecords } from './records.mjs';
import { openVendors } from './vendors.mjs';

// What the log says when a panic or a stray exception took the isolate with it.
const crash = /panic|critical|reinitializing|runtimeerror|uncaught|hung/i;

/** The tools that the tests call: of each the arguments, the path at the vendor, and what a healthy answer says. */
export const tools = {
  /** Reads one record. */
  read: (id) => ({ name: 'get_single_pylon_team_by_id', args: { id }, path: `/teams/${id}`, record: { id, name: `Name of ${id}` } }),
  /** Creates one. */
  write: (name) => ({ name: 'create_a_pylon_team', args: { name }, path: '/teams', record: { name } }),
  /** Has one made; its record in tool-docs gives the vendor a minute, whatever VENDOR_TIMEOUT_MS says. */
  patient: (id) => ({
    name: 'pylon_issues_create_ai_response',
    args: { id, ai_agent_id: agentOf(id) },
    path: `/issues/${id}/ai-response`,
    record: { data: { ai_agent_id: agentOf(id) } },
  }),
};

/** An id that has the form of an agent's, one for each issue, so that each answer is told from the others. */
const agentOf = (id) => createHash('sha256').update(id).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

/** Starts the Worker with `vars` and behind `wrap` (support/workerd.mjs), one Pylon account and one MCP server of it. Deadlines that `vars` does not set are too long for a slow machine to miss. */
export async function startHarness(vars = {}, wrap) {
  const records = await openRecords();
  const vendors = await openVendors();
  const settings = { ADMIN_TOKEN: adminToken, CREDENTIAL_KEYS: credentialKeys, VENDOR_TIMEOUT_MS: '60000', RECORDS_TIMEOUT_MS: '60000', ...vars };
  const worker = await startWorkerd({ vars: settings, records: records.address, vendors: vendors.address, wrap });
  const tokens = new Set([...vendorSecrets, adminToken]);

  async function send(target, init) {
    const answer = await fetch(new URL(target, worker.url), init);
    const text = await answer.text();
    const body = parsed(text);
    if (typeof body?.token === 'string') tokens.add(body.token);
    return { status: answer.status, text, body };
  }

  /** The operator's API. */
  const admin = (method, path, body) =>
    send(path, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });

  async function must(status, method, path, body) {
    const answer = await admin(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer.body;
  }

  const connect = (integration) => must(201, 'POST', '/integrated-account', { integration, ...demoAccounts[integration] });
  /** Mints an MCP server. The same write is made as often as a test asks for it: `repeats.test.mjs` has what stands in the way of that. */
  const mint = (owner, config = {}) =>
    must(201, 'POST', `/integrated-account/${owner.id}/mcp`, { name: 'Test', config: { repeat_guard_seconds: 0, ...config } });

  const account = await connect('pylon');
  const server = await mint(account);

  /** tools/call, as support/mcp.mjs reads it. */
  async function call(tool, target = server.url) {
    const answer = await send(target, request('tools/call', { name: tool.name, arguments: tool.args }));
    return toolAnswer({ ...answer, result: answer.body?.result });
  }

  /** A call that nothing may hurt. */
  async function mustCall(tool) {
    const answer = await call(tool);
    assert.equal(answer.isError, false, `${tool.name}: ${answer.text}`);
    assert.deepEqual(answer.json, tool.record);
  }

  let number = 0;

  // How much a server is used is written after an answer, whenever that is.
  const stored = () => [...records.values].filter(([key]) => !key.startsWith('usage:'));

  /** Starts a call that nothing may hurt and lets it wait, for the vendor or for KV; it ends well when the function that this gives is called. */
  async function bystander(at) {
    number += 1;
    const tool = tools.patient(`bystander-${number}`);
    const held = at === 'vendor' ? vendors.hold(tool.path) : records.hold('get', `mcp:${account.id}`);
    const answered = mustCall(tool);
    // One that ends too soon fails the test here; one that ends badly, where its end is awaited.
    const release = await Promise.race([held, answered.then(() => assert.fail(`${tool.path} did not wait`))]);
    answered.catch(() => {});
    return () => {
      release();
      return answered;
    };
  }

  /**
   * Gives what `act` gives. Calls that were under way before it, at the vendor and at KV unless `beside` says other places, and end after it are
   * answered rightly, and so are the next requests; KV holds what it held, or with `changes` at least nothing but whole records.
   */
  async function unhurt(act, { beside = ['vendor', 'records'], changes = false } = {}) {
    const before = stored();
    const waiting = [];
    for (const at of beside) waiting.push(await bystander(at));
    let outcome;
    try {
      outcome = await act();
    } finally {
      records.heal();
      vendors.heal();
    }
    await Promise.all(waiting.map((finish) => finish()));
    if (!changes) assert.deepEqual(stored(), before, 'KV holds what it held');
    for (const [key, value] of records.values) {
      const { id } = JSON.parse(value);
      assert.ok(id === undefined || key.includes(id), `${key} is whole: ${value}`);
    }
    await mustCall(tools.patient('next'));
    await must(200, 'GET', `/integrated-account/${account.id}`);
    assert.equal(worker.ended(), null, 'workerd lives');
    return outcome;
  }

  async function close() {
    await worker.close();
    records.close();
    vendors.close();
    assert.deepEqual(worker.log.filter((line) => crash.test(line)), []);
    const logs = worker.log.map((message) => ({ message }));
    const stored = [...records.values].map(([name, value]) => ({ name, value }));
    assert.deepEqual(findLeaks({ tokens, logs, stored, bodies: [] }), []);
  }

  return { worker, records, vendors, account, server, url: server.url, stored, send, admin, must, connect, mint, call, mustCall, unhurt, close };
}
