// Every page that a person meets on the way in, as something that a browser can open: for the tests of pages, and for `node screenshots.mjs`.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { axeViolations, lookAt, looks } from '../support/browser.mjs';
import { authorizationUrl, registerClient } from './oauth.mjs';

/** A page of a browser that was never here. `close` fails on anything that its policy stopped or that went wrong in it. */
export async function fresh(browser) {
  const context = await browser.context();
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return {
    context,
    page,
    async close() {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** By day and night, at a desk and on a phone: axe-core finds nothing, and nothing is cut off. */
export async function assertGoodInEveryLook(page) {
  for (const look of looks) {
    await lookAt(page, look);
    assert.deepEqual(await axeViolations(page), [], look.name);
    const cut = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth);
      return [`${scrollWidth} wide in ${clientWidth}`, ...wide.map(({ outerHTML }) => outerHTML.slice(0, 200))];
    });
    assert.deepEqual(cut, [], look.name);
  }
}

/** A client on this machine that waits for the person's return: `{redirect, arrived, close}`, `arrived()` resolves with the next URL. */
export async function openCallback() {
  const waiting = [];
  const come = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><html lang="en"><title>Back in the app</title><h1>Back in the app</h1></html>');
    if (!request.url.startsWith('/callback')) return;
    const url = new URL(request.url, `http://${request.headers.host}`);
    const resolve = waiting.shift();
    if (resolve) resolve(url);
    else come.push(url);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    redirect: `http://127.0.0.1:${server.address().port}/callback`,
    arrived: () => (come.length ? Promise.resolve(come.shift()) : new Promise((resolve) => waiting.push(resolve))),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const byButton = (page, value) => page.locator(`button[value="${value}"]`).click();

/** The page where a person may agree to a call, as the call's refusal links to it. */
export const linkIn = (text) => /https?:\/\/[^\s"]+\/approve\/[\w-]+/.exec(text)?.[0] ?? assert.fail(`no link in ${text}`);

/** Signs in at the identity provider as `who`, if it asks. */
export async function signIn(page, who) {
  if (await page.locator('button[name="person"]').count()) await byButton(page, who);
}

/**
 * The pages: `{name, open(page)}` each, `open` leaves `page` at it. `company` signs in with an identity provider, `village` has none and mints links.
 * A page is opened in a context of its own, which holds no session.
 */
export async function pages({ company, village, redirect }) {
  const client = await registerClient(company, { client_name: 'Claude Code', redirect_uris: [redirect] });
  const document = company.publish('/assistant.json', { client_name: 'An assistant <b>with a long & curious name</b>', redirect_uris: ['https://client.example/callback'] });
  const server = await company.worker.mint({ approve: ['write'] }, { account: company.accounts.pylon });
  const waiting = await company.worker.call(server.url, 'create_a_pylon_team', { name: 'Night shift' }, { era: 'legacy' });
  const approval = linkIn(waiting.text);
  const at = (options) => authorizationUrl(company, { redirect, client, ...options });
  const asking = (who, options) => async (page) => {
    await page.goto(at(options));
    await signIn(page, who);
  };
  const link = async (page) => {
    const { url } = await village.worker.must(201, 'POST', `/member/${village.ids.mia}/sign-in-link`, {});
    await page.goto(url);
  };
  const connect = (wish) => async (page) => {
    const { url } = await village.worker.must(201, 'POST', '/link-token', wish);
    await page.goto(url);
  };
  return [
    { name: 'connect an account', open: connect({ integration: 'gladly', label: 'Acme Outfitters' }) },
    { name: 'connect an account of a vendor to choose', open: connect({}) },
    {
      name: 'connect an account, refused',
      async open(page) {
        await connect({ integration: 'pylon' })(page);
        await page.getByLabel('API token').fill('no-such-token');
        await page.locator('form button').first().click();
        await page.getByRole('alert').waitFor();
      },
    },
    { name: 'connect link that has ended', open: (page) => page.goto(`${village.origin}/connect/${'A'.repeat(43)}`) },
    { name: 'consent', open: asking('ada', { scope: 'mcp:read mcp:write' }) },
    { name: 'consent of a client with a document', open: asking('mia', { client: document, redirect: 'https://client.example/callback', scope: 'mcp:read' }) },
    { name: 'no access', open: asking('noa', {}) },
    { name: 'unknown person', open: asking('eve', {}) },
    { name: 'unproved address', open: asking('vic', {}) },
    { name: 'unknown client', open: (page) => page.goto(at({ client: 'nobody-registered-this' })) },
    { name: 'redirect that was not registered', open: (page) => page.goto(at({ redirect: 'https://evil.example/callback' })) },
    { name: 'sign in without a provider', open: (page) => page.goto(`${village.origin}/sign-in`) },
    { name: 'sign in by link', open: link },
    {
      name: 'signed in',
      async open(page) {
        await link(page);
        await page.locator('form button').first().click();
      },
    },
    { name: 'approval code', open: (page) => page.goto(approval) },
    {
      name: 'approval',
      async open(page) {
        await page.goto(approval);
        await page.locator('#code').fill(server.approval_code);
        await page.locator('form button').click();
        await page.locator('button[value="approve"]').waitFor();
      },
    },
    { name: 'link that is used up', open: (page) => page.goto(`${village.origin}/sign-in/link/${'A'.repeat(43)}`) },
  ];
}
