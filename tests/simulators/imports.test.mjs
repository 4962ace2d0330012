import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const IMPORT = /(?:from|import\(?)\s*['"`](\.{1,2}\/[^'"`]*)/g;

for (const folder of folders) {
  const mayUse = folder === 'shared' ? ['shared'] : [folder, 'shared'];
  test(`${folder}/ uses what stands in ${mayUse.join('/ and ')}/ alone`, () => {
    const files = readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith('.mjs'));
    const imports = files.flatMap((name) => {
      const file = join(root, folder, name);
      const targets = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, target]) => join(dirname(file), target));
      return targets.map((target) => [relative(root, file), relative(root, target)]);
    });
    assert.ok(imports.length > 0);
    assert.deepEqual(imports.filter(([, target]) => !mayUse.includes(target.split(sep)[0])), []);
  });
}
