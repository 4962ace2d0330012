// What the OAuth library asks of its own namespace, request by request: the table of docs/costs.md.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createSignIn, origin } from './sign_in.mjs';

const page = await readFile(new URL('../../docs/costs.md', import.meta.url), 'utf8');
const HEAD = '| request of signing in | read | written | deleted | listed |';
const redirect = 'http://127.0.0.1:41901/callback';
const verifier = 'a-verifier-that-is-long-enough-for-what-RFC-7636-asks';
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** The rows of the page, by their names. */
function written() {
  const lines = page.split('\n');
  const start = lines.indexOf(HEAD);
  assert.notEqual(start, -1, 'the page has the table');
  const rows = lines.slice(start + 2, lines.indexOf('', start));
  return Object.fromEntries(rows.map((row) => {
    const [name, read, put, deleted, listed] = row.split('|').slice(1, -1).map((cell) => cell.trim());
    return [name, { read: Number(read), written: Number(put), deleted: Number(deleted), listed: Number(listed) }];
  }));
}

test('each request costs what the page says', async () => {
  const { kv, send } = createSignIn();
  const counted = {};
  /** Notes a request's bill; gives its answer. */
  async function row(name, status, ...request) {
    kv.take();
    const answer = await send(...request);
    counted[name] = kv.take();
    const text = await answer.text();
    assert.equal(answer.status, status, `${name}: ${text}`);
    return text;
  }
  const post = (target, headers, body) => ['POST', target, { headers, body }];
  const token = (parameters) => post('/oauth/token', form, String(new URLSearchParams({ client_id: client, resource: `${origin}/mcp`, ...parameters })));
  const message = (bearer) => post('/mcp', { ...json, authorization: `Bearer ${bearer}` }, '{}');

  const metadata = { client_name: 'A test', redirect_uris: [redirect], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
  const { client_id: client } = JSON.parse(await row('`POST /oauth/register`', 201, ...post('/oauth/register', json, JSON.stringify(metadata))));
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = new URLSearchParams({
    response_type: 'code', client_id: client, redirect_uri: redirect, code_challenge: challenge, code_challenge_method: 'S256', scope: 'mcp:read', state: 's', resource: `${origin}/mcp`,
  });
  const shown = await row('`GET /authorize`, the page to tick', 200, 'GET', `/authorize?${asked}`);
  const [, handle] = /name="handle" value="([^"]+)"/.exec(shown);
  const decision = String(new URLSearchParams({ handle, member: 'm1', decision: 'allow', scope: 'mcp:read' }));
  const done = await row('`POST /authorize`, a yes', 200, ...post(`/authorize?${asked}`, form, decision));
  const [code] = /(?<=[?&]code=)[^&"]+/.exec(done.replaceAll('&amp;', '&'));
  const exchange = { grant_type: 'authorization_code', code: decodeURIComponent(code), code_verifier: verifier, redirect_uri: redirect };
  const first = JSON.parse(await row('`POST /oauth/token`, a code', 200, ...token(exchange)));
  const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
  const second = JSON.parse(await row('`POST /oauth/token`, a refresh token', 200, ...token(refresh)));
  await row('message to `/mcp` with an access token', 200, ...message(second.access_token));
  await row('the same with one that opens nothing', 401, ...message('member:grant:secret'));
  await row('the same with one of the wrong form, or with none', 401, ...message('fl_x'));
  await row('`POST /oauth/token`, a refresh token that opens nothing', 400, ...token({ grant_type: 'refresh_token', refresh_token: 'member:grant:secret' }));
  await row('`POST /oauth/token`, a refresh token', 200, ...token({ ...refresh, refresh_token: second.refresh_token }));
  await row('the same, one that was used up: its grant ends, with 3 access tokens', 400, ...token(refresh));

  assert.deepEqual(counted, written());
});

test('what a day of the free plan carries follows from them', () => {
  const rows = written();
  const connected = ['`POST /oauth/register`', '`GET /authorize`, the page to tick', '`POST /authorize`, a yes', '`POST /oauth/token`, a code'];
  const first = connected.reduce((sum, name) => sum + rows[name].written, 0);
  const later = rows['`POST /oauth/token`, a refresh token'].written;
  const said = /takes (\d+) keys written that day, and (\d+) each time .*?: (\d+) clients that are connected on one day, or (\d+) in daily use/.exec(page);
  assert.deepEqual(said?.slice(1).map(Number), [first, later, 1000 / first, 1000 / later]);
});
