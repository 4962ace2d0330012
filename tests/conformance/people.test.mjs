// The official suite where people sign in: its scenarios for authorization servers, and those for MCP servers again at /mcp, for a member's token.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { commandPath, environment, node } from '../clients/command.mjs';
import { freePort, watch } from '../sign-in/commands.mjs';
import { authorize, startCompany } from '../sign-in/company.mjs';
import { openClient, registerClient } from '../sign-in/oauth.mjs';
import { readBaseline, runSuite } from './suite.mjs';
import { answer, apiKey, origin } from './upstream.mjs';

const company = await startCompany({ build: 'build-test', hosts: { [origin]: answer } });
after(() => company.close());
const { worker } = company;

/** Runs the suite's scenarios for authorization servers: what each check came to, by scenario. */
async function runAuthorization(client, port) {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const args = ['authorization', '--url', company.origin, '--client-id', client, '--resource', company.mcp, '--port', String(port), '--output-dir', folder];
    const child = execFile(node, [commandPath('conformance'), ...args], { env: environment, timeout: 240_000 });
    const visitor = company.visitor();
    const seen = watch(child.stdout, (url) => authorize(visitor, url, { as: 'mia', allow: ['mcp:read'] }));
    const [code] = await once(child, 'close');
    if (seen.failure) throw seen.failure;
    const checks = [];
    for (const name of await readdir(folder)) checks.push(...JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')));
    return { code, output: seen.text, checks };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('every scenario for authorization servers passes', async () => {
  const port = await freePort();
  const client = await registerClient(company, { redirect_uris: [`http://127.0.0.1:${port}/callback`] });
  const { code, output, checks } = await runAuthorization(client, port);
  assert.equal(code, 0, output);
  assert.deepEqual(checks.filter(({ status }) => status !== 'SUCCESS').map(({ id, errorMessage }) => `${id}: ${errorMessage}`), []);
  const ids = new Set(checks.map(({ id }) => id));
  for (const id of ['authorization-server-metadata', 'authorization-server-metadata-cimd', 'authorization-code-grant']) assert.ok(ids.has(id), [...ids].join());
});

/** The suite has no way to hand over a token, so this stands in front of the Worker and adds it. */
async function withToken(accessToken) {
  const { host } = new URL(company.origin);
  const server = createServer((incoming, outgoing) => {
    const own = incoming.headers.host === `127.0.0.1:${server.address().port}`;
    const headers = { ...incoming.headers, authorization: `Bearer ${accessToken}`, ...(own && { host }) };
    const forwarded = httpRequest(new URL(incoming.url, company.origin), { method: incoming.method, headers }, (answered) => {
      outgoing.writeHead(answered.statusCode, answered.headers);
      answered.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

describe('the scenarios for MCP servers, at /mcp', async () => {
  const fixture = await worker.must(201, 'POST', '/integrated-account', { integration: 'conformance', label: 'Conformance', credentials: { api_key: apiKey } });
  await worker.must(200, 'PATCH', `/member/${company.ids.mia}`, { accounts: [{ id: fixture.id, config: { tool_names: 'short' } }] });
  const client = await openClient(company, { as: 'mia' });
  const { access_token: accessToken } = await client.tokens({ scope: 'mcp:read mcp:write mcp:destructive' });
  const url = `${await withToken(accessToken)}/mcp`;

  for (const revision of ['2026-07-28', '2025-11-25']) {
    test(`${revision}: as at a token URL`, async () => {
      const run = await runSuite(url, revision);
      assert.equal(run.code, 0, run.output.slice(-4000));
      const excused = new Set((await readBaseline(revision)).map(({ scenario }) => scenario));
      const passed = [...run.scenarios].filter(([name, { passed: checks, failed }]) => !excused.has(name) && checks.length > 0 && failed.length === 0);
      assert.ok(passed.length >= 12, `${passed.length} scenarios: ${[...run.scenarios.keys()].join(', ')}`);
    });
  }
});
