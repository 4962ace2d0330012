// From `make start` to a URL that works, by what a person does: a paste, some clicks, a copy.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../support/browser.mjs';
import { request } from '../support/mcp.mjs';

const program = fileURLToPath(new URL('../support/start.mjs', import.meta.url));

/** What `make start` runs, once the Worker is built: its address, and what ends it. */
async function start(token) {
  const child = spawn(process.execPath, [program], { env: { ...process.env, PORT: '0', ADMIN_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /^Fairlead runs on (\S+?),/.exec(line)?.[1];
    if (origin !== undefined) {
      child.stdout.resume();
      return { origin, stop: () => (child.kill('SIGTERM'), ended) };
    }
  }
  throw new Error('make start ended before it ran');
}

test('a first run, by clicks', async () => {
  const token = 'fake-admin-token-of-a-first-run';
  const browser = await openBrowser();
  const fairlead = await start(token);
  try {
    const context = await browser.context({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(fairlead.origin);
    await page.getByLabel('Operator’s token').fill(token);
    await page.getByRole('button', { name: 'Use this token' }).click();
    await page.getByRole('link', { name: 'Connect an account' }).click();
    await page.getByRole('radio', { name: /^Pylon/ }).check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Support');
    await page.locator('input[type=password]').fill('pylon-demo-token');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('The vendor took the credentials.').waitFor();
    await page.getByRole('link', { name: 'New URL' }).first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('For Claude');
    await page.getByRole('radio', { name: /^Only read/ }).check();
    await page.getByRole('button', { name: 'Create the URL' }).click();
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    const answer = await fetch(url, request('tools/list', {}));
    const { result } = await answer.json();
    assert.ok(result.tools.length > 20);
    assert.ok(result.tools.every(({ annotations }) => annotations.readOnlyHint));
  } finally {
    await browser.close();
    await fairlead.stop();
  }
});
