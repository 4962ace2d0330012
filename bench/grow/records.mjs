// Writes the records of `grown` below a folder: `node bench/grow/records.mjs 10 target/bench/grow-10/records`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { catalogue } from './catalogue.mjs';

const [times, folder] = process.argv.slice(2);
const { definition, resources } = catalogue(Number(times));
rmSync(folder, { recursive: true, force: true });
const integration = join(folder, 'grown');
mkdirSync(integration, { recursive: true });
for (const [name, record] of [['integration.yaml', definition], ...resources]) {
  writeFileSync(join(integration, name), stringify(record, { lineWidth: 0 }));
}
