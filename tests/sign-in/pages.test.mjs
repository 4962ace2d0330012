// The pages of the way in, in Chromium: by keyboard alone, without scripts, by day and night, at a desk and on a phone.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openBrowser, tabTo } from '../support/browser.mjs';
import { startCompany } from './company.mjs';
import { authorizationUrl, pkce, registerClient, token } from './oauth.mjs';
import { assertGoodInEveryLook, fresh, openCallback, pages } from './pages.mjs';

const browser = await openBrowser();
const company = await startCompany();
const village = await startCompany({ vars: { OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }, secrets: { OIDC_CLIENT_SECRET: undefined } });
const callback = await openCallback();
for (const one of [browser, callback, company, village]) after(() => one.close());

test('from a client to its tools by keyboard alone', async () => {
  const client = await registerClient(company, { client_name: 'Keyboard client', redirect_uris: [callback.redirect] });
  const { verifier, challenge } = pkce();
  const { page, close } = await fresh(browser);
  await page.goto(authorizationUrl(company, { client, redirect: callback.redirect, challenge, scope: 'mcp:read' }));
  await tabTo(page, ({ value }) => value === 'mia');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name="handle"]', { state: 'attached' });
  const read = await tabTo(page, ({ value }) => value === 'mcp:read');
  assert.equal(read.checked, true, 'what the client asked for is ticked');
  const write = await tabTo(page, ({ value }) => value === 'mcp:write');
  assert.equal(write.checked, false, 'what it did not ask for is not');
  await page.keyboard.press('Space');
  await tabTo(page, ({ tag, value }) => tag === 'button' && value === 'allow');
  const arrived = callback.arrived();
  await page.keyboard.press('Enter');
  const back = await arrived;
  assert.equal(back.searchParams.get('iss'), company.origin);
  await page.waitForURL(`${callback.redirect}**`);
  const redeemed = await token(company, { grant_type: 'authorization_code', code: back.searchParams.get('code'), code_verifier: verifier, redirect_uri: callback.redirect, client_id: client, resource: company.mcp });
  assert.equal(redeemed.body.scope, 'mcp:read mcp:write', redeemed.text);
  company.worker.tokens.add(redeemed.body.access_token).add(redeemed.body.refresh_token);
  await close();
});

test('who says no is back in the client, and the client is told', async () => {
  const client = await registerClient(company, { client_name: 'Declined', redirect_uris: [callback.redirect] });
  const { page, close } = await fresh(browser);
  await page.goto(authorizationUrl(company, { client, redirect: callback.redirect }));
  await page.locator('button[value="mia"]').click();
  const arrived = callback.arrived();
  await page.waitForSelector('input[name="handle"]', { state: 'attached' });
  await tabTo(page, ({ tag, value }) => tag === 'button' && value === 'deny');
  await page.keyboard.press('Enter');
  assert.equal((await arrived).searchParams.get('error'), 'access_denied');
  await close();
});

test('a link signs in by keyboard alone', async () => {
  const { url } = await village.worker.must(201, 'POST', `/member/${village.ids.mia}/sign-in-link`, {});
  const { context, page, close } = await fresh(browser);
  await page.goto(url);
  await tabTo(page, ({ tag }) => tag === 'button');
  await page.keyboard.press('Enter');
  await page.getByText('Mia Member').first().waitFor();
  const cookies = await context.cookies();
  assert.ok(cookies.some(({ name, secure, httpOnly, sameSite }) => name === '__Host-fairlead-session' && secure && httpOnly && sameSite === 'Lax'));
  for (const { name, value } of cookies) if (name === '__Host-fairlead-session') village.worker.tokens.add(value);
  await close();
});

test('no page shows inside another site\'s frame', async () => {
  const client = await registerClient(company, { client_name: 'Framed', redirect_uris: [callback.redirect] });
  const { context, page, close } = await fresh(browser);
  await page.goto(authorizationUrl(company, { client, redirect: callback.redirect }));
  await page.locator('button[value="mia"]').click();
  await page.waitForSelector('input[name="handle"]', { state: 'attached' });
  const framed = await context.newPage();
  await framed.goto(callback.redirect.replace('/callback', '/'));
  const stopped = framed.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
  await framed.setContent(`<!doctype html><iframe src="${authorizationUrl(company, { client, redirect: callback.redirect }).replaceAll('&', '&amp;')}"></iframe>`);
  assert.match((await stopped).text(), /'none'/);
  const [, frame] = framed.frames();
  assert.doesNotMatch(frame.url(), /\/authorize/);
  await close();
});

const all = await pages({ company, village, redirect: callback.redirect });

describe('every page, by day and night, at a desk and on a phone: axe-core finds nothing, and nothing is cut off', () => {
  for (const { name, open } of all) {
    test(name, async () => {
      const { page, close } = await fresh(browser);
      await open(page);
      await assertGoodInEveryLook(page);
      const { title, lang, headings } = await page.evaluate(() => ({ title: document.title, lang: document.documentElement.lang, headings: document.querySelectorAll('h1').length }));
      assert.match(title, /Fairlead/);
      assert.deepEqual([lang, headings], ['en', 1]);
      await close();
    });
  }
});
