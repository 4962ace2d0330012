// Markup and script in everything that a page shows: names, labels, vendors' errors, paths and queries. It is shown as text, runs nowhere, and
// nothing that a script could make an element of is left for the policy to stop.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, startSite } from './site.mjs';

const evil = (where) => `<img src=x onerror="window.hit='${where}'"><script>window.hit='${where}'</script>"'><svg onload=alert(1)>{{7*7}}`;
const says = '<script>window.hit="vendor"</script><a href="javascript:window.hit=1">reconnect</a>';

let site;
let account;
let server;
let member;

before(async () => {
  site = await startSite();
  const { worker } = site;
  account = await worker.connectPylon({ label: evil('label'), tenant_id: evil('tenant') });
  server = await worker.must(201, 'POST', `/integrated-account/${account.id}/mcp`, { name: evil('server'), config: { tools: { deny: ['*search*'] } } });
  member = await worker.must(201, 'POST', '/member', { email: 'eve@acme.example', name: evil('member'), role: 'admin', mcp_access: true, accounts: [{ id: account.id }] });
  await worker.must(201, 'POST', '/api-token', { name: evil('token'), scope: 'mcp' });
  worker.egress.route('https://hooks.receiver.example', () => new Response(null, { status: 204 }));
  await worker.must(201, 'POST', '/webhook', { url: 'https://hooks.receiver.example/?javascript:alert(1)', label: evil('webhook') });
});
after(() => site?.close());

async function unharmed(page, where) {
  await settled(page);
  assert.equal(await page.evaluate(() => window.hit), undefined, where);
  const made = await page.evaluate(() => document.querySelectorAll('#app img, #app script, #app svg[onload], a[href^="javascript:" i], [onerror], [onload]').length);
  assert.equal(made, 0, where);
  assert.deepEqual(site.complained(), [], where);
}

test('names, labels and tenants are text on every page', async () => {
  const page = await site.signIn(await site.visit());
  const shown = {
    '/': 'label',
    '/accounts': 'tenant',
    [`/accounts/${account.id}`]: 'server',
    [`/accounts/${account.id}?tab=settings`]: 'label',
    [`/accounts/${account.id}/servers/new`]: 'label',
    [`/accounts/${account.id}/servers/${server.id}`]: 'server',
    '/people': 'member',
    '/people?tab=tokens': 'token',
    '/people?tab=events': 'webhook',
    [`/people/${member.id}`]: 'member',
    '/people/new': 'label',
    [`/playground?account=${account.id}`]: 'label',
  };
  for (const [path, name] of Object.entries(shown)) {
    await page.goto(site.origin + path);
    await unharmed(page, path);
    // What it is about may come after the page.
    const isShown = page.waitForFunction((text) => document.querySelector('#app').textContent.includes(text), evil(name));
    await isShown.catch(() => assert.fail(`${path} shows the ${name}`));
    await unharmed(page, path);
  }
  await page.goto(`${site.origin}/accounts/${account.id}/servers/${server.id}`);
  await settled(page);
  await page.getByRole('button', { name: 'New URL for it' }).click();
  await page.getByRole('button', { name: 'Make a new URL' }).click();
  await page.getByRole('heading', { name: 'Copy it now' }).waitFor();
  for (const client of ['Claude Code', 'ChatGPT', 'Cursor', 'VS Code', 'Inspector']) {
    await page.getByRole('tab', { name: client }).click();
    await unharmed(page, client);
  }
  const line = await page.getByLabel('For Inspector').textContent();
  assert.doesNotMatch(line, /[<>"']/, 'a shell is given nothing of the name');
  await page.context().close();
});

test('what a vendor says is text', async () => {
  const page = await site.signIn(await site.visit());
  // Whatever the API says of an account, a page shows as it is.
  const now = await site.worker.must(200, 'GET', `/integrated-account/${account.id}`);
  await page.route(`**/integrated-account/${account.id}`, async (route) => {
    const body = { ...now, status: 'needs_reauth', last_error: says, last_forbidden_error: { resource: says, method: says, message: says, occurred_at: '2026-11-20T12:00:00Z' } };
    await route.fulfill({ json: body });
  });
  await page.route(`**/integrated-account/${account.id}/test`, (route) => route.fulfill({ json: { success: false, status_code: 401, message: says, hint: says, status: 'needs_reauth' } }));
  await page.goto(`${site.origin}/accounts/${account.id}`);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('The vendor did not take the credentials.').waitFor();
  await unharmed(page, 'the vendor');
  assert.ok((await page.locator('#app').textContent()).split(says).length > 4);
  await page.context().close();
});

test('errors of the API are text, at fields and beside them', async () => {
  const page = await site.signIn(await site.visit());
  await page.route('**/integrated-account', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 400, json: { statusCode: 400, error: 'Bad Request', message: says, details: { failures: [{ field: 'label', message: says }, { field: says, message: says }] } } })
      : route.continue(),
  );
  await page.goto(`${site.origin}/accounts/new?vendor=pylon`);
  await settled(page);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.locator('.field-error').waitFor();
  await unharmed(page, 'errors');
  assert.ok((await page.locator('.problem').textContent()).includes(says));
  await page.context().close();
});

test('paths and queries make nothing', async () => {
  const page = await site.signIn(await site.visit());
  const text = encodeURIComponent(evil('query'));
  for (const path of [`/accounts/${text}`, `/accounts/${text}/servers/${text}`, `/people/${text}`, `/catalogue/${text}`, `/accounts/new?vendor=${text}`, `/playground?account=${text}`, `/people?tab=${text}`, `/accounts/${account.id}?new=${text}&tab=${text}`, `/?${text}#${text}`, '/catalogue/constructor', '/accounts/__proto__']) {
    await page.goto(site.origin + path);
    await unharmed(page, path);
  }
  // Nor where somebody is sent after they signed in.
  const stranger = await site.visit();
  await stranger.goto(`${site.origin}/people?${text}`);
  await unharmed(stranger, 'the first visit');
  const link = stranger.getByRole('link', { name: 'Sign in as yourself' });
  await link.waitFor();
  assert.ok((await link.getAttribute('href')).startsWith('/sign-in?'));
  await stranger.context().close();
  await page.context().close();
});
