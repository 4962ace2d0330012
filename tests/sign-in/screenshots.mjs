// Takes a picture of every page of the way in, in every look, into target/screenshots/: `node tests/sign-in/screenshots.mjs`. For eyes, not for tests.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lookAt, looks, openBrowser } from '../support/browser.mjs';
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
    const context = await browser.context({ deviceScaleFactor: 2 });
    const page = await context.newPage();
    await open(page);
    for (const look of looks) {
      await lookAt(page, look);
      const path = `${folder}${`${name} ${look.name}`.replace(/\W+/g, '-')}.png`;
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await callback.close();
  await company.close();
  await village.close();
}
