// The page where a person agrees to a call, in Chromium and by keyboard alone: from the link that a client without any way to ask gets, to the same
// call, which is then made once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { openBrowser, tabTo } from '../support/browser.mjs';
import { startCompany } from './company.mjs';
import { bearer, openClient } from './oauth.mjs';
import { assertGoodInEveryLook, fresh, linkIn } from './pages.mjs';

const browser = await openBrowser();
const company = await startCompany();
for (const one of [browser, company]) after(() => one.close());
const { worker, accounts, ids } = company;

const guards = { approve: ['write'], repeat_guard_seconds: 0 };
const writes = () => worker.pylon.calls.filter(({ method }) => method !== 'GET').length;

/** The official client of the handshake era: `create` makes a team, `close` ends it. */
async function connect(url, options) {
  const client = new Client({ name: 'fairlead-tests', version: '0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), options));
  return { create: (name) => client.callTool({ name: 'create_a_pylon_team', arguments: { name } }), close: () => client.close() };
}

/** The page of a call that waits. */
async function waits(client, name) {
  const { isError, content: [{ text }] } = await client.create(name);
  assert.equal(isError, true, text);
  const link = linkIn(text);
  assert.equal(new URL(link).origin, company.origin);
  return link;
}

/** The call that somebody agreed to is made; the same again waits anew. */
async function isMadeOnce(client, name) {
  const before = writes();
  const { isError, content: [{ text }] } = await client.create(name);
  assert.notEqual(isError, true, text);
  assert.equal(writes(), before + 1);
  await waits(client, name);
  assert.equal(writes(), before + 1);
}

/** Goes to what `wanted` describes by Tab, types `text` there and presses Enter, which opens the next page. */
async function press(page, wanted, text = '') {
  await tabTo(page, wanted);
  await page.keyboard.type(text);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

const isField = ({ tag }) => tag === 'input';
const isButton = (pressed) => ({ tag, value }) => tag === 'button' && value === pressed;
const isSignIn = ({ tag, text }) => tag === 'a' && text === 'Sign in';

/** All of the call stands on the page, as text. */
async function showsAll(page, name) {
  await page.getByRole('button', { name: 'Agree' }).waitFor();
  const shown = await page.locator('main').textContent();
  for (const part of ['Pylon', 'Acme Pylon', 'create_a_pylon_team', 'POST /teams', name]) assert.ok(shown.includes(part), `${part} in ${shown}`);
}

test('whoever types the approval code agrees, and a wrong one shows nothing', async () => {
  const server = await worker.mint(guards, { account: accounts.pylon });
  const client = await connect(server.url);
  const name = 'Night shift <b>tonight</b>';
  const link = await waits(client, name);
  const { page, close } = await fresh(browser);
  await page.goto(link);
  await assertGoodInEveryLook(page);
  await press(page, isField, '0000-0000-0000');
  await page.getByRole('alert').waitFor();
  await assertGoodInEveryLook(page);
  assert.doesNotMatch(await page.content(), /Night shift/);
  await press(page, isField, server.approval_code);
  await showsAll(page, name);
  await assertGoodInEveryLook(page);
  assert.equal(await waits(client, name), link, 'looking agrees to nothing');
  await press(page, isButton('approve'));
  await page.getByRole('heading', { name: 'You agreed' }).waitFor();
  await assertGoodInEveryLook(page);
  await isMadeOnce(client, name);
  await close();
  await client.close();
});

test('a no is told to the client, and nothing is sent', async () => {
  const server = await worker.mint(guards, { account: accounts.pylon });
  const client = await connect(server.url);
  const before = writes();
  const { page, close } = await fresh(browser);
  await page.goto(await waits(client, 'Day shift'));
  await press(page, isField, server.approval_code);
  await showsAll(page, 'Day shift');
  await press(page, isButton('decline'));
  await page.getByRole('heading', { name: 'You said no' }).waitFor();
  await assertGoodInEveryLook(page);
  const { isError, content: [{ text }] } = await client.create('Day shift');
  assert.equal(isError, true);
  assert.match(text, /a person said no/);
  assert.equal(writes(), before);
  await close();
  await client.close();
});

test('a member agrees to a call of their own by signing in, and nobody else who signs in sees it', async () => {
  await worker.must(200, 'PATCH', `/member/${ids.mia}`, { accounts: [{ id: accounts.pylon.id, config: { ...guards, tool_names: null } }] });
  const { access_token: accessToken } = await (await openClient(company, { as: 'mia' })).tokens({ scope: 'mcp:read mcp:write' });
  const client = await connect(company.account('pylon'), { requestInit: bearer(accessToken) });
  const link = await waits(client, 'Late shift');

  const other = await fresh(browser);
  await other.page.goto(link);
  assert.equal(await other.page.locator('#code').count(), 0, 'a person’s own call has no code');
  await assertGoodInEveryLook(other.page);
  await press(other.page, isSignIn);
  await press(other.page, isButton('noa'));
  await other.page.getByText('somebody who may not decide this').waitFor();
  assert.doesNotMatch(await other.page.content(), /Late shift/);
  await assertGoodInEveryLook(other.page);
  await other.close();

  const { page, close } = await fresh(browser);
  await page.goto(link);
  await press(page, isSignIn);
  await press(page, isButton('mia'));
  await showsAll(page, 'Late shift');
  assert.equal(page.url(), link, 'having signed in, one is back where one was');
  await assertGoodInEveryLook(page);
  await press(page, isButton('approve'));
  await page.getByRole('heading', { name: 'You agreed' }).waitFor();
  await isMadeOnce(client, 'Late shift');
  await close();
  await client.close();
});
