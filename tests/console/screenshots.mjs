// Takes a picture of every page of the console, in every look, into target/screenshots/console/: `make screenshots`. For eyes, not for tests.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { looks } from '../support/browser.mjs';
import { furnish, settled, startSite } from './site.mjs';

const folder = fileURLToPath(new URL('../../target/screenshots/console/', import.meta.url));
mkdirSync(folder, { recursive: true });

const site = await startSite();
try {
  const pages = await furnish(site.worker);
  for (const look of looks) {
    const page = await site.visit(look);
    const file = (name) => `${folder}${`${name}-${look.name}`.replace(/[ ,]+/g, '-')}.png`;
    await page.goto(site.origin);
    await settled(page);
    await page.screenshot({ path: file('first-visit') });
    await site.signIn(page);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(site.origin + path);
      await settled(page);
      await page.screenshot({ path: file(name), fullPage: true });
    }
    console.log(`${look.name}: ${folder}`);
    await page.context().close();
  }
} finally {
  await site.close();
}
