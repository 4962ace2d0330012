// Takes a picture of every page of the way in, in every look, into target/screenshots/: `node tests/sign-in/screenshots.mjs`. For eyes, not for tests.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { looks, openBrowser } from '../support/browser.mjs';
import { startCompany } from './company.mjs';
import { openCallback, pages } from './pages.mjs';

const folder = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const browser = await openBrowser();
const company = await startCompany();
const village = await startCompany({ vars: { OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }, secrets: { OIDC_CLIENT_SECRET: undefined } });
const callback = await openCallback();
try {
  for (const { name, open } of await pages({ company, village, redirect: callback.redirect })) {
    for (const look of looks) {
      const context = await browser.context(look);
      const page = await context.newPage();
      await open(page);
      const file = `${folder}${name} (${look.name}).png`.replaceAll(' ', '-').replace(/[(),]/g, '');
      await page.screenshot({ path: file.replace(/.*\//, folder), fullPage: true });
      console.log(file);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await callback.close();
  await company.close();
  await village.close();
}
