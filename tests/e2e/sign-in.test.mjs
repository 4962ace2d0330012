// Sign-in and OAuth by hand, one request after another, on the built Worker: what each step answers. tests/sign-in has real clients, a real identity
// provider and a browser.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { authorizationUrl, pkce, registerClient, token as tokenEndpoint } from '../sign-in/oauth.mjs';
import { nodeFetch } from '../support/egress.mjs';
import { startWorker } from '../support/harness.mjs';
import { parsed } from '../support/json.mjs';
import { unescaped } from '../support/visitor.mjs';

const worker = await startWorker();
after(() => worker.close());
const { origin } = worker.url;
const redirect = 'http://127.0.0.1:41999/callback';
// Of requests that end before a code.
const challengeOfNobody = pkce().challenge;
const formType = { 'content-type': 'application/x-www-form-urlencoded' };

const account = await worker.connect('pylon', { label: 'Acme Pylon' });
const people = {};
for (const [name, fields] of Object.entries({ ada: { role: 'admin', mcp_access: true }, mia: { mcp_access: true }, noa: { mcp_access: false } })) {
  const accounts = name === 'mia' ? [{ id: account.id, config: {} }] : [];
  people[name] = await worker.must(201, 'POST', '/member', { email: `${name}@acme.example`, name: `${name[0].toUpperCase()}${name.slice(1)} Acme`, accounts, ...fields });
}

const hidden = (html, name) => new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(html)?.[1];
const refresh = (html) => unescaped(/<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(html)?.[1] ?? '');

/** A browser with a cookie jar that follows nothing by itself. */
function browser() {
  const jar = new Map();
  return {
    jar,
    async go(path, { method = 'GET', body, headers = {} } = {}) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await nodeFetch(new URL(path, origin), {
        method,
        redirect: 'manual',
        headers: { ...(cookie && { cookie }), ...(body !== undefined && { ...formType, 'sec-fetch-site': 'same-origin' }), ...headers },
        body: body?.toString(),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (/Max-Age=0/.test(line)) jar.delete(name);
        else jar.set(name, value);
        if (value.startsWith('fls_')) worker.tokens.add(value);
      }
      return { status: answer.status, headers: answer.headers, location: answer.headers.get('location'), html: await answer.text() };
    },
  };
}

/** Of the links that were minted. The operator's API answers with them, so only logs are searched for them. */
const codes = [];

/** Signs a person in, by a link that the operator minted. */
async function signIn(one, who) {
  const { url } = await worker.must(201, 'POST', `/member/${people[who].id}/sign-in-link`, {});
  const { pathname } = new URL(url);
  codes.push(pathname.split('/').at(-1));
  const page = await one.go(pathname);
  assert.equal(page.status, 200, page.html);
  return one.go(pathname, { method: 'POST', body: '' });
}

const client = await registerClient({ origin }, { client_name: 'Hand <b>', redirect_uris: [redirect] });

/** The path of an authorization request; `null` leaves a parameter out. */
function authorizePath(challenge, more) {
  const { pathname, search } = new URL(authorizationUrl({ origin, mcp: `${origin}/mcp` }, { client, redirect, challenge, state: 'of the client', ...more }));
  return pathname + search;
}

const redeem = (parameters) => tokenEndpoint({ origin }, { client_id: client, ...parameters });
const mcp = (token, method, params, path = '/mcp') => worker.rpc(path, method, params, { headers: { authorization: `Bearer ${token}` } });

/** Tokens of a person who is signed in, with these boxes ticked. */
async function allow(one, scopes) {
  const { verifier, challenge } = pkce();
  const path = authorizePath(challenge);
  const { html } = await one.go(path);
  const body = new URLSearchParams({ handle: hidden(html, 'handle'), member: hidden(html, 'member'), decision: 'allow' });
  for (const scope of scopes) body.append('scope', scope);
  const done = await one.go(path, { method: 'POST', body });
  assert.equal(done.status, 200, done.html);
  const back = new URL(refresh(done.html));
  assert.equal(back.origin + back.pathname, redirect);
  const { body: tokens, status, text } = await redeem({ grant_type: 'authorization_code', code: back.searchParams.get('code'), code_verifier: verifier, redirect_uri: redirect });
  assert.equal(status, 200, text);
  for (const secret of [tokens.access_token, tokens.refresh_token, back.searchParams.get('code')]) worker.tokens.add(secret);
  return { ...tokens, back };
}

test('the way to sign in is told by the 401, and every document that it leads to names this host', async () => {
  const { status, headers, text } = await worker.fetch('/mcp', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  assert.equal(status, 401);
  assert.equal(text, '');
  const challenge = headers.get('www-authenticate');
  assert.match(challenge, /^Bearer /);
  assert.match(challenge, /scope="mcp:read"/);
  const [, address] = /resource_metadata="([^"]+)"/.exec(challenge);
  assert.equal(address, `${origin}/.well-known/oauth-protected-resource/mcp`);
  const resource = await worker.fetch(address);
  assert.deepEqual(resource.body, { resource: `${origin}/mcp`, authorization_servers: [origin], scopes_supported: ['mcp:read'], bearer_methods_supported: ['header'], resource_name: 'Fairlead' });
  const { body: server } = await worker.fetch('/.well-known/oauth-authorization-server');
  assert.equal(server.issuer, origin);
  assert.deepEqual([server.authorization_endpoint, server.token_endpoint, server.registration_endpoint], ['/authorize', '/oauth/token', '/oauth/register'].map((path) => origin + path));
  assert.deepEqual(server.scopes_supported, ['mcp:read', 'mcp:write', 'mcp:destructive']);
  assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  assert.equal(server.client_id_metadata_document_supported, true);
  // One account's URL is the same resource.
  const ofAccount = await worker.fetch(`/mcp/a/${account.id}`, { method: 'POST' });
  assert.equal(ofAccount.status, 401);
  assert.match(ofAccount.headers.get('www-authenticate'), new RegExp(`resource_metadata="${address}"`));
});

test('the card and the catalog name the sign-in URL and no other', async () => {
  const card = await worker.fetch('/mcp/server-card');
  assert.match(card.headers.get('content-type'), /^application\/mcp-server-card\+json/);
  assert.equal(card.headers.get('access-control-allow-origin'), '*');
  assert.deepEqual(card.body.remotes, [{ type: 'streamable-http', url: `${origin}/mcp` }]);
  const { body: health } = await worker.fetch('/healthz');
  assert.equal(card.body.version, health.version);
  assert.equal(health.sign_in, 'on');
  const catalog = await worker.fetch('/.well-known/ai-catalog.json');
  assert.match(catalog.headers.get('content-type'), /^application\/ai-catalog\+json/);
  assert.deepEqual(catalog.body.entries.map(({ url }) => url), [`${origin}/mcp/server-card`]);
  for (const path of ['/mcp/server-card', '/.well-known/ai-catalog.json']) assert.deepEqual([(await worker.fetch(path, { method: 'POST' })).status, (await worker.fetch(path, { method: 'HEAD' })).status], [405, 200], path);
});

test('from a link to the tools: sign in, allow, redeem, call; write is refused until it is allowed', async () => {
  const one = browser();
  const { challenge } = pkce();
  const first = await one.go(authorizePath(challenge));
  assert.equal(first.status, 303);
  assert.match(first.location, /^\/sign-in\?return=%2Fauthorize%3F/);
  const ask = await one.go(first.location);
  assert.equal(ask.status, 200);
  assert.match(ask.html, /Ask whoever runs Fairlead/);
  // Having signed in, the person goes on where they wanted to go.
  const entered = await signIn(one, 'mia');
  assert.equal(entered.status, 303);
  assert.equal(entered.location, authorizePath(challenge));
  assert.match(one.jar.get('__Host-fairlead-session'), /^fls_/);
  const page = await one.go(entered.location);
  assert.match(page.html, /Connect Hand &lt;b&gt; to Fairlead\?/);
  assert.match(page.html, /Acme Pylon<small>Pylon, \d+ tools/);
  assert.match(page.html, /Access goes to <strong>127\.0\.0\.1<\/strong>/);
  assert.match(page.html, /value="mcp:read" checked/);
  assert.doesNotMatch(page.html, /value="mcp:(write|destructive)" checked/);

  const read = await allow(one, ['mcp:read']);
  assert.equal(read.scope, 'mcp:read');
  assert.equal(read.expires_in, 86_400);
  assert.equal(read.back.searchParams.get('iss'), origin);
  assert.equal(read.back.searchParams.get('state'), 'of the client');
  const { result } = await mcp(read.access_token, 'tools/list', {});
  assert.ok(result.tools.length > 0);
  for (const { name, annotations } of result.tools) assert.equal(annotations.readOnlyHint, true, name);
  const called = await mcp(read.access_token, 'tools/call', { name: 'list_all_pylon_me', arguments: {} }, `/mcp/a/${account.id}`);
  assert.equal(called.result?.isError ?? false, false, called.text);
  const refused = await mcp(read.access_token, 'tools/call', { name: 'create_a_pylon_account', arguments: { name: 'Globex' } });
  assert.equal(refused.status, 403);
  assert.match(refused.headers.get('www-authenticate'), /error="insufficient_scope", scope="mcp:read mcp:write", resource_metadata="[^"]+\/mcp"/);

  const write = await allow(one, ['mcp:read', 'mcp:write', 'mcp:destructive']);
  assert.equal(write.scope, 'mcp:read mcp:write mcp:destructive');
  const all = await mcp(write.access_token, 'tools/list', {});
  assert.ok(all.result.tools.some(({ annotations }) => annotations.readOnlyHint !== true));
  // The same client of the same person has one grant: the new one takes the old one's place.
  assert.equal((await mcp(read.access_token, 'tools/list', {})).status, 401);

  const { result: grants } = await worker.must(200, 'GET', `/member/${people.mia.id}/grant`);
  assert.deepEqual(grants.map(({ client_name: name, client_host: host, scopes }) => [name, host, scopes]), [['Hand <b>', '127.0.0.1', ['mcp:read', 'mcp:write', 'mcp:destructive']]]);
  await worker.must(200, 'DELETE', `/member/${people.mia.id}/grant/${grants[0].id}`);
  assert.equal((await mcp(write.access_token, 'tools/list', {})).status, 401);
  assert.equal((await redeem({ grant_type: 'refresh_token', refresh_token: write.refresh_token })).body.error, 'invalid_grant');
});

test('a refresh gives new tokens, of the same or fewer scopes', async () => {
  const one = browser();
  await signIn(one, 'mia');
  const tokens = await allow(one, ['mcp:read', 'mcp:write']);
  const refreshed = await redeem({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token, scope: 'mcp:read' });
  assert.equal(refreshed.status, 200, refreshed.text);
  assert.equal(refreshed.body.scope, 'mcp:read');
  for (const secret of [refreshed.body.access_token, refreshed.body.refresh_token]) worker.tokens.add(secret);
  assert.ok((await mcp(refreshed.body.access_token, 'tools/list', {})).result);
});

test('who says no, ticks nothing, is somebody else by now, or comes from another site allows nothing', async () => {
  const one = browser();
  await signIn(one, 'mia');
  const path = authorizePath(challengeOfNobody);
  const ask = async () => {
    const { html } = await one.go(path);
    return { handle: hidden(html, 'handle'), member: hidden(html, 'member'), decision: 'allow', scope: 'mcp:read' };
  };
  const denied = await one.go(path, { method: 'POST', body: new URLSearchParams({ ...(await ask()), decision: 'deny' }) });
  assert.equal(new URL(refresh(denied.html)).searchParams.get('error'), 'access_denied');
  const { scope, ...nothing } = await ask();
  const none = await one.go(path, { method: 'POST', body: new URLSearchParams(nothing) });
  assert.equal(none.status, 400);
  assert.match(none.html, /Nothing was ticked/);
  const foreign = await one.go(path, { method: 'POST', body: new URLSearchParams(await ask()), headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(foreign.status, 403);
  // A page that was shown to Mia is not answered by Ada, who signed in since: the page comes again, for her.
  const shown = await ask();
  await signIn(one, 'ada');
  const other = await one.go(path, { method: 'POST', body: new URLSearchParams(shown) });
  assert.deepEqual([other.status, other.location], [303, path]);
  assert.match((await one.go(path)).html, /Signed in as Ada Acme/);
});

test('without access there is a page that says whom to ask, and a way back that tells the client', async () => {
  const one = browser();
  await signIn(one, 'noa');
  const page = await one.go(authorizePath(challengeOfNobody));
  assert.equal(page.status, 403);
  assert.match(page.html, /Ada Acme<small>ada@acme\.example/);
  assert.match(unescaped(/<a class="button" href="([^"]*)">Back to/.exec(page.html)[1]), /^http:\/\/127\.0\.0\.1:41999\/callback\?error=access_denied&/);
  assert.equal(hidden(page.html, 'handle'), undefined);
});

test('a link is used by its button alone, once, and on this host', async () => {
  const { url } = await worker.must(201, 'POST', `/member/${people.mia.id}/sign-in-link`, {});
  const { pathname } = new URL(url);
  codes.push(pathname.split('/').at(-1));
  for (let times = 0; times < 2; times += 1) assert.match((await browser().go(pathname)).html, /Sign in as Mia Acme\?/);
  assert.equal((await browser().go(pathname, { method: 'POST', body: '', headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
  const one = browser();
  assert.match((await one.go(pathname, { method: 'POST', body: '' })).html, /You are signed in/);
  const late = browser();
  const again = await late.go(pathname, { method: 'POST', body: '' });
  assert.equal(again.status, 403);
  assert.match(again.html, /This link has ended/);
  assert.equal(late.jar.has('__Host-fairlead-session'), false);
  assert.equal((await one.go('/sign-out', { method: 'POST', body: '' })).status, 200);
  assert.equal(one.jar.has('__Host-fairlead-session'), false);
});

test('nobody is sent to another place after signing in', async () => {
  const one = browser();
  await signIn(one, 'mia');
  for (const value of ['//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
    const answer = await one.go(`/sign-in?${new URLSearchParams({ return: value })}`);
    assert.deepEqual([answer.status, answer.location], [200, null], value);
  }
  assert.equal((await one.go(`/sign-in?${new URLSearchParams({ return: '/authorize?x' })}`)).location, '/authorize?x');
});

test('a wrong request is told on the page, and to the client only where its address is known to be its own', async () => {
  const one = browser();
  const cases = {
    'an unknown client': [{ client: 'nobody' }, undefined],
    // `close` of the Worker fails if it fetches one of these.
    'a document on a private network': [{ client: 'https://10.0.0.5/client.json' }, undefined],
    'a document at a name of this machine': [{ client: 'https://localhost/client.json' }, undefined],
    'an unknown redirect': [{ redirect: 'https://evil.example/' }, undefined],
    'no PKCE': [{ challenge: null, code_challenge_method: null }, 'invalid_request'],
    'another resource': [{ resource: 'https://other.example/mcp' }, 'invalid_target'],
    'another response type': [{ response_type: 'token' }, 'unsupported_response_type'],
  };
  for (const [why, [more, code]] of Object.entries(cases)) {
    const answer = await one.go(authorizePath(challengeOfNobody, more));
    if (code === undefined) {
      assert.deepEqual([answer.status, answer.location], [400, null], why);
    } else {
      const back = new URL(answer.location);
      assert.deepEqual([back.origin + back.pathname, back.searchParams.get('error'), back.searchParams.get('iss')], [redirect, code, origin], why);
    }
  }
});

test('a token counts in the header alone, and verbs but POST are 405', async () => {
  const one = browser();
  await signIn(one, 'mia');
  const { access_token: token } = await allow(one, ['mcp:read']);
  const inQuery = await worker.fetch(`/mcp?access_token=${token}`, { method: 'POST', headers: formType, body: `access_token=${token}` });
  assert.equal(inQuery.status, 401);
  for (const method of ['GET', 'DELETE']) {
    const answer = await worker.fetch('/mcp', { method, headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'], method);
  }
  const wrong = await worker.fetch('/mcp', { method: 'POST', headers: { authorization: 'Bearer wrong' } });
  assert.equal(wrong.status, 401);
  assert.match(wrong.headers.get('www-authenticate'), /error="invalid_token"/);
});

test('requests of these paths leave lines, without tokens, codes and addresses', async () => {
  const one = browser();
  await one.go(authorizePath(challengeOfNobody));
  await one.go('/sign-in');
  await signIn(one, 'mia');
  await one.go('/sign-out', { method: 'POST', body: '' });
  await worker.fetch('/mcp', { method: 'POST' });
  await worker.fetch('/mcp/server-card');
  await redeem({ grant_type: 'refresh_token', refresh_token: 'a:b:c', client_id: 'nobody' });
  const lines = worker.logs().map(({ message }) => parsed(message)).filter(Boolean);
  const routes = new Set(lines.map(({ route }) => route));
  for (const route of ['/authorize', '/oauth/token', '/oauth/register', '/sign-in', '/sign-in/link/:code', '/sign-out', '/mcp', '/mcp/server-card']) assert.ok(routes.has(route), route);
  const entered = lines.find(({ outcome, route }) => outcome === 'signed_in' && route === '/sign-in/link/:code');
  assert.equal(entered?.member, people.mia.id);
  const refused = lines.find(({ category, reason }) => category === 'client-authentication' && reason === 'client_not_found');
  assert.equal(refused?.level, 'warn');
  const text = JSON.stringify(lines);
  for (const secret of [...codes, 'acme.example', redirect]) assert.ok(!text.includes(secret), secret);
});
