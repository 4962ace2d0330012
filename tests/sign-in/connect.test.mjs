// The pages of who connects an account, in Chromium: by keyboard alone, in every look, and with script in what vendors and operators say.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openBrowser, tabTo } from '../support/browser.mjs';
import { nodeFetch } from '../support/egress.mjs';
import { startWorker } from '../support/harness.mjs';
import { assertGoodInEveryLook, fresh } from './pages.mjs';

const hostile = '<img src=x onerror="document.title=1">&<script>document.title=1</script>';
let says;
const browser = await openBrowser();
const worker = await startWorker({
  without: 'OAUTH_KV',
  vars: { INTERCOM_CLIENT_ID: 'an-app' },
  secrets: { INTERCOM_CLIENT_SECRET: 'not-a-secret-of-the-app' },
  hosts: { 'https://api.eu.usepylon.com': () => says() },
});
for (const one of [browser, worker]) after(() => one.close());

const link = async (wish) => (await worker.must(201, 'POST', '/link-token', wish)).url;
const isButton = (words) => ({ tag, text }) => tag === 'button' && text === words;

test('an account is connected by keyboard alone, after a wrong token', async () => {
  const url = await link({});
  const { page, close } = await fresh(browser);
  await page.goto(url);
  await assertGoodInEveryLook(page);
  await tabTo(page, ({ tag, text }) => tag === 'a' && text === 'Gladly');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Connect Gladly' }).waitFor();
  await assertGoodInEveryLook(page);
  const fill = async (name, text) => {
    await tabTo(page, ({ tag }) => tag === 'input' || tag === 'select');
    for (let tabs = 0; (await page.evaluate(() => document.activeElement.name)) !== name; tabs += 1) {
      assert.ok(tabs < 40, `${name} is not reached`);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(text);
  };
  await fill('context.organization', 'acme');
  await fill('credentials.email', 'agent@acme.example');
  await fill('credentials.api_token', 'gladly-wrong-token');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await assertGoodInEveryLook(page);
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'agent@acme.example');
  assert.equal(await page.getByLabel('API token').inputValue(), '', 'a secret is not shown again');
  await fill('credentials.api_token', 'gladly-demo-token');
  await tabTo(page, isButton('Connect Gladly'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Gladly is connected' }).waitFor();
  await assertGoodInEveryLook(page);
  await page.goto(url);
  await page.getByRole('heading', { name: 'This link has ended' }).waitFor();
  await assertGoodInEveryLook(page);
  await close();
});

test('Enter in a field that was pasted into connects, and does not go to the vendor', async () => {
  const { page, close } = await fresh(browser);
  await page.goto(await link({ integration: 'intercom' }));
  await assertGoodInEveryLook(page);
  await page.getByLabel('Access token').fill('intercom-demo-token');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Intercom is connected' }).waitFor();
  await close();
});

test('script in labels, in what a vendor says and in what it is called stays text', async () => {
  const url = await link({ integration: 'pylon', label: hostile, return_to: 'https://app.example/done?x=%22%3E%3Cscript%3E' });
  const { page, close } = await fresh(browser);
  await page.goto(url);
  assert.match(await page.locator('main').textContent(), /<script>document\.title=1/);
  says = () => Response.json({ errors: [hostile], message: hostile }, { status: 401 });
  const connect = async () => {
    await page.getByLabel('Region').selectOption('eu');
    await page.getByLabel('API token').fill('a-token-of-somewhere');
    await page.getByRole('button', { name: 'Connect Pylon' }).click();
  };
  await connect();
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').textContent(), /onerror=/);
  says = () => Response.json({ data: { id: 'o1', name: hostile, user: { id: 'u1', email: hostile } } });
  await connect();
  await page.getByRole('heading', { name: 'Pylon is connected' }).waitFor();
  await assertGoodInEveryLook(page);
  assert.match(await page.locator('main').textContent(), /onerror=/);
  assert.equal(await page.title(), 'Connected · Fairlead');
  assert.equal(await page.locator('img, script').count(), 0);
  await close();
});

test('another site’s form gets nowhere in a browser', async () => {
  const url = await link({ integration: 'pylon' });
  const { page, close } = await fresh(browser);
  await page.route('https://evil.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en"><title>x</title><form method="post" action="${url}"><input name="credentials.api_token" value="pylon-demo-token"><button>Win</button></form></html>` }),
  );
  await page.goto('https://evil.example/');
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'This came from another site' }).waitFor();
  assert.equal((await nodeFetch(url)).status, 200, 'the link is as good as before');
  await close();
});
