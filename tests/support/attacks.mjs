// Tests that attack a promise, and how often each did: what SECURITY.md tells of an attack is what a run counted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../target/attacks/', import.meta.url);

/**
 * Gives `attack(promise, sentence, name, body)`: a test of the promise with this id, by the attack that the sentence describes, whose body gives
 * how many times it tried. When every test of the suite held, `target/attacks/<suite>.json` says so; else that file is gone.
 */
export function attacks(suite) {
  const file = fileURLToPath(new URL(`${suite}.json`, folder));
  rmSync(file, { force: true });
  const rows = new Map();
  let open = 0;

  after(() => {
    if (open > 0) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify([...rows.values()], null, 2)}\n`);
  });

  return (promise, sentence, name, body) => {
    open += 1;
    const key = `${promise}\n${sentence}`;
    const row = rows.get(key) ?? { promise, attack: sentence, tried: 0, result: 'held' };
    rows.set(key, row);
    // What hangs fails, late enough for any machine.
    test(name, { timeout: 300_000 }, async (t) => {
      row.tried += await body(t);
      open -= 1;
    });
  };
}
