// Attacks on what a client is given: codes and tokens that are stolen, sent twice, sent elsewhere, or asked for more than was allowed.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { nodeFetch } from '../support/egress.mjs';
import { attacks } from '../support/attacks.mjs';
import { authorize, openAs, startCompany } from './company.mjs';
import { authorizationUrl, bearer, openClient, pkce, token } from './oauth.mjs';
import { request } from '../support/mcp.mjs';

const company = await startCompany();
after(() => company.close());
const attack = attacks('sign-in-tokens');

/** Refused at the token endpoint, with nothing given. */
function refused({ status, text, body }, ...codes) {
  assert.ok(status === 400 || status === 401, `${status} for ${codes.join(', ')}: ${text}`);
  assert.ok(codes.includes(body.error), `${body.error} is one of ${codes.join(', ')}`);
  assert.ok(!('access_token' in body), text);
}

const lists = async (accessToken, url = company.mcp) => company.worker.rpc(url, 'tools/list', {}, bearer(accessToken));

attack('codes-open-once', 'a stolen code: without its verifier, with another, as another client, for another redirect or resource', 'a code alone is worth nothing', async () => {
  const mine = await openClient(company);
  const thief = await openClient(company, { as: 'noa' });
  const other = pkce();
  const thefts = [
    [{ code_verifier: undefined }, 'invalid_grant', 'invalid_request'],
    [{ code_verifier: '' }, 'invalid_grant', 'invalid_request'],
    [{ code_verifier: other.verifier }, 'invalid_grant'],
    [{ code_verifier: other.challenge }, 'invalid_grant'],
    [{ client_id: thief.client }, 'invalid_grant'],
    [{ client_id: 'nobody' }, 'invalid_client'],
    [{ client_id: undefined }, 'invalid_client', 'invalid_request'],
    [{ redirect_uri: 'https://evil.example/callback' }, 'invalid_grant'],
    [{ resource: 'https://evil.example/mcp' }, 'invalid_target', 'invalid_grant'],
  ];
  for (const [more, ...codes] of thefts) {
    const code = await mine.code();
    refused(await mine.redeem(code, more), ...codes);
  }
  const { code, verifier } = await mine.code();
  const spoilt = [code.slice(0, -1), `${code}A`, code.split(':').toReversed().join(':'), '', '::', code.replace(/:[^:]+$/, ':AAAA')];
  for (const value of spoilt) refused(await mine.redeem({ code: value, verifier }), 'invalid_grant', 'invalid_request');
  const wider = await mine.redeem(await mine.code(), { scope: 'mcp:read mcp:write' });
  assert.equal(wider.body.scope, 'mcp:read', wider.text);
  return thefts.length + spoilt.length + 1;
});

attack('codes-open-once', 'a code that is sent twice: refused, and what it gave ends', 'a code is good once', async () => {
  const mine = await openClient(company);
  const code = await mine.code();
  const first = await mine.redeem(code);
  assert.equal(first.status, 200, first.text);
  assert.equal((await lists(first.body.access_token)).status, 200);
  refused(await mine.redeem(code), 'invalid_grant');
  const ended = await lists(first.body.access_token);
  assert.equal(ended.status, 401);
  assert.match(ended.headers.get('www-authenticate'), /error="invalid_token"/);
  refused(await mine.refresh(first.body.refresh_token), 'invalid_grant');
  return 1;
});

attack('codes-open-once', 'requests without PKCE, with plain, with a challenge that is none', 'no code is given without a challenge by SHA-256', async () => {
  const mine = await openClient(company);
  const { challenge } = pkce();
  const tries = [
    { challenge: null, code_challenge_method: null },
    { challenge: null },
    { challenge, code_challenge_method: 'plain' },
    { challenge, code_challenge_method: null },
    { challenge: '', code_challenge_method: 'S256' },
    { challenge, response_type: 'token' },
    { challenge, response_type: 'code token' },
    { challenge, response_mode: 'fragment', response_type: 'token' },
  ];
  for (const more of tries) {
    const page = await mine.visitor.open(authorizationUrl(company, { client: mine.client, redirect: mine.redirect, ...more }));
    if (page.left) {
      assert.match(page.left.searchParams.get('error'), /^(invalid_request|unsupported_response_type)$/, page.left.href);
      assert.equal(page.left.searchParams.get('code'), null);
    } else assert.equal(page.status, 400, `${JSON.stringify(more)}: ${page.html}`);
  }
  return tries.length;
});

attack('tokens-end-with-theft', 'a refresh token that was used up: refused, and its family ends', 'who replays a refresh token ends all that came of it', async () => {
  const mine = await openClient(company);
  const first = await mine.tokens();
  const second = (await mine.refresh(first.refresh_token)).body;
  const third = (await mine.refresh(second.refresh_token)).body;
  assert.equal((await lists(third.access_token)).status, 200);
  refused(await mine.refresh(first.refresh_token), 'invalid_grant');
  refused(await mine.refresh(third.refresh_token), 'invalid_grant');
  for (const { access_token: accessToken } of [second, third]) assert.equal((await lists(accessToken)).status, 401);
  return 2;
});

attack('tokens-end-with-theft', 'refresh tokens: of another client, spoilt, in the place of other tokens', 'a refresh token is its client\'s', async () => {
  const mine = await openClient(company);
  const thief = await openClient(company, { as: 'noa' });
  const { refresh_token: refreshToken, access_token: accessToken } = await mine.tokens();
  const parts = refreshToken.split(':');
  refused(await thief.refresh(refreshToken), 'invalid_grant');
  refused(await mine.refresh(accessToken), 'invalid_grant');
  refused(await mine.refresh([parts[0], 'A'.repeat(16), parts[2]].join(':')), 'invalid_grant');
  refused(await mine.refresh(refreshToken, { resource: 'https://evil.example/mcp' }), 'invalid_target', 'invalid_grant');
  refused(await token(company, { grant_type: 'password', username: 'ada', password: 'x', client_id: mine.client }), 'unsupported_grant_type');
  refused(await token(company, { grant_type: 'client_credentials', client_id: mine.client }), 'unsupported_grant_type', 'unauthorized_client');
  const asAccess = await lists(refreshToken);
  assert.equal(asAccess.status, 401);
  return 7;
});

attack('scopes-hold', 'a refresh that asks for more than was allowed', 'no refresh widens', async () => {
  const mine = await openClient(company);
  const { refresh_token: refreshToken } = await mine.tokens({ scope: 'mcp:read' });
  const wider = ['mcp:read mcp:write', 'mcp:write', 'mcp:read mcp:destructive', 'mcp:read admin', '*', 'mcp:read offline_access mcp:write'];
  let newest = refreshToken;
  for (const scope of wider) {
    const answer = await mine.refresh(newest, { scope });
    if (answer.status === 200) {
      assert.equal(answer.body.scope, 'mcp:read', `${scope} is narrowed to what was allowed`);
      newest = answer.body.refresh_token;
      const write = await company.worker.call(company.mcp, 'create_issue', { title: 'x', body_html: 'x', requester_email: 'a@b.example' }, bearer(answer.body.access_token));
      assert.equal(write.status, 403);
    } else refused(answer, 'invalid_scope');
  }
  return wider.length;
});

attack('scopes-hold', 'calls beyond what was allowed, by every way to a tool', 'a call beyond its scope is 403 and sends nothing', async () => {
  const mine = await openClient(company);
  const { access_token: accessToken } = await mine.tokens({ scope: 'mcp:read' });
  const { access_token: writes } = await (await openClient(company)).tokens({ scope: 'mcp:read mcp:write' });
  const issue = { title: 'x', body_html: 'x', requester_email: 'a@b.example' };
  const calls = [
    [accessToken, 'create_issue', issue, 'mcp:read mcp:write'],
    [accessToken, 'create_a_pylon_issue', issue, 'mcp:read mcp:write'],
    [accessToken, 'delete_task', { id: 'x' }, 'mcp:read mcp:destructive'],
    [writes, 'delete_task', { id: 'x' }, 'mcp:read mcp:write mcp:destructive'],
  ];
  const sent = await company.worker.sentDuring(async () => {
    for (const [held, name, args, needed] of calls) {
      for (const url of [company.mcp, company.account('pylon')]) {
        for (const era of ['modern', 'legacy']) {
          const answer = await company.worker.call(url, name, args, { era, ...bearer(held) });
          assert.equal(answer.status, 403, `${name}: ${answer.raw}`);
          const challenge = answer.headers.get('www-authenticate');
          assert.match(challenge, /^Bearer .*error="insufficient_scope"/);
          assert.match(challenge, new RegExp(`scope="${needed}"`));
          assert.match(challenge, /resource_metadata="[^"]+\/\.well-known\/oauth-protected-resource\/mcp"/);
          assert.ok(answer.error?.message, answer.raw);
        }
      }
    }
  });
  assert.deepEqual(sent, []);
  return calls.length * 4;
});

attack('tokens-are-for-here', 'tokens of other resources, in other places than the header, of other kinds, spoilt', 'what is no token of ours is 401 with the challenge', async () => {
  const mine = await openClient(company);
  const { access_token: accessToken } = await mine.tokens();
  const server = await company.worker.mint({}, { account: company.accounts.pylon });
  const message = request('tools/list', {});
  const [member, grant, secret] = accessToken.split(':');
  const sessionless = ['', 'x', `${member}:${grant}`, `${member}:${grant}:${secret.slice(1)}`, `${company.ids.ada}:${grant}:${secret}`, accessToken.toUpperCase(), server.token, 'fls_AAAA'];
  const tries = [
    ...sessionless.map((text) => [company.mcp, { authorization: `Bearer ${text}` }]),
    [company.mcp, {}],
    [company.mcp, { authorization: `Basic ${Buffer.from(`x:${accessToken}`).toString('base64')}` }],
    [company.mcp, { authorization: `Bearer ${accessToken}, Bearer ${accessToken}` }],
    [`${company.mcp}?access_token=${accessToken}`, {}],
    [company.mcp, { cookie: `access_token=${accessToken}` }],
    [company.mcp, { 'x-access-token': accessToken }],
    [company.account('pylon'), {}],
  ];
  for (const [url, headers] of tries) {
    const answer = await company.worker.fetch(url, { ...message, headers: { ...message.headers, ...headers } });
    assert.equal(answer.status, 401, `${url} ${JSON.stringify(headers)}: ${answer.text}`);
    assert.match(answer.headers.get('www-authenticate'), /^Bearer .*resource_metadata="http[^"]+\/\.well-known\/oauth-protected-resource\/mcp"/);
  }
  const body = await nodeFetch(company.mcp, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `access_token=${accessToken}` });
  assert.equal(body.status, 401);

  // An audience of somebody else is not even asked for.
  for (const resource of ['https://evil.example/mcp', `${company.origin}/integrated-account`, `${company.origin}/mcpx`, company.mcp.replace('http:', 'https:'), 'mcp', `${company.mcp}#x`]) {
    const page = await mine.visitor.open(authorizationUrl(company, { client: mine.client, redirect: mine.redirect, resource }));
    if (page.left) assert.equal(page.left.searchParams.get('error'), 'invalid_target', page.left.href);
    else assert.equal(page.status, 400, page.html);
  }
  // Nor does a person's token open the operator's API, or a token URL's second factor.
  for (const path of ['/integrated-account', '/member', '/api-token']) {
    assert.equal((await company.worker.admin('GET', path, undefined, { token: accessToken })).status, 401, path);
  }
  return tries.length + 10;
});

attack('answers-name-their-issuer', 'answers to a client: each names the issuer, on success, refusal and error', 'a client can tell answers of mixed-up issuers', async () => {
  const mine = await openClient(company);
  const issuers = [];
  issuers.push((await mine.code()).left.searchParams.get('iss'));
  const ask = (more) => authorizationUrl(company, { client: mine.client, redirect: mine.redirect, ...more });
  issuers.push((await authorize(mine.visitor, ask(), { as: 'mia', deny: true })).searchParams.get('iss'));
  const failed = await openAs(mine.visitor, ask({ response_type: 'token' }), 'mia');
  if (failed.left) issuers.push(failed.left.searchParams.get('iss'));
  assert.deepEqual([...new Set(issuers)], [company.origin]);
  const metadata = await company.worker.fetch('/.well-known/oauth-authorization-server');
  assert.equal(metadata.body.issuer, company.origin);
  assert.equal(metadata.body.authorization_response_iss_parameter_supported, true);
  return issuers.length;
});
