// Where sign-in may send a person, whose forms it takes, and which host it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearCookie, cookieOf, setCookie, transactionOf } from '../../src/edge/people/cookies.js';
import { SettingsError, isSafe, originOf, placeOf } from '../../src/edge/people/origin.js';
import { isOwnForm, ownPath } from '../../src/edge/people/paths.js';

const origin = 'https://mcp.example.com';

test('a path of this host is where a person may go on to, with its query', () => {
  for (const path of ['/', '/sign-in', '/authorize?client_id=x&state=%2F%2Fevil.example', '/a/b/../c']) {
    const own = ownPath(path, origin);
    assert.equal(new URL(own, origin).href, new URL(path, origin).href);
  }
});

test('no spelling of another place is taken for a path', () => {
  const wrong = [
    undefined, null, '', 'sign-in', 'https://evil.example', 'https://mcp.example.com.evil.example/', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example',
    '/\t/evil.example', '/\n//evil.example', '/.//evil.example', '/x/..//evil.example', '/%2e//evil.example', 'javascript:alert(1)', ' /sign-in', 'data:text/html,x', '//user@evil.example', 'http:/sign-in',
  ];
  for (const value of wrong) assert.equal(ownPath(value, origin), undefined, JSON.stringify(value));
});

test('a form counts when this host’s own page posted it, as the browser says', () => {
  const posted = (headers) => isOwnForm(new Request(`${origin}/authorize`, { method: 'POST', headers }), origin);
  assert.equal(posted({ 'sec-fetch-site': 'same-origin' }), true);
  assert.equal(posted({}), true, 'no browser');
  for (const site of ['cross-site', 'same-site', 'none', '']) assert.equal(posted({ 'sec-fetch-site': site }), false, site);
  const from = (value) => isOwnForm({ headers: new Headers({ origin: value }) }, origin);
  assert.equal(from(origin), true);
  for (const value of ['https://evil.example', 'null', 'http://mcp.example.com', `${origin}.evil.example`]) assert.equal(from(value), false, value);
});

test('the host is that of PUBLIC_URL, else the one that was called; a path in it is named as what is wrong', () => {
  const called = new URL('http://127.0.0.1:8787/mcp?x');
  assert.equal(originOf({ public_url: null }, called), 'http://127.0.0.1:8787');
  assert.equal(originOf({ public_url: 'https://mcp.example.com' }, called), origin);
  assert.throws(() => originOf({ public_url: 'https://example.com/mcp' }, called), (error) => error instanceof SettingsError && /PUBLIC_URL/.test(error.message) && !/example\.com/.test(error.message));
});

test('pages without an issuer are found under the path of PUBLIC_URL, which a proxy takes away', () => {
  const called = new URL('http://127.0.0.1:8787/connect/x');
  for (const [url, expected] of [[null, ['http://127.0.0.1:8787', '']], ['https://mcp.example.com', [origin, '']], ['https://mcp.example.com/a/b', [origin, '/a/b']]]) {
    const { origin: found, base } = placeOf({ public_url: url }, called);
    assert.deepEqual([found, base], expected);
  }
});

test('tokens travel over TLS or stay on this machine', () => {
  for (const safe of [origin, 'http://localhost:8787', 'http://127.0.0.1:1', 'http://[::1]:1']) assert.equal(isSafe(safe), true, safe);
  for (const unsafe of ['http://mcp.example.com', 'http://127.0.0.1.example.com', 'http://localhost.example.com', 'http://10.0.0.1']) assert.equal(isSafe(unsafe), false, unsafe);
});

test('a cookie is this host’s alone, and read whole by its name', () => {
  for (const cookie of [setCookie('__Host-x', 'v', 9), clearCookie('__Host-x')]) for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) assert.ok(cookie.split('; ').includes(part), cookie);
  assert.doesNotMatch(setCookie('__Host-x', 'v', 9), /Domain/i);
  const request = { headers: new Headers({ cookie: 'a__Host-x=1; __Host-x=2=3; __Host-xy=4' }) };
  assert.equal(cookieOf(request, '__Host-x'), '2=3');
  assert.equal(cookieOf(request, 'x'), undefined);
  assert.equal(cookieOf({ headers: new Headers() }, '__Host-x'), undefined);
});

test('two sign-ins at once have a cookie each, and no state can name another cookie', () => {
  assert.notEqual(transactionOf('abcdefghijkl-one'), transactionOf('zbcdefghijkl-two'));
  assert.match(transactionOf('; Domain=x\r\nSet-Cookie: y'), /^__Host-fairlead-oidc-[\w-]*$/);
  assert.match(transactionOf(''), /^__Host-fairlead-oidc-$/);
});
