import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Stop } from './stop.mjs';

// What wrangler.toml names of the package's own files.
const FILES = /^(main|directory|migrations_dir)( = ")/gm;

/** Writes a wrangler.toml into `folder` that names the package's files where npm has put them. Gives what there is to say. */
export function init({ root, folder }) {
  const path = relative(folder, root).split(sep).join('/').replace(/\/$/, '');
  if (!path.startsWith('node_modules/')) {
    throw new Stop('init: install the package into this folder first (npm install fairlead-….tgz): wrangler.toml is to name its files, and they have to stay where they are.');
  }
  const text = readFileSync(join(root, 'wrangler.toml'), 'utf8').replace(FILES, `$1$2${path}/`);
  try {
    writeFileSync(join(folder, 'wrangler.toml'), text, { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST') throw new Stop('init: wrangler.toml is there already, and stays as it is. Remove it first for a new one.');
    throw new Stop(`init: wrangler.toml could not be written (${error.code}).`);
  }
  return 'init: wrote wrangler.toml, which is yours to change. fairlead start, fairlead deploy and npx wrangler go by it in this folder.';
}
