// Attacks on the page that asks: posts that were forged, sent again, or carried to another browser; and frames around it.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { nodeFetch } from '../support/egress.mjs';
import { filled } from '../support/visitor.mjs';
import { consentForm, isConsent, openAs, scopes, startCompany } from './company.mjs';
import { authorizationUrl, openClient } from './oauth.mjs';

const company = await startCompany();
const village = await startCompany({ vars: { OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }, secrets: { OIDC_CLIENT_SECRET: undefined } });
after(() => company.close());
after(() => village.close());
const attack = attacks('sign-in-consent');

const mine = await openClient(company);

/** A consent page in front of a person: `{visitor, page, form}`. */
async function ask(as = 'mia', more = {}) {
  const visitor = company.visitor();
  const page = await openAs(visitor, authorizationUrl(company, { client: mine.client, redirect: mine.redirect, ...more }), as);
  assert.ok(isConsent(page), page.html);
  return { visitor, page, form: consentForm(page) };
}

const approving = (form, tick) => filled(form, { press: ({ value }) => value === 'allow', tick });
const cookieOf = (visitor, wanted = () => true) => [...visitor.jar.values()].filter(wanted).map(({ name, value }) => `${name}=${value}`).join('; ');

/** Posts what one likes to the page's address, as one likes. */
const post = (form, body, headers = {}) =>
  nodeFetch(form.action, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: String(body) });

/** Where an answered page leads to: a redirect, or a page that goes on by itself. */
async function leadsTo(answer) {
  const found = answer.headers.get('location') ?? /http-equiv="refresh" content="0;url=([^"]*)"/.exec(await answer.text())?.[1]?.replaceAll('&amp;', '&');
  return found && new URL(found, company.origin);
}

/** Nothing was allowed: no code in any answer, and nobody sent to the client. */
async function assertNothing(answer, why) {
  const to = await leadsTo(answer);
  assert.ok(answer.status >= 300 && answer.status < 500, `${why}: ${answer.status}`);
  assert.ok(answer.status >= 400 || to?.origin === company.origin || to?.origin === company.idp.issuer, `${why}: ${answer.status} ${to}`);
}

attack('consent-is-the-persons', 'posts that were forged: without cookies, with another\'s, from another site, with a handle that is none, by GET', 'only the person\'s own page says yes', async () => {
  const origin = { origin: company.origin, 'sec-fetch-site': 'same-origin' };
  const other = await ask('ada');
  const forgeries = {
    'no cookie': async ({ form }) => post(form, approving(form), origin),
    'the session alone': async ({ form, visitor }) => post(form, approving(form), { ...origin, cookie: cookieOf(visitor, ({ name }) => /session/.test(name)) }),
    'the page\'s cookie alone': async ({ form, visitor }) => post(form, approving(form), { ...origin, cookie: cookieOf(visitor, ({ name }) => !/session/.test(name)) }),
    'another person\'s browser': async ({ form }) => post(form, approving(form), { ...origin, cookie: cookieOf(other.visitor) }),
    'another person\'s page': async ({ visitor }) => post(other.form, approving(other.form), { ...origin, cookie: cookieOf(visitor) }),
    'another site, as a browser says': async ({ form, visitor }) => post(form, approving(form), { cookie: cookieOf(visitor), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
    'another site of the domain': async ({ form, visitor }) => post(form, approving(form), { cookie: cookieOf(visitor), origin: 'https://evil.acme.example', 'sec-fetch-site': 'same-site' }),
    'a handle that is none': async ({ form, visitor }) => post(form, new URLSearchParams({ handle: 'A'.repeat(43), decision: 'allow', scope: 'mcp:read' }), { ...origin, cookie: cookieOf(visitor) }),
    'no handle': async ({ form, visitor }) => post(form, new URLSearchParams({ decision: 'allow', scope: 'mcp:read' }), { ...origin, cookie: cookieOf(visitor) }),
    'by GET': async ({ form, visitor }) => nodeFetch(`${form.action.split('?')[0]}?${approving(form)}`, { redirect: 'manual', headers: { cookie: cookieOf(visitor) } }),
    'as JSON': async ({ form, visitor }) =>
      nodeFetch(form.action, { method: 'POST', redirect: 'manual', headers: { ...origin, 'content-type': 'application/json', cookie: cookieOf(visitor) }, body: JSON.stringify(Object.fromEntries(approving(form))) }),
    'endless': async ({ form, visitor }) => post(form, `${approving(form)}&x=${'x'.repeat(2 * 1024 * 1024)}`, { ...origin, cookie: cookieOf(visitor) }).catch(() => Response.error()),
  };
  for (const [why, forge] of Object.entries(forgeries)) {
    const answer = await forge(await ask());
    if (why === 'endless' && answer.type === 'error') continue;
    await assertNothing(answer, why);
  }
  return Object.keys(forgeries).length;
});

attack('consent-is-the-persons', 'a page that is sent again, after yes and after no', 'a page is answered once', async () => {
  for (const first of ['allow', 'deny']) {
    const { visitor, form } = await ask();
    const cookie = cookieOf(visitor);
    const body = filled(form, { press: ({ value }) => value === first });
    const headers = { cookie, origin: company.origin, 'sec-fetch-site': 'same-origin' };
    const answered = await post(form, body, headers);
    assert.ok((await leadsTo(answered))?.href.startsWith(mine.redirect), `${answered.status}`);
    for (const again of [body, approving(form)]) await assertNothing(await post(form, again, headers), `${first}, again`);
  }
  return 4;
});

attack('consent-is-the-persons', 'boxes that were never on the page: other scopes, none, many', 'a page allows what it can offer and nothing else', async () => {
  const boxes = [['admin'], ['mcp:read', 'mcp:admin'], ['*'], ['mcp:read mcp:write'], ['MCP:READ'], ['mcp:read\nmcp:write'], [], ['openid', 'mcp:read']];
  for (const chosen of boxes) {
    const { visitor, form } = await ask();
    const body = approving(form, () => false);
    for (const scope of chosen) body.append('scope', scope);
    const answer = await post(form, body, { cookie: cookieOf(visitor), origin: company.origin, 'sec-fetch-site': 'same-origin' });
    if (!(await leadsTo(answer))?.searchParams.get('code')) continue;
    const grants = await company.worker.must(200, 'GET', `/member/${company.ids.mia}/grant`);
    for (const grant of grants.result) assert.deepEqual(grant.scopes.filter((scope) => !scopes.includes(scope)), [], JSON.stringify(chosen));
    assert.ok(chosen.includes('mcp:read'), `${JSON.stringify(chosen)} gave a code`);
  }
  return boxes.length;
});

attack('pages-are-not-framed', 'every page of the way in, its headers read', 'no page can be framed, cached or scripted', async () => {
  const client = mine.client;
  const visit = async (who, more) => openAs(company.visitor(), authorizationUrl(company, { client, redirect: mine.redirect, ...more }), who);
  const link = await village.worker.must(201, 'POST', `/member/${village.ids.mia}/sign-in-link`, {});
  const pages = [
    await visit('mia'), await visit('noa'), await visit('eve'), await visit('vic'),
    await company.visitor().open(authorizationUrl(company, { client: 'nobody', redirect: mine.redirect })),
    await company.visitor().open(authorizationUrl(company, { client, redirect: 'https://evil.example/' })),
    await village.visitor().open(`${village.origin}/sign-in`),
    await village.visitor().open(link.url),
    await village.visitor().open(`${village.origin}/sign-in/link/nonsense`),
    await company.visitor().open(`${company.origin}/sign-in/callback?code=x&state=y`),
  ];
  for (const { url, headers, html, status } of pages) {
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [/default-src 'none'/, /frame-ancestors 'none'/, /base-uri 'none'/]) assert.match(policy, part, `${url} ${status}`);
    assert.doesNotMatch(policy, /unsafe-inline.*script|script-src/, url);
    assert.equal(headers.get('x-frame-options'), 'DENY', url);
    assert.match(headers.get('cache-control') ?? '', /no-store/, url);
    assert.match(headers.get('referrer-policy') ?? '', /no-referrer|same-origin/, url);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', url);
    assert.match(headers.get('content-type'), /^text\/html; ?charset=utf-8/i, url);
    assert.doesNotMatch(html, /<script|javascript:|\son[a-z]+=/i, url);
    assert.match(html, /<html lang="en"/, url);
  }
  return pages.length;
});

attack('consent-is-the-persons', 'links to sign in: seen by a preview, used, used again, pressed from another site, made up', 'a link signs one person in, once, when its button is pressed', async () => {
  const mint = () => village.worker.must(201, 'POST', `/member/${village.ids.mia}/sign-in-link`, {});
  const session = (visitor) => [...visitor.jar.values()].find(({ name }) => name === '__Host-fairlead-session');
  const { url } = await mint();
  // Whoever only looks at it, a mail program or a chat's preview, uses nothing up.
  for (let looked = 0; looked < 3; looked += 1) {
    const preview = village.visitor();
    assert.equal((await preview.open(url)).status, 200);
    assert.equal(session(preview), undefined);
  }
  const cross = await nodeFetch(url, { method: 'POST', redirect: 'manual', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
  assert.equal(cross.headers.getSetCookie().some((line) => /session=fls_/.test(line)), false, 'a page elsewhere presses no button');
  assert.ok(cross.status === 403 || cross.status === 400, String(cross.status));
  const person = village.visitor();
  await person.submit(await person.open(url));
  assert.ok(session(person), 'the button signs in');
  village.worker.tokens.add(session(person).value);
  const late = village.visitor();
  const gone = await late.open(url);
  if (gone.forms.length) await late.submit(gone);
  assert.equal(session(late), undefined, 'a used link signs nobody in');
  const wrong = ['A'.repeat(43), '', '..%2f..%2f', `${url.split('/').at(-1)}x`, '%00', 'x'.repeat(4000)];
  for (const code of wrong) {
    const visitor = village.visitor();
    const page = await visitor.open(`${village.origin}/sign-in/link/${code}`);
    if (page.forms?.length) await visitor.submit(page);
    assert.equal(session(visitor), undefined, code);
    assert.ok(page.status >= 400 || page.left === undefined, code);
  }
  return wrong.length + 5;
});
