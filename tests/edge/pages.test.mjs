// The pages without a Worker: what others say stays text, and what a browser is told about them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { html } from '../../src/edge/people/html.js';
import {
  approvalCodePage, approvalPage, approvedPage, askForLinkPage, consentPage, donePage, failurePage, linkPage, noAccessPage, refusedPage, signedInPage, signedOutPage,
} from '../../src/edge/people/pages.js';

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u0000\`&amp;`;
const member = { id: hostile, name: hostile, email: hostile, role: 'member', mcp_access: true };
const ask = [{ name: hostile, email: hostile }];
const client = { clientId: hostile, clientName: hostile, clientDomain: hostile, redirectUri: hostile, redirectHost: hostile, redirectIsLoopback: true, scope: ['mcp:read', hostile] };
const account = (label, read, write, destructive) => ({ id: label, label, vendor: hostile, tools: { read, write, destructive } });
const consent = (more) => consentPage({ client, member, accounts: [account(hostile, 3, 2, 1)], ask, handle: hostile, here: `/authorize?${hostile}`, cookies: ['a=b'], ...more });

const call = { vendor: hostile, account: hostile, server: hostile, tool: hostile, title: hostile, verb: 'POST', path: hostile, body: [[hostile, `${hostile}\n${hostile}`]] };
const who = (more) => approvalCodePage({ isWrong: false, hasCode: true, isSignedIn: false, canSignIn: true, here: hostile, ...more });

const pages = {
  consent: () => consent(),
  'consent without an account': () => consent({ accounts: [] }),
  'after a decision': () => donePage({ client: hostile, goTo: `https://client.example/?x=${hostile}`, allowed: true, cookies: [] }),
  'no access': () => noAccessPage({ member, ask, here: hostile, goTo: hostile, client: hostile }),
  'nobody to ask': () => noAccessPage({ member, ask: [], here: hostile, goTo: hostile, client: hostile }),
  'a link': () => linkPage(hostile, hostile),
  'ask for a link': () => askForLinkPage(),
  'signed in': () => signedInPage(member, hostile),
  'signed out': () => signedOutPage([]),
  refused: () => refusedPage('unknown', hostile),
  'a call that waits': () => approvalPage({ ...call, action: hostile, approvalCode: hostile }),
  'who agrees': () => who(),
  'who agrees, after a wrong code': () => who({ isWrong: true, isSignedIn: true }),
  'nobody here agrees': () => who({ hasCode: false, canSignIn: false }),
  agreed: () => approvedPage(true),
  'not agreed': () => approvedPage(false),
  failed: () => failurePage({ title: hostile, text: hostile, status: 400, detail: hostile, again: hostile }),
};

for (const [name, page] of Object.entries(pages)) {
  test(`${name}: what others say is text, nothing is loaded, run or framed, and one heading names the page`, async () => {
    const answer = await page();
    const text = await answer.text();
    const tags = [...text.replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\w+)((?:\s[^<>]*)?)>/g)];
    assert.doesNotMatch(text, /<script|<img|\u202e|\u0000/);
    for (const [, , attributes] of tags) assert.doesNotMatch(attributes.replace(/"[^"]*"/g, ''), /\son\w+=|['`]|\ssrc=/i);
    assert.match(text, /^<!doctype html>\n<html lang="en">/);
    assert.match(text, /<title>[^<]+ · Fairlead<\/title>/);
    assert.equal(text.match(/<h1>/g).length, 1);
    const [, style] = /<style>([^]*?)<\/style>/.exec(text);
    const hash = createHash('sha256').update(style).digest('base64');
    assert.equal(answer.headers.get('content-security-policy'), `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`);
    const wanted = { 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-type': 'text/html; charset=utf-8' };
    for (const [header, value] of Object.entries(wanted)) assert.equal(answer.headers.get(header), value, header);
  });
}

test('the boxes are those three, ticked as the client asked, each with its number of tools over all accounts', async () => {
  const text = await (await consent({ accounts: [account('a', 3, 2, 1), account('b', 1, 0, 0)], client: { ...client, scope: ['mcp:write', 'mcp:admin'] } })).text();
  const boxes = [...text.matchAll(/<input type="checkbox" name="scope" value="([^"]*)"( checked)?><span>([^<]*)<small>([^<]*)<\/small>/g)].map(([, ...found]) => found);
  assert.deepEqual(boxes, [
    ['mcp:read', undefined, 'Read conversations, customers and articles', '4 tools'],
    ['mcp:write', ' checked', 'Reply and change', '2 tools'],
    ['mcp:destructive', undefined, 'Delete for good', '1 tool'],
  ]);
  assert.match(text, /a<small>[^<]*6 tools<\/small>/);
});

test('a client’s own word for its name is told from a domain that it proved, and one on this machine comes with a warning', async () => {
  const shown = async (more) => (await consent({ client: { ...client, clientName: 'Claude', redirectHost: 'client.example', clientDomain: undefined, redirectIsLoopback: false, ...more } })).text();
  const registered = await shown({});
  assert.match(registered, /nobody has checked it/);
  assert.match(registered, /Access goes to <strong>client\.example<\/strong>/);
  assert.doesNotMatch(registered, /class="warn"/);
  const proved = await shown({ clientDomain: 'claude.example' });
  assert.match(proved, /published by <strong>claude\.example<\/strong>/);
  assert.doesNotMatch(proved, /nobody has checked/);
  assert.match(await shown({ redirectIsLoopback: true }), /class="warn"[^>]*><strong>This gives access to an app on your own computer/);
});

test('without access the page names whom to ask', async () => {
  const page = await noAccessPage({ member, ask: [{ name: 'Ada Admin', email: 'ada@acme.example' }], here: '/', goTo: 'https://client.example/', client: 'Claude' });
  assert.equal(page.status, 403);
  assert.match(await page.text(), /Ada Admin<small>ada@acme\.example<\/small>/);
});

test('a template escapes each value but HTML, joins lists, and leaves out what is not there', () => {
  const inner = html`<i>${'<'}</i>`;
  assert.equal(html`${inner}|${[inner, '&']}|${undefined}|${false}|${0}|${null}`.text, '<i>&lt;</i>|<i>&lt;</i>&amp;|||0|null');
});
