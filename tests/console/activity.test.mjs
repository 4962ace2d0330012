// The page on activity: what its address says it shows, in charts, in tables and as CSV, by mouse and by keyboard.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { note, settled, startSite } from './site.mjs';

let site;
let page;
let account;
let server;

before(async () => {
  site = await startSite();
  const { worker } = site;
  account = await worker.connect('pylon', { label: 'Acme support' });
  server = await worker.mint({}, { account, name: 'Support team' });
  const member = await worker.must(201, 'POST', '/member', { email: 'mia@acme.example', name: 'Mia Member' });
  const minute = 60_000;
  await note(worker, [
    ...Array.from({ length: 60 }, (_, nth) => [minute * (10 + nth), { server: server.id, account: account.id, tool: 'list_all_pylon_me', ms: 100 + nth, rate_left: 50 }]),
    [minute * 5, { actor: 'member', actor_id: member.id, account: account.id, tool: 'list_all_pylon_teams', outcome: 'tool_error', failed: 1, vendor_status: 500, ms: 900 }],
    [minute * 4, { server: server.id, account: account.id, tool: 'list_all_pylon_users', client: '<img src=x onerror=alert(1)>', client_version: '=1+1' }],
    [minute * 60 * 24 * 9, { server: server.id, account: account.id, tool: 'list_all_pylon_user_roles' }],
  ]);
  page = await site.visit();
  await site.signIn(page, '/activity');
});
after(() => site?.close());

const open = async (path) => {
  await page.goto(site.origin + path);
  await settled(page);
};
const entries = () => page.getByRole('region', { name: 'Calls and changes' }).getByRole('row');
const shown = async (count) => {
  await page.waitForFunction((wanted) => document.querySelectorAll('.table-frame[aria-labelledby="entries"] tbody tr').length === wanted, count);
  // With the names of what they are about.
  await settled(page);
};

test('each filter goes into the address, and the address brings it back', async () => {
  await open('/activity');
  const filter = page.getByRole('search', { name: 'Activity' });
  await filter.getByLabel('Result').selectOption('failed');
  await shown(1);
  assert.match(page.url(), /\/activity\?outcome=failed$/);
  assert.match(await entries().nth(1).innerText(), /Mia Member\s+list_all_pylon_teams\s+Acme support\s+Failed 500\s+900 ms/);
  await filter.getByLabel('Result').selectOption('');
  await filter.getByLabel('Person').selectOption({ label: 'Mia Member' });
  await shown(1);
  await filter.getByLabel('Person').selectOption('');
  await filter.getByLabel('Account').selectOption({ label: 'Acme support' });
  await filter.getByLabel('URL', { exact: true }).selectOption({ label: 'Support team' });
  await filter.getByLabel('Tool').fill('list_all_pylon_users');
  await page.keyboard.press('Enter');
  await shown(1);
  const address = page.url();
  assert.equal(new URL(address).search, `?integrated_account_id=${account.id}&mcp_server_id=${server.id}&tool_name=list_all_pylon_users`);
  await open('/');
  await page.goto(address);
  await shown(1);
  assert.equal(await filter.getByLabel('Tool').inputValue(), 'list_all_pylon_users');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL(`${site.origin}/activity`);
  await filter.getByLabel('Time').selectOption('30d');
  await page.waitForURL(/range=30d/);
  await filter.getByLabel('Tool').fill('list_all_pylon_user_roles');
  await page.keyboard.press('Enter');
  await shown(1);
});

test('older entries come by the button, until all are there', async () => {
  await open('/activity?log_type=mcp');
  await shown(50);
  await page.getByRole('button', { name: 'Show older' }).click();
  await shown(62);
  await page.getByText('62 entries shown, and these are all').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Show older' }).count(), 0);
});

test('changes of operators are there, with who made them', async () => {
  await open('/activity?log_type=operator');
  await shown(3);
  const text = await page.locator('.table-frame[aria-labelledby="entries"] tbody').innerText();
  assert.match(text, /ADMIN_TOKEN\s+POST \/integrated-account\/:id\/mcp\s+Acme support\s+Succeeded 201/);
  assert.equal(await page.locator('canvas').count(), 0, 'a chart of calls would say that there were none');
});

test('each chart has its numbers in a table that the keyboard opens', async () => {
  await open('/activity');
  await page.locator('canvas').nth(2).waitFor();
  for (const [title, ...heads] of [['Calls', 'Calls', 'Failed'], ['Time to answer', 'Half within', '95 of 100 within'], ['Rate limit left', 'The least that a vendor told']]) {
    const chart = page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    await chart.locator('summary').focus();
    await page.keyboard.press('Enter');
    const table = chart.getByRole('region', { name: `${title} as a table` });
    await table.waitFor();
    assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['From', ...heads]);
    assert.ok((await table.getByRole('row').count()) >= 2);
  }
  const calls = await page.getByRole('region', { name: 'Calls as a table' }).locator('tbody td:nth-of-type(1)').allInnerTexts();
  assert.equal(calls.reduce((sum, text) => sum + Number(text), 0), 62);
});

test('the tools and people with the most calls narrow the page to themselves', async () => {
  await open('/activity');
  const people = page.getByRole('region', { name: 'Top people and URLs' });
  await people.getByRole('link', { name: 'URL Support team' }).waitFor();
  assert.deepEqual(await people.getByRole('link').allInnerTexts(), ['URL Support team', 'Mia Member']);
  await page.getByRole('region', { name: 'Top tools' }).getByRole('link', { name: 'list_all_pylon_teams' }).click();
  await page.waitForURL(/tool_name=list_all_pylon_teams/);
  await shown(1);
});

test('the CSV is what the page shows, and no cell of it is a formula', async () => {
  await open('/activity?tool_name=list_all_pylon_users');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'fairlead-activity.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  assert.equal(lines.length, 2);
  assert.ok(lines[1].includes(",<img src=x onerror=alert(1)>,'=1+1,"), lines[1]);
});

test('what a client calls itself is text', async () => {
  await open('/activity?tool_name=list_all_pylon_users');
  await shown(1);
  await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
});

test('where nothing is kept, the page says what to do', async (t) => {
  const without = await startSite({ without: 'ACTIVITY' });
  t.after(() => without.close());
  const other = await without.visit();
  await without.signIn(other, '/activity');
  await other.getByRole('heading', { name: 'Activity is not kept' }).waitFor();
  assert.match(await other.locator('main pre').innerText(), /binding = "ACTIVITY"/);
  assert.equal(await other.getByRole('link', { name: 'Download CSV' }).count(), 0);
});
