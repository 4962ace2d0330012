// The other doors of sign-in: an issuer that vouches for a whole company (ID-JAG), and Cloudflare Access in front.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { registerClient, token } from '../sign-in/oauth.mjs';
import { nodeFetch } from '../support/egress.mjs';
import { startWorker } from '../support/harness.mjs';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A client that may redeem assertions. */
const registerClaude = (origin) =>
  registerClient({ origin }, { client_name: 'Claude', redirect_uris: ['https://claude.example/callback'], grant_types: ['authorization_code', jwtBearer] });

/** A signer of JWTs, with its keys as a fetch handler. */
async function signer(algorithm) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm, use: 'sig' }] };
  return { keys, sign: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: 'k1', ...header }).sign(privateKey) };
}

async function member(worker, name, fields) {
  const account = await worker.connect('pylon', { label: `${name}’s Pylon` });
  const created = await worker.must(201, 'POST', '/member', { email: `${name}@acme.example`, name, mcp_access: true, accounts: [{ id: account.id, config: {} }], ...fields });
  return { account, ...created };
}

const now = () => Math.floor(Date.now() / 1000);

describe('enterprise-managed authorization', async () => {
  const issuer = 'https://identity.example/issuers/acme';
  const other = 'https://identity.example/issuers/other';
  const corp = await signer('ES256');
  const metadata = { issuer, jwks_uri: 'https://identity.example/keys' };
  const worker = await startWorker({
    vars: { EMA_ISSUERS: `${issuer}, https://id.acme.example` },
    hosts: {
      'https://identity.example': ({ url }) => {
        const { pathname } = new URL(url);
        if (pathname === '/keys') return Response.json(corp.keys);
        return pathname === '/issuers/acme/.well-known/openid-configuration' ? Response.json(metadata) : new Response('', { status: 404 });
      },
    },
  });
  after(() => worker.close());
  const { origin } = worker.url;
  const mia = await member(worker, 'mia');
  await member(worker, 'noa', { mcp_access: false });
  const client = await registerClaude(origin);

  let count = 0;
  async function redeem(change = {}, header = {}) {
    const claims = { iss: issuer, sub: 'u1', aud: origin, client_id: client, jti: `j${(count += 1)}`, iat: now(), exp: now() + 120, resource: `${origin}/mcp`, scope: 'mcp:read mcp:write', email: 'mia@acme.example', ...change };
    const assertion = await corp.sign(claims, { typ: 'oauth-id-jag+jwt', ...header });
    return token({ origin }, { grant_type: jwtBearer, assertion, client_id: client });
  }

  test('an assertion of an issuer that is set becomes a token of its member, with its scopes, and a grant to revoke', async () => {
    const { status, text, body } = await redeem();
    assert.equal(status, 200, text);
    worker.tokens.add(body.access_token);
    assert.equal(body.scope, 'mcp:read mcp:write');
    assert.equal(body.refresh_token, undefined);
    const list = () => worker.rpc('/mcp', 'tools/list', {}, { headers: { authorization: `Bearer ${body.access_token}` } });
    assert.ok((await list()).result?.tools.length > 0);
    const { result: grants } = await worker.must(200, 'GET', `/member/${mia.id}/grant`);
    assert.deepEqual(grants.map(({ client_name: name, client_host: host }) => [name, host]), [['Claude', 'identity.example']]);
    await worker.must(200, 'DELETE', `/member/${mia.id}/grant`);
    assert.equal((await list()).status, 401);
  });

  test('anybody else gets invalid_grant', async () => {
    const wrong = {
      'an unknown person': { email: 'eve@acme.example' },
      'a person without access': { email: 'noa@acme.example' },
      'an address that the issuer says is not verified': { email_verified: false },
      'a yes in words': { email_verified: 'true' },
      'no address': { email: undefined },
      'an issuer that is not set': { iss: other },
      'another audience': { aud: 'https://other.example' },
      'another client': { client_id: 'another' },
      'another resource': { resource: 'https://other.example/mcp' },
      'an end that is past': { iat: now() - 600, exp: now() - 300 },
    };
    for (const [why, change] of Object.entries(wrong)) {
      const { status, body, text } = await redeem(change);
      assert.deepEqual([status, body.error], [400, why === 'another resource' ? 'invalid_target' : 'invalid_grant'], `${why}: ${text}`);
      assert.equal(body.access_token, undefined, why);
    }
    assert.equal((await redeem({}, { typ: 'JWT' })).body.error, 'invalid_grant');
  });
});

describe('an issuer whose metadata is of somebody else', async () => {
  const issuer = 'https://id.acme.example';
  const corp = await signer('RS256');
  const worker = await startWorker({
    vars: { EMA_ISSUERS: issuer },
    hosts: { [issuer]: ({ url }) => Response.json(url.endsWith('/keys') ? corp.keys : { issuer: 'https://evil.example', jwks_uri: `${issuer}/keys` }) },
  });
  after(() => worker.close());

  test('is not trusted', async () => {
    const { origin } = worker.url;
    await member(worker, 'mia');
    const client = await registerClaude(origin);
    const assertion = await corp.sign({ iss: issuer, sub: 'u1', aud: origin, client_id: client, jti: 'j', iat: now(), exp: now() + 120, resource: `${origin}/mcp`, email: 'mia@acme.example' }, { typ: 'oauth-id-jag+jwt' });
    const { status, body } = await token({ origin }, { grant_type: jwtBearer, assertion, client_id: client });
    assert.deepEqual([status, body.error], [400, 'invalid_grant']);
  });
});

describe('Cloudflare Access in front', async () => {
  const team = 'https://acme.cloudflareaccess.com';
  const audience = 'a'.repeat(64);
  const access = await signer('RS256');
  const stranger = await signer('RS256');
  const worker = await startWorker({
    vars: { ACCESS_TEAM: 'acme', ACCESS_AUD: audience },
    hosts: { [team]: ({ url }) => (url === `${team}/cdn-cgi/access/certs` ? Response.json(access.keys) : new Response('', { status: 404 })) },
  });
  after(() => worker.close());
  const { origin } = worker.url;
  const mia = await member(worker, 'mia');
  const assertion = (change = {}, by = access) => by.sign({ iss: team, aud: [audience], sub: 's', email: 'mia@acme.example', type: 'app', iat: now(), exp: now() + 600, ...change });
  const list = (token, path = '/mcp') => worker.rpc(path, 'tools/list', {}, { headers: { ...(token && { 'cf-access-jwt-assertion': token }) } });

  test('who came through it has the tools of its member, without any token of ours', async () => {
    for (const path of ['/mcp', `/mcp/a/${mia.account.id}`]) {
      const { result, text } = await list(await assertion(), path);
      assert.ok(result?.tools.some(({ annotations }) => annotations.readOnlyHint !== true), text);
    }
  });

  test('everybody else does not', async () => {
    const wrong = {
      'no assertion': undefined,
      'another team': await assertion({ iss: 'https://evil.cloudflareaccess.com' }),
      'another application': await assertion({ aud: ['b'.repeat(64)] }),
      'an end that is past': await assertion({ exp: now() - 300 }),
      'no end': await assertion({ exp: undefined }),
      'a stranger’s key': await assertion({}, stranger),
      'a service token, which is nobody': await assertion({ email: undefined, common_name: 'x' }),
      garbage: 'a.b.c',
    };
    for (const [why, token] of Object.entries(wrong)) {
      const { status, headers } = await list(token);
      assert.equal(status, 401, why);
      assert.equal(headers.get('www-authenticate'), null, why);
    }
    const unknown = await list(await assertion({ email: 'eve@acme.example' }));
    assert.equal(unknown.status, 403);
    assert.match(unknown.body.message, /does not know you/);
  });

  test('there is no authorization server of ours', async () => {
    for (const path of ['/authorize', '/.well-known/oauth-authorization-server', '/.well-known/oauth-protected-resource/mcp']) assert.equal((await worker.fetch(path)).status, 404, path);
    for (const path of ['/oauth/token', '/oauth/register']) assert.equal((await worker.fetch(path, { method: 'POST' })).status, 404, path);
  });

  test('it signs in to pages too, and a browser that did not come through it gets no session', async () => {
    const session = async (headers) => {
      const answer = await nodeFetch(`${origin}/sign-in`, { headers });
      const [cookie = ''] = answer.headers.getSetCookie();
      const [, value] = /^__Host-fairlead-session=(fls_[^;]+);/.exec(cookie) ?? [];
      if (value) worker.tokens.add(value);
      return { status: answer.status, value };
    };
    assert.ok((await session({ 'cf-access-jwt-assertion': await assertion() })).value);
    assert.deepEqual(await session({}), { status: 403, value: undefined });
  });
});

describe('settings', () => {
  test('without the binding OAUTH_KV no path of sign-in is there, and /healthz says why', async (t) => {
    const worker = await startWorker({ without: 'OAUTH_KV' });
    t.after(() => worker.close());
    const paths = ['/mcp', '/mcp/a/x', '/authorize', '/oauth/token', '/oauth/register', '/sign-in', '/sign-in/callback', '/sign-in/link/x', '/sign-out', '/.well-known/oauth-authorization-server', '/.well-known/oauth-protected-resource/mcp', '/.well-known/ai-catalog.json'];
    for (const path of paths) {
      for (const method of ['GET', 'POST']) {
        const { status, headers } = await worker.fetch(path, { method });
        assert.deepEqual([status, headers.get('www-authenticate')], [404, null], `${method} ${path}`);
      }
    }
    assert.equal((await worker.fetch('/healthz')).body.sign_in, 'off: the binding OAUTH_KV is not set');
    const server = await worker.mint();
    assert.ok((await worker.rpc(server.url, 'tools/list', {})).result.tools.length > 0);
  });

  test('a PUBLIC_URL with a path is named by every path of sign-in, and stops no other', async (t) => {
    const worker = await startWorker({ vars: { PUBLIC_URL: 'https://example.com/fairlead' } });
    t.after(() => worker.close());
    const answer = await worker.fetch('/mcp', { method: 'POST' });
    assert.equal(answer.status, 500);
    assert.match(answer.body.message, /PUBLIC_URL/);
    assert.equal((await worker.fetch('/healthz')).status, 200);
    // A link that is none, and a page that says so.
    for (const page of ['/connect/x', '/approve/x']) assert.equal((await worker.fetch(page)).status, 404, page);
  });

  test('behind PUBLIC_URL everything is named by it, whatever host was called', async (t) => {
    const worker = await startWorker({ vars: { PUBLIC_URL: 'https://mcp.example.com' } });
    t.after(() => worker.close());
    const { headers } = await worker.fetch('/mcp', { method: 'POST' });
    assert.match(headers.get('www-authenticate'), /resource_metadata="https:\/\/mcp\.example\.com\/\.well-known\/oauth-protected-resource\/mcp"/);
    const { body } = await worker.fetch('/.well-known/oauth-authorization-server');
    assert.equal(body.issuer, 'https://mcp.example.com');
    const { body: card } = await worker.fetch('/mcp/server-card');
    assert.equal(card.name, 'com.example.mcp/fairlead');
  });

  test('over plain http on another host there is no sign-in', async (t) => {
    const worker = await startWorker();
    t.after(() => worker.close());
    const answer = await worker.fetch('http://mcp.example.com/mcp', { method: 'POST' });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /https/);
  });
});
