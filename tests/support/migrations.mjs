// The tables of migrations/, made in a local D1 as `wrangler d1 migrations apply` makes them in a deployed one.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../migrations/', import.meta.url);

/** The statements of every migration, in order. */
function statements() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort();
  const text = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  return text.replace(/--.*$/gm, '').split(';').map((statement) => statement.trim()).filter(Boolean);
}

/** Makes the tables. */
export const migrate = (database) => database.batch(statements().map((statement) => database.prepare(statement)));
