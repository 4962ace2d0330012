// `make start` as a person meets it: a process that prints a URL, answers there, and ends at Ctrl-C. Here the Worker reaches its
// vendor over a real socket, so a reset connection is a real one too.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGladly } from '../simulators/gladly/index.mjs';
import { createHubspot } from '../simulators/hubspot/index.mjs';
import { createIntercom } from '../simulators/intercom/index.mjs';
import { createPylon } from '../simulators/pylon/index.mjs';
import { serve } from '../simulators/serve.mjs';
import { authorize } from '../sign-in/company.mjs';
import { authorizationUrl, pkce, register, token } from '../sign-in/oauth.mjs';
import { request, toolAnswer } from '../support/mcp.mjs';
import { createVisitor } from '../support/visitor.mjs';

const script = fileURLToPath(new URL('../support/start.mjs', import.meta.url));

/** Runs start.mjs until it says that it runs, or ends; the test's end stops it. */
async function start(t, env) {
  const child = spawn(process.execPath, [script], { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '' };
  const exit = once(child, 'exit').then(([code]) => code);
  const closed = once(child, 'close');
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output.text += chunk;
        if (output.text.includes('One line per request follows')) resolve();
      });
    }
    closed.then(resolve);
  });
  await ready;
  async function stop(signal = 'SIGINT') {
    child.kill(signal);
    await closed;
    return exit;
  }
  // SIGKILL would leave its workerd behind.
  t.after(() => stop());
  const urls = Object.fromEntries([...output.text.matchAll(/--transport http (\w+) (http:\/\/127\.0\.0\.1:\d+\/mcp\/fl_[\w-]+)/g)].map(([, slug, url]) => [slug, url]));
  return { output, exit, urls, stop };
}

async function call(url, name, args = {}) {
  const answer = await fetch(url, request('tools/call', { name, arguments: args }));
  const text = await answer.text();
  return toolAnswer({ status: answer.status, text, result: JSON.parse(text).result });
}

/** A tool of each vendor that needs no arguments, and what it tells of the demo data. */
const greetings = {
  pylon: ['list_all_pylon_me', ({ name }) => name === 'Acme Support'],
  gladly: ['list_all_gladly_organization', ({ name }) => name === 'Acme Outfitters'],
  intercom: ['list_all_intercom_me', ({ app }) => app.name === 'Acme Support'],
  hubspot: ['list_all_hubspot_owners', ({ result: [{ email }] }) => email === 'ines@acme.example'],
};

test('it prints a URL for each vendor that works, ready for every client, and ends cleanly at Ctrl-C', async (t) => {
  const run = await start(t, { PORT: '0' });
  const { text } = run.output;
  assert.deepEqual(Object.keys(run.urls), Object.keys(greetings), text);
  const { pylon } = run.urls;
  for (const line of [
    ...Object.values(run.urls).map((url) => `"${url}"`),
    `npx -y @modelcontextprotocol/inspector --cli --server-url ${pylon}`,
    `curl -s ${pylon} `,
    '"mcp-remote"',
    '.cursor/mcp.json',
    '.vscode/mcp.json',
  ]) assert.ok(text.includes(line), `${line} in ${text}`);
  assert.match(text, /simulated Pylon, Gladly, Intercom and HubSpot/);
  const files = [...text.matchAll(/^ {2}\{\n.*?^ {2}\}$/gms)].map(([file]) => JSON.parse(file));
  assert.deepEqual(files.map((file) => Object.keys(Object.values(file)[0])), Array(3).fill(Object.keys(greetings)));

  const curl = /curl -s (\S+) -H '([^']+)' -d '([^']+)'/.exec(text);
  const [name, value] = curl[2].split(': ');
  const listed = await (await fetch(curl[1], { method: 'POST', headers: { [name]: value }, body: curl[3] })).json();
  assert.ok(listed.result.tools.length >= 140);
  for (const [slug, [tool, isDemo]] of Object.entries(greetings)) {
    const answer = await call(run.urls[slug], tool);
    assert.equal(answer.isError, false, answer.text);
    assert.ok(isDemo(answer.json), answer.text);
  }

  const [, origin, token] = /export FAIRLEAD=(\S+) ADMIN_TOKEN=(\S+)/.exec(text);
  const accounts = await fetch(`${origin}/integrated-account`, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual((await accounts.json()).result.map(({ integration }) => integration).sort(), [...Object.keys(greetings), 'pylon'].sort(), 'one of each vendor, and one of Ada\'s own');

  assert.equal(await run.stop(), 0);
  await assert.rejects(fetch(pylon), 'the port is free again');
});

test('its people sign in by a click, each to accounts of their own, at the address that it prints', async (t) => {
  const run = await start(t, { PORT: '0' });
  const [, mcp] = /^ {2}claude mcp add --transport http fairlead (http:\/\/127\.0\.0\.1:\d+\/mcp)$/m.exec(run.output.text) ?? assert.fail(run.output.text);
  const { origin } = new URL(mcp);
  const redirect = 'http://127.0.0.1:41903/callback';
  const lists = {};
  for (const [who, name] of [['ada', 'Ada Admin'], ['mia', 'Mia Member']]) {
    assert.match(run.output.text, new RegExp(name));
    const { status, body: { client_id: client } } = await register({ origin }, { redirect_uris: [redirect] });
    assert.equal(status, 201);
    const { verifier, challenge } = pkce();
    // Where the provider is, only the Worker tells.
    let provider = createVisitor({ origins: [origin] });
    const { left } = await provider.open(`${origin}/sign-in?return=%2Fsign-in`);
    provider = createVisitor({ origins: [origin, left.origin] });
    const back = await authorize(provider, authorizationUrl({ origin, mcp }, { client, redirect, challenge }), { as: who });
    const { body } = await token({ origin }, { grant_type: 'authorization_code', code: back.searchParams.get('code'), code_verifier: verifier, redirect_uri: redirect, client_id: client, resource: mcp });
    const list = request('tools/list', {});
    const answer = await fetch(mcp, { ...list, headers: { ...list.headers, authorization: `Bearer ${body.access_token}` } });
    assert.equal(answer.status, 200);
    lists[who] = await answer.text();
  }
  for (const label of ['Demo Pylon', 'Ada\'s own']) assert.ok(lists.ada.includes(label), label);
  assert.ok(!lists.mia.includes('Ada\'s own'));
  assert.equal(await run.stop(), 0);
});

test('with PYLON_TOKEN it connects that vendor account', async (t) => {
  const simulator = createPylon({ now: Date.now });
  const vendor = await serve(simulator);
  t.after(vendor.close);
  const run = await start(t, { PORT: '0', PYLON_TOKEN: 'pylon-second-token', PYLON_BASE_URL: vendor.url });
  const { pylon } = run.urls;
  assert.ok(pylon, run.output.text);
  assert.match(run.output.text, /real Pylon: .* Simulated, with invented data: Gladly, Intercom and HubSpot\./);
  assert.ok(!run.output.text.includes('pylon-second-token'));
  assert.equal((await call(pylon, 'list_all_pylon_me')).isError, false);
  assert.equal(simulator.calls.at(-1).organization, 'globex');

  // Every time: workerd itself asks again, once, when a connection that it kept from an earlier request turns out to be lost.
  simulator.faults.add({ match: { path: '/me' }, kind: 'reset', times: null });
  const lost = await call(pylon, 'list_all_pylon_me');
  simulator.faults.clear();
  assert.equal(lost.isError, true);
  assert.equal(lost.json.statusCode, 502);

  simulator.faults.add({ match: { path: '/me' }, kind: 'redirect', location: `${vendor.url}/users` });
  const redirected = await call(pylon, 'list_all_pylon_me');
  assert.equal(redirected.json.statusCode, 302);
  assert.equal(simulator.calls.at(-1).path, '/me', 'the redirect is not followed');

  assert.equal(await run.stop('SIGTERM'), 0);
});

test('with the credentials of Gladly, Intercom and HubSpot it connects those accounts', async (t) => {
  const gladly = createGladly({ now: Date.now });
  const intercom = createIntercom({ now: Date.now, region: 'eu' });
  const hubspot = createHubspot({ now: Date.now });
  const [gladlyAt, intercomAt, hubspotAt] = [await serve(gladly), await serve(intercom), await serve(hubspot)];
  t.after(() => Promise.all([gladlyAt.close(), intercomAt.close(), hubspotAt.close()]));
  const run = await start(t, {
    PORT: '0',
    GLADLY_EMAIL: 'agent@globex.example', GLADLY_TOKEN: 'gladly-second-token', GLADLY_ORGANIZATION: 'globex', GLADLY_BASE_URL: `${gladlyAt.url}/api/v1`,
    INTERCOM_TOKEN: 'intercom-demo-token-eu', INTERCOM_REGION: 'eu', INTERCOM_BASE_URL: intercomAt.url,
    HUBSPOT_TOKEN: 'hubspot-second-token', HUBSPOT_BASE_URL: hubspotAt.url,
  });
  assert.match(run.output.text, /real Gladly, Intercom and HubSpot: .* Simulated, with invented data: Pylon\./);
  assert.doesNotMatch(run.output.text, /gladly-second-token|intercom-demo-token|hubspot-second-token/);
  assert.equal((await call(run.urls.gladly, 'list_all_gladly_organization')).json.name, 'Globex Travel');
  assert.equal((await call(run.urls.intercom, 'list_all_intercom_me')).json.app.name, 'Acme Europe');
  assert.equal((await call(run.urls.hubspot, 'list_all_hubspot_owners')).json.result[0].email, 'ines@globex.example');
  assert.equal(gladly.calls.at(-1).organization, 'globex');
  assert.equal(intercom.calls.at(-1).workspace, 'acme-eu');
});

test('a token that the vendor refuses ends it with a sentence', async (t) => {
  const vendor = await serve(createPylon({ now: Date.now }));
  t.after(vendor.close);
  const run = await start(t, { PORT: '0', PYLON_TOKEN: 'no-such-token', PYLON_BASE_URL: vendor.url });
  assert.equal(await run.exit, 1);
  assert.match(run.output.text, /did not accept the token/);
  assert.doesNotMatch(run.output.text, /no-such-token|\n\s+at /);
});

test('a port that is taken, and settings that are none, end it with a sentence', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const { port } = taken.address();
  for (const [env, sentence] of [
    [{ PORT: String(port) }, new RegExp(`Port ${port} is taken`)],
    [{ PORT: 'http' }, /PORT must be a number/],
    [{ PYLON_REGION: 'mars' }, /PYLON_REGION must be us or eu/],
    [{ INTERCOM_REGION: 'mars' }, /INTERCOM_REGION must be us, eu or au/],
    [{ GLADLY_TOKEN: 'obviously-fake' }, /Gladly needs all of GLADLY_EMAIL, GLADLY_TOKEN and GLADLY_ORGANIZATION/],
  ]) {
    const run = await start(t, env);
    assert.equal(await run.exit, 1);
    assert.match(run.output.text, sentence);
    assert.doesNotMatch(run.output.text, /\n\s+at /);
  }
});
