// How the Worker serves the console, and what stays as it was for everybody who is no browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminToken, startWorker } from '../support/harness.mjs';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

let worker;

before(async () => {
  worker = await startWorker();
});
after(() => worker?.close());

const open = (path, headers = {}, init = {}) => worker.fetch(path, { ...init, headers: { ...browser, ...headers } });

test('each page of the console is the one document, with a policy that lets nothing in', async () => {
  for (const path of ['/', '/accounts', '/accounts/x/servers/new', '/people', '/catalogue/pylon', '/playground', '/servers', '/?a=b']) {
    const { status, headers, text } = await open(path);
    assert.equal(status, 200, path);
    assert.match(text, /^<!doctype html>/);
    const policy = headers.get('content-security-policy');
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) {
      assert.ok(policy.split('; ').includes(rule), rule);
    }
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.doesNotMatch(text, /<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
    assert.equal(headers.get('cache-control'), 'no-cache');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('x-request-id'), /^[0-9a-f]{16}/);
  }
});

test('files with a hash in their names are kept for a year, the others are asked about', async () => {
  const { text } = await open('/');
  const [script] = text.match(/\/assets\/[\w.-]+\.js/);
  const [style] = text.match(/\/assets\/[\w.-]+\.css/);
  for (const [path, type] of [[script, /javascript/], [style, /text\/css/]]) {
    const file = await open(path);
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-type'), type);
    assert.equal(file.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const again = await open(path, { 'if-none-match': file.headers.get('etag') });
    assert.equal(again.status, 304);
  }
  const icon = await open('/icon.svg');
  assert.equal(icon.headers.get('cache-control'), 'no-cache');
  const missing = await open('/assets/none-00000000.js');
  assert.equal(missing.status, 404);
  assert.doesNotMatch(missing.headers.get('cache-control'), /immutable/);
});

test('whoever takes no HTML sees what was always there', async () => {
  for (const accept of ['*/*', 'application/json', '']) {
    for (const path of ['/', '/accounts', '/people/x', '/catalogue', '/servers']) {
      const { status, body } = await worker.fetch(path, { headers: { accept } });
      assert.equal(status, 404, path);
      assert.equal(body.message, 'Nothing is served at this path.');
    }
  }
  for (const path of ['/accounts', '/', '/people']) assert.equal((await open(path, {}, { method: 'POST' })).status, 404);
  const health = await open('/healthz');
  assert.equal(health.body.status, 'ok');
  assert.equal((await open('/integration')).status, 401, 'the operator’s API is the same for a browser');
  for (const path of ['/accountsx', '/index.html', '/.well-known/x', '/assets', '/robots.txt/', '/console']) assert.equal((await open(path)).status, 404, path);
});

test('a browser at the URL of an MCP server learns what to do with it, and nothing of the server', async () => {
  const live = await worker.mint();
  const pages = [];
  for (const path of [`/mcp/${live.token}`, `/mcp/${live.token.slice(0, -4)}AAAA`, '/mcp/fl_nothing']) pages.push(await open(path));
  for (const { status, text, headers } of pages) {
    assert.equal(status, 200);
    assert.equal(text, pages[0].text);
    assert.match(headers.get('content-security-policy'), /^default-src 'none'; style-src 'sha256-/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.doesNotMatch(text, /pylon|fl_/i);
  }
  assert.equal((await worker.fetch(`/mcp/${live.token}`, { headers: { accept: 'text/event-stream' } })).status, 405);
  assert.ok((await worker.tools(live.url)).length > 0);
});

const session = (method, body, headers = {}) => worker.fetch('/session', { method, headers: { ...own, ...headers }, body: body && JSON.stringify(body) });

test('a token shown once becomes a cookie that no script reads and no other site uses', async () => {
  const begun = await session('POST', { token: adminToken });
  assert.equal(begun.status, 200);
  assert.doesNotMatch(begun.text, /fls_/);
  const cookie = begun.headers.get('set-cookie');
  assert.match(cookie, /^__Host-fairlead-session=fls_[\w-]+; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax$/);
  const [pair] = cookie.split(';');
  assert.ok(!decodeURIComponent(pair).includes(adminToken));
  const ask = (site) => worker.fetch('/integration', { headers: { cookie: pair, ...(site && { 'sec-fetch-site': site }) } });
  assert.equal((await ask('same-origin')).status, 200);
  for (const site of ['same-site', 'cross-site', 'none', undefined]) assert.equal((await ask(site)).status, 401, site);
  const who = await session('GET', undefined, { cookie: pair });
  assert.deepEqual([who.body.sign_in, typeof who.body.expires_at, who.body.member], [true, 'string', undefined]);
  const ended = await session('DELETE', undefined, { cookie: pair });
  assert.match(ended.headers.get('set-cookie'), /^__Host-fairlead-session=; Path=\/; Max-Age=0/);
});

test('other sites begin and end no session, and wrong tokens are told why', async () => {
  for (const site of ['cross-site', 'same-site', 'none', '']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await worker.fetch('/session', { method, headers: { 'sec-fetch-site': site }, body: method === 'POST' ? JSON.stringify({ token: adminToken }) : undefined });
      assert.equal(answer.status, 403, `${method} ${site}`);
      assert.equal(answer.headers.get('set-cookie'), null);
    }
  }
  for (const [body, status, message] of [
    [{ token: 'wrong' }, 401, /opens nothing/],
    [{ token: '' }, 400, /Paste a token/],
    [{ token: 1 }, 400, /Paste a token/],
    [[], 400, /Paste a token/],
    [{ token: 'x'.repeat(9000) }, 413, /too long/],
  ]) {
    const answer = await session('POST', body);
    assert.equal(answer.status, status);
    assert.match(answer.body.message, message);
    assert.equal(answer.headers.get('set-cookie'), null);
  }
  const { token } = await worker.must(201, 'POST', '/api-token', { name: 'factor', scope: 'mcp' });
  assert.equal((await session('POST', { token })).status, 403);
  assert.equal((await session('PUT')).status, 405);
  const nobody = await session('GET', undefined, { cookie: '__Host-fairlead-session=fls_forged' });
  assert.deepEqual(nobody.body, { sign_in: true });
});

test('guessing is slowed down', async () => {
  const address = { 'cf-connecting-ip': '198.51.100.9' };
  // A minute of the limit can end in between, so twice what it takes is sent, and one more.
  const statuses = new Set();
  for (let at = 0; at < 201 && !statuses.has(429); at += 20) {
    const guesses = Array.from({ length: 20 }, (_, guess) => session('POST', { token: `guess-${at + guess}` }, address));
    for (const { status } of await Promise.all(guesses)) statuses.add(status);
  }
  assert.deepEqual([...statuses].sort(), [401, 429]);
  assert.equal((await session('POST', { token: adminToken }, address)).status, 200, 'the right one still opens');
});
