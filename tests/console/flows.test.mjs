// What an operator does with the console, from end to end, against the built Worker.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tabTo } from '../support/browser.mjs';
import { furnish, settled, startSite } from './site.mjs';

let site;
let pages;

before(async () => {
  site = await startSite();
  pages = await furnish(site.worker);
});
after(() => site?.close());

const shownUrl = async (page) => (await page.getByRole('heading', { name: 'Copy it now' }).locator('..').locator('pre').first().textContent()).trim();

test('an account is connected and a URL made by the keyboard alone', async () => {
  const page = await site.visit();
  await page.goto(site.origin);
  await tabTo(page, ({ tag }) => tag === 'input');
  await page.keyboard.type('admin-token-for-tests-0123456789abcdef');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await tabTo(page, ({ text }) => text === 'Connect an account');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Vendor' }).waitFor();
  await tabTo(page, ({ type }) => type === 'radio');
  const isPylon = () => page.evaluate(() => document.activeElement.id === 'vendor-pylon' && document.activeElement.checked);
  // Space takes the first vendor, the arrows go on to the others.
  await page.keyboard.press('Space');
  for (let at = 0; at < 10 && !(await isPylon()); at += 1) await page.keyboard.press('ArrowDown');
  assert.ok(await isPylon());
  await tabTo(page, ({ tag }) => tag === 'input');
  await page.keyboard.type('By keyboard');
  await tabTo(page, ({ type }) => type === 'password');
  await page.keyboard.type('pylon-demo-token');
  await page.keyboard.press('Enter');
  await page.getByText('The vendor took the credentials.').waitFor();
  assert.equal(await page.locator('h1').textContent(), 'By keyboard');
  await tabTo(page, ({ text }) => text === 'New URL');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'What a model sees' }).waitFor();
  await tabTo(page, ({ tag, type }) => tag === 'input' && type === 'text');
  await page.keyboard.type('Typed');
  await page.keyboard.press('Enter');
  const url = await shownUrl(page);
  const listed = await site.worker.tools(url);
  assert.ok(listed.length > 100);
  await page.context().close();
});

test('a URL is narrowed with its preview, changed, made anew and revoked', async () => {
  const page = await site.signIn(await site.visit(), pages['new URL']);
  await settled(page);
  const tools = page.locator('.figures b').first();
  const all = Number(await tools.textContent());
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Narrow');
  await page.getByRole('radio', { name: /^Only read/ }).check();
  await page.waitForFunction((before) => Number(document.querySelector('.figures b')?.textContent) < before, all);
  await page.getByRole('radio', { name: /^Only these/ }).check();
  await page.getByRole('searchbox', { name: 'Find a tool', exact: true }).fill('pylon_team');
  await page.getByRole('button', { name: /^All \d+$/ }).click();
  await page.waitForFunction(() => Number(document.querySelector('.figures b')?.textContent) < 10);
  const count = Number(await tools.textContent());
  // Why is one not here?
  await page.getByRole('tab', { name: /^Hidden/ }).click();
  await page.getByRole('searchbox', { name: 'Find a tool here' }).fill('create_a_pylon_issue');
  const reasons = await page.getByRole('list', { name: 'Tools that are hidden' }).textContent();
  assert.match(reasons, /config\.methods: its method is create \(write\); the config has read/);
  assert.match(reasons, /config\.tools\.allow: none of the allowed names is its name/);
  await page.getByLabel('Ends').selectOption('In a week');
  await page.getByRole('button', { name: 'Create the URL' }).click();
  const url = await shownUrl(page);
  assert.equal((await site.worker.tools(url)).length, count);
  assert.match(await page.locator('.facts').textContent(), /6 days left|7 days left/);

  // Each client is told what it wants.
  await page.getByRole('tab', { name: 'Claude Code' }).click();
  assert.equal((await page.getByLabel('For Claude Code').textContent()).trim(), `claude mcp add --transport http narrow ${url}`);
  await page.getByRole('tab', { name: 'Cursor' }).click();
  const cursor = new URL(await page.getByRole('link', { name: 'Add to Cursor' }).getAttribute('href'));
  assert.deepEqual(JSON.parse(atob(cursor.searchParams.get('config'))), { url });
  await page.getByRole('tab', { name: 'VS Code' }).click();
  const code = await page.getByRole('link', { name: 'Add to VS Code' }).getAttribute('href');
  assert.deepEqual(JSON.parse(decodeURIComponent(code.split('?')[1])), { name: 'narrow', type: 'http', url });

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Narrower');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved\./).waitFor();
  assert.equal(await page.locator('h1').textContent(), 'Narrower');
  assert.equal((await site.worker.tools(url)).length, count, 'the URL stays');

  await page.getByRole('button', { name: 'New URL for it' }).click();
  await page.getByRole('button', { name: 'Make a new URL' }).click();
  await page.waitForFunction((old) => !document.querySelector('.minted pre')?.textContent.includes(old), url);
  const next = await shownUrl(page);
  assert.notEqual(next, url);
  assert.equal((await site.worker.rpc(url, 'tools/list', {})).status, 404);
  assert.equal((await site.worker.tools(next)).length, count);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByText('Copy it now').count(), 0, 'it is shown once');

  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByRole('heading', { name: 'Acme support' }).waitFor();
  assert.equal((await site.worker.rpc(next, 'tools/list', {})).status, 404);
  await page.context().close();
});

test('one URL is made over two accounts, and the preview says what comes of them', async () => {
  const page = await site.signIn(await site.visit(), pages['new joint URL']);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Both');
  await page.getByRole('checkbox', { name: 'Acme support' }).check();
  await page.getByRole('checkbox', { name: 'Only read' }).check();
  await page.getByRole('checkbox', { name: 'Acme Intercom' }).check();
  await page.waitForFunction(() => Number(document.querySelector('.figures b')?.textContent) > 100);
  // One of them shows less: its own tools, of the real list.
  const intercom = page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: 'Acme Intercom' }) });
  await intercom.getByText('Choose what it gives').click();
  await intercom.getByRole('radio', { name: /^All but these/ }).check();
  await intercom.getByRole('searchbox', { name: 'Find a tool' }).fill('list_all_intercom_admins');
  await intercom.getByRole('checkbox', { name: /^list_all_intercom_admins/ }).check();
  await intercom.getByLabel('HTML in answers').selectOption('As plain text');
  await intercom.getByText('1 denied').waitFor();
  await settled(page);
  // Why is one not here? Each account says so for itself.
  await page.getByRole('tab', { name: /^Hidden/ }).click();
  const hidden = page.getByRole('list', { name: 'Tools that are hidden' });
  await page.getByRole('searchbox', { name: 'Find a tool here' }).fill('list_all_intercom_admins');
  assert.match(await hidden.textContent(), /^list_all_intercom_adminsAcme Intercomconfig\.tools\.deny: list_all_intercom_admins denies it$/);
  await page.getByRole('searchbox', { name: 'Find a tool here' }).fill('Acme support create_a_pylon_team');
  assert.match(await hidden.textContent(), /config\.methods: its method is create/);
  const count = Number(await page.locator('.figures b').first().textContent());
  await page.getByRole('button', { name: 'Create the URL' }).click();
  const url = await shownUrl(page);
  const listed = await site.worker.tools(url);
  assert.equal(listed.length, count);
  for (const vendor of ['pylon', 'intercom']) assert.ok(listed.some(({ name }) => name.includes(vendor)), vendor);
  assert.ok(listed.every(({ annotations }) => annotations.readOnlyHint), 'one is limited, the other read-only');
  assert.ok(!listed.some(({ name }) => name === 'list_all_intercom_admins'));
  const [, of] = (await site.worker.must(200, 'GET', new URL(page.url()).pathname.replace('/servers', '/mcp-server'))).accounts;
  assert.deepEqual(of.config, { tools: { deny: ['list_all_intercom_admins'] }, html: 'text' });
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByRole('heading', { name: 'Joint URLs' }).waitFor();
  assert.equal((await site.worker.rpc(url, 'tools/list', {})).status, 404);
  await page.context().close();
});

test('writes get their guard rails, and the code that a person agrees with is on the page', async () => {
  const page = await site.signIn(await site.visit(), pages['new URL']);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Guarded');
  await page.getByText('What it may write').click();
  await page.getByLabel('What customers would see').selectOption('Is sent once a person agrees');
  await page.getByRole('button', { name: 'destructive', exact: true }).click();
  await page.getByLabel('Where a person agrees').selectOption('On the page alone');
  await page.getByLabel(/^Seconds in which the same write/).fill('60');
  const fixed = page.getByLabel(/^Arguments that are fixed/);
  await fixed.fill('{"create_a_pylon_team": {"name": ');
  await page.locator('.field-error', { hasText: /object/ }).first().waitFor();
  assert.equal(await fixed.getAttribute('aria-invalid'), 'true', 'what is no JSON is said where it stands');
  await fixed.fill('{"create_a_pylon_team": {"name": "Fixed"}}');
  await page.locator('.field-error').first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Create the URL' }).click();
  await shownUrl(page);
  const code = (await page.getByLabel('The approval code').textContent()).trim();
  const path = new URL(page.url()).pathname.replace('/accounts/', '/integrated-account/').replace('/servers/', '/mcp/');
  const server = await site.worker.must(200, 'GET', path);
  assert.equal(code, server.approval_code);
  assert.deepEqual(server.config, { customer_visible: 'approve', approve: ['destructive'], approve_by: 'page', frozen: { create_a_pylon_team: { name: 'Fixed' } }, repeat_guard_seconds: 60 });

  // Taken away again, the code goes too, and the rest stays.
  await page.getByText('What it may write').click();
  await page.getByLabel('Where a person agrees').selectOption('In the AI app where it can ask, else on the page');
  await page.getByLabel('What customers would see').selectOption('Is sent');
  await page.getByRole('button', { name: 'destructive', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Only rehearse' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved\./).waitFor();
  assert.equal(await page.getByLabel('The approval code').count(), 0);
  assert.deepEqual((await site.worker.must(200, 'GET', path)).config, { dry_run: true, frozen: { create_a_pylon_team: { name: 'Fixed' } }, repeat_guard_seconds: 60 });
  await page.context().close();
});

test('what is wrong is said at the field, in the words of the API', async () => {
  const page = await site.signIn(await site.visit(), pages['new URL']);
  await settled(page);
  await page.getByRole('button', { name: 'Create the URL' }).click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.waitForFunction(() => document.querySelector('input[name=name]')?.getAttribute('aria-invalid') === 'true');
  const described = await name.getAttribute('aria-describedby');
  assert.match(await page.locator(`#${CSS_escape(described.split(' ').at(-1))}`).textContent(), /^Must be a text of 1 to 200 characters/);
  await name.fill('Addresses');
  await page.getByLabel(/^Only from these addresses/).fill('203.0.113.7\nnot-an-address');
  const error = page.locator('.field-error', { hasText: 'not-an-address' }).first();
  await error.waitFor();
  assert.equal(await page.getByLabel(/^Only from these addresses/).getAttribute('aria-invalid'), 'true');
  await page.context().close();
});

const CSS_escape = (id) => id.replace(/[^\w-]/g, '\\$&');

test('the playground calls a tool as a model would, and leaves no URL behind', async () => {
  const page = await site.signIn(await site.visit(), pages.playground);
  await page.getByRole('combobox', { name: 'Tool', exact: true }).fill('list_all_pylon_teams');
  await page.getByRole('option', { name: /^list_all_pylon_teams/ }).click();
  await page.getByRole('button', { name: 'Call it' }).click();
  const seen = page.getByLabel('What the model sees');
  await seen.waitFor();
  assert.match(await seen.textContent(), /"result": \[/);
  assert.match(await page.locator('.preview .figures').textContent(), /ok.*ms.*bytes.*tokens/s);
  await page.getByRole('tab', { name: 'Request' }).click();
  assert.equal(JSON.parse(await page.getByLabel('The request').textContent()).params.name, 'list_all_pylon_teams');
  const servers = () => site.worker.records().then((records) => records.filter(({ value }) => value?.includes('"Playground"')));
  assert.equal((await servers()).length, 1);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.waitForFunction(async (path) => {
    const list = await (await fetch(path)).json();
    return !list.result.some(({ name }) => name === 'Playground');
  }, `/integrated-account/${pages.account.split('/')[2]}/mcp`);
  assert.deepEqual(await servers(), []);
  await page.context().close();
});

test('people are added, limited and removed; tokens made and deleted', async () => {
  const page = await site.signIn(await site.visit(), '/people/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Noa New');
  await page.getByLabel('E-mail address').fill('ada@acme.example');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  assert.match(await page.locator('.problem, .field-error').first().textContent(), /^This e-mail address is the member's/);
  await page.getByLabel('E-mail address').fill('noa@acme.example');
  await page.getByRole('checkbox', { name: 'Acme support' }).check();
  await page.getByRole('checkbox', { name: 'Only read' }).check();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Noa New' }).waitFor();
  const id = page.url().split('/').at(-1);
  const member = await site.worker.must(200, 'GET', `/member/${id}`);
  assert.deepEqual(member.accounts[0].config, { methods: ['read'] });
  await page.getByRole('button', { name: 'Sign-in link' }).click();
  const link = (await page.getByLabel('The link').textContent()).trim();
  assert.ok(link.startsWith(`${site.origin}/sign-in/link/`), link);
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove them' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  assert.equal((await site.worker.admin('GET', `/member/${id}`)).status, 404);

  await page.getByRole('tab', { name: 'API tokens' }).click();
  await page.getByRole('button', { name: 'New API token' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('ci');
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = (await page.getByLabel('The token').textContent()).trim();
  site.worker.tokens.add(token);
  assert.equal((await site.worker.admin('GET', '/integration', undefined, { token })).status, 403, 'the scope is mcp');
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'Delete ci' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await page.getByRole('button', { name: 'Delete ci' }).waitFor({ state: 'detached' });
  assert.equal((await site.worker.admin('GET', '/integration', undefined, { token })).status, 401);
  await page.context().close();
});

test('a webhook is made, tested, paused and deleted', async () => {
  const page = await site.signIn(await site.visit(), '/people?tab=events');
  const received = [];
  let status = 500;
  site.worker.egress.route('https://made.receiver.example', async (request) => {
    received.push(JSON.parse(await request.text()));
    return new Response(null, { status });
  });
  await page.getByRole('button', { name: 'New webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').fill('https://10.0.0.1/hook');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  assert.match(await dialog.locator('.field-error').first().textContent(), /^Must name a public host/);
  await dialog.getByLabel('URL').fill('https://made.receiver.example/hook');
  await dialog.getByLabel('Label').fill('On call');
  await dialog.getByRole('button', { name: 'account.deleted', exact: true }).click();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const secret = (await page.getByLabel('The secret').textContent()).trim();
  assert.match(secret, /^whsec_/);
  site.worker.tokens.add(secret);
  await page.getByRole('button', { name: 'I have it' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'On call' });
  await row.getByText('account.deleted').waitFor();
  await page.getByRole('button', { name: 'Test On call' }).click();
  await row.getByText('The receiver answered 500.').waitFor();
  status = 204;
  await page.getByRole('button', { name: 'Test On call' }).click();
  await row.getByText('The receiver took it: 204.').waitFor();
  assert.deepEqual(received.map(({ event }) => event), ['test', 'test']);
  await page.getByRole('button', { name: 'Pause On call' }).click();
  await row.getByText('paused').waitFor();
  await page.getByRole('button', { name: 'Enable On call' }).click();
  await page.getByRole('button', { name: 'Pause On call' }).waitFor();
  await page.getByRole('button', { name: 'Delete On call' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await row.waitFor({ state: 'detached' });
  assert.ok(!(await page.content()).includes(secret));
  await page.context().close();
});

test('signing out ends it, and a session that ended leads back to the page', async () => {
  const page = await site.signIn(await site.visit(), pages.accounts);
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  assert.equal(await page.evaluate(() => document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)), '{}{}', 'no script reads it');
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Operator’s token').fill('admin-token-for-tests-0123456789abcdef');
  await page.getByRole('button', { name: 'Use this token' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  await page.getByRole('button', { name: 'Your session' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
});

test('who is no admin is told so, and can sign in as somebody else', async () => {
  const { result: [member] } = await site.worker.must(200, 'GET', '/member?name=Mia%20Member');
  const { url } = await site.worker.must(201, 'POST', `/member/${member.id}/sign-in-link`);
  const page = await site.visit();
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto(site.origin);
  await page.getByText('the console is for people with the role admin').waitFor();
  await page.getByRole('link', { name: 'Sign in as yourself' }).click();
  // Not back to where she came from, as whoever she is already.
  await page.waitForURL(/\/sign-in/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.getByText('the console is for people').count(), 0);
  await page.context().close();
});

test('somebody is invited to connect, and the link is shown once', async () => {
  const page = await site.signIn(await site.visit(), '/accounts');
  await page.getByRole('button', { name: 'Invite somebody to connect' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody to connect' });
  await dialog.getByLabel('Vendor').selectOption('pylon');
  await dialog.getByLabel('Tenant').fill('cust_9');
  await dialog.getByLabel('Whose own').selectOption({ label: 'Mia Member' });
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await page.getByRole('dialog', { name: 'Send them this link' }).waitFor();
  const link = (await page.getByLabel('The link').textContent()).trim();
  assert.ok(link.startsWith(`${site.origin}/connect/`), link);
  await page.getByRole('button', { name: 'Copy' }).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByLabel('The link').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Invite somebody to connect' }).click();
  assert.equal(await page.getByRole('dialog').getByLabel('Tenant').inputValue(), '', 'the next one begins anew');
  await page.context().close();
  const guest = await site.visit();
  await guest.goto(link);
  await guest.getByLabel('API token').fill('pylon-demo-token');
  await guest.getByRole('button', { name: 'Connect Pylon' }).click();
  await guest.getByRole('heading', { name: 'Pylon is connected' }).waitFor();
  await guest.context().close();
  const { result } = await site.worker.must(200, 'GET', '/integrated-account?tenant_id=cust_9');
  const { result: members } = await site.worker.must(200, 'GET', '/member?name=Mia%20Member');
  assert.deepEqual(result.map(({ integration, owner_member_id: owner }) => [integration, owner]), [['pylon', members[0].id]]);
});

test('an account that its vendor refuses gets a link to connect it again, and its URLs go on', async () => {
  const account = await site.worker.connect('pylon', { label: 'Worn out', credentials: { api_token: 'no-such-token-anywhere' } });
  const server = await site.worker.mint({}, { account });
  await site.worker.must(200, 'POST', `/integrated-account/${account.id}/test`);
  const page = await site.signIn(await site.visit(), `/accounts/${account.id}`);
  await page.getByRole('button', { name: 'Reconnect link' }).click();
  await page.getByRole('dialog', { name: 'A link to connect Worn out again' }).waitFor();
  const link = (await page.getByLabel('The link').textContent()).trim();
  await page.context().close();
  const guest = await site.visit();
  await guest.goto(link);
  await guest.getByLabel('API token').fill('pylon-demo-token');
  await guest.getByRole('button', { name: 'Connect Pylon' }).click();
  await guest.getByRole('heading', { name: 'Pylon is connected again' }).waitFor();
  await guest.context().close();
  const { isError, text } = await site.worker.call(server.url, 'list_all_pylon_me', {}, { era: 'legacy' });
  assert.equal(isError, false, text);
});
