// Chromium for tests of pages: the machine's own, driven by playwright-core, which brings none. `tools/setup.sh browser` installs Debian's.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** Those that `tools/setup.sh browser` looks for. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

// Nothing of a browser's own goes out: no updates, no sync, no first run.
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/** The browser's path; without one, a sentence that says how to get it. */
function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = [process.env.CHROMIUM, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))].find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error('These tests drive a browser, and there is no Chromium here. Install it: `tools/setup.sh browser` (Debian and Ubuntu, as root or with sudo), or any other way, and name it with CHROMIUM=/path/to/chromium.');
}

/** A browser with an empty profile, that is gone when it is closed. `context` takes playwright's options of a context. */
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'fairlead-chromium-'));
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: quiet, timeout: 120_000, env: { ...process.env, HOME: profile } });
  return {
    async context(options) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(60_000);
      return context;
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** How a page is looked at: by day and night, at a desk and on a phone. */
export const looks = ['light', 'dark'].flatMap((colorScheme) => [
  { name: `${colorScheme}, desk`, colorScheme, viewport: { width: 1280, height: 800 } },
  { name: `${colorScheme}, phone`, colorScheme, viewport: { width: 360, height: 740 } },
]);

/** Turns an open page to a look. */
export async function lookAt(page, { colorScheme, viewport }) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong with a page: `[{id, help, nodes}]`. Evaluated by the debugger, which the page's own policy does not stop. */
export async function axeViolations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`) }));
}

/** What has the keyboard: its tag, type, value and words, and whether one can see that it has. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    const around = element.closest('label');
    const shown = [element, around].filter(Boolean).some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    return {
      tag: element.tagName.toLowerCase(),
      type: element.getAttribute('type') ?? undefined,
      value: element.getAttribute('value') ?? undefined,
      text: (around ?? element).textContent.replace(/\s+/g, ' ').trim(),
      checked: element.checked,
      shown,
    };
  });

/** Presses Tab until what `wanted` describes has the keyboard. Fails where focus cannot be seen, or when nothing of the kind comes. */
export async function tabTo(page, wanted) {
  const met = [];
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab');
    const found = await focused(page);
    if (!found) continue;
    met.push(found.text);
    if (!found.shown) throw new Error(`focus cannot be seen at "${found.text}"`);
    if (wanted(found)) return found;
  }
  throw new Error(`no such thing is reached by Tab; these are: ${met.join(' | ')}`);
}
