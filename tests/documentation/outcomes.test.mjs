// The words that a log line of a page can have are those that docs/operate.md explains.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every word that the code of the pages gives as an outcome. */
function spoken() {
  const words = new Set();
  for (const [folder, pattern] of [
    ['src/people', /(?:refused\(|outcome: |State::\w+ => )"([a-z_]+)"/g],
    ['src/people', /refused\(if \w+ \{ "([a-z_]+)" \} else \{ "([a-z_]+)" \}/g],
    ['src/edge/people', /note\('([a-z_]+)'/g],
  ]) {
    for (const name of readdirSync(root + folder)) {
      for (const [, ...found] of readFileSync(`${root}${folder}/${name}`, 'utf8').matchAll(pattern)) for (const word of found) words.add(word);
    }
  }
  return words;
}

test('each outcome of a page is explained', () => {
  const page = readFileSync(`${root}docs/operate.md`, 'utf8');
  const table = page.slice(page.indexOf('| `outcome` | what happened')).split('\n\n')[0];
  const explained = new Set([...table.matchAll(/^\| (`[^|]*) \|/gm)].slice(1).flatMap(([, cell]) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, word]) => word)));
  const words = spoken();
  assert.ok(words.size > 30);
  assert.deepEqual([...words].filter((word) => !explained.has(word)), [], 'not explained');
  assert.deepEqual([...explained].filter((word) => !words.has(word)), [], 'explained, and never said');
});
