// Every page, by day and by night, at a desk and on a phone: nothing that axe-core finds, nothing wider than the screen, and no complaint.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeViolations, looks } from '../support/browser.mjs';
import { furnish, settled, startSite } from './site.mjs';

let site;
let pages;

before(async () => {
  site = await startSite();
  pages = await furnish(site.worker);
});
after(() => site?.close());

async function inspect(page, name, faults) {
  for (const violation of await axeViolations(page)) faults.push({ name, ...violation });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (excess > 0) faults.push({ name, excess });
}

// Each page in two looks that have all four traits between them.
for (const look of looks.filter(({ name }) => name === 'light, desk' || name === 'dark, phone')) {
  test(`every page, ${look.name}`, async () => {
    const page = await site.visit(look);
    const faults = [];
    await page.goto(site.origin);
    await settled(page);
    await inspect(page, 'first visit', faults);
    await site.signIn(page);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(site.origin + path);
      await settled(page);
      await inspect(page, name, faults);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

test('dialogs, menus, open lists and errors', async () => {
  const page = await site.visit({ ...looks.find(({ name }) => name === 'dark, desk') });
  const faults = [];
  await site.signIn(page, pages['account settings']);
  await page.getByRole('button', { name: 'Delete this account' }).click();
  await page.getByRole('alertdialog').waitFor();
  await inspect(page, 'dialog', faults);
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Your session' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await inspect(page, 'menu', faults);
  await page.goto(site.origin + pages.playground);
  await page.getByRole('combobox', { name: 'Tool', exact: true }).click();
  await page.locator('.combobox .item').first().waitFor();
  await inspect(page, 'combobox', faults);
  await page.goto(site.origin + pages['new URL']);
  await settled(page);
  await page.getByRole('button', { name: 'Create the URL' }).click();
  await page.locator('.field-error').first().waitFor();
  await inspect(page, 'errors', faults);
  assert.deepEqual(faults, []);
  await page.context().close();
});

// What stays closed in the pages above.
for (const look of looks.filter(({ name }) => name === 'dark, desk' || name === 'light, phone')) {
  test(`forms with everything open, ${look.name}`, async () => {
    const page = await site.visit(look);
    const faults = [];
    await site.signIn(page, pages['URL with approval']);
    await settled(page);
    await page.getByText('What it may write').click();
    await page.getByText('How it speaks to models').click();
    await page.getByRole('radio', { name: /^Only these/ }).check();
    await settled(page);
    await inspect(page, 'a URL', faults);
    await page.goto(site.origin + pages['joint URL']);
    await settled(page);
    await page.getByText('Choose what it gives').first().click();
    await page.getByRole('radio', { name: /^All but these/ }).first().check();
    await page.getByRole('tab', { name: /^Hidden/ }).click();
    await settled(page);
    await inspect(page, 'a joint URL', faults);
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}
