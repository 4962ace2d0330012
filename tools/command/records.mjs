// The commands of the crate `records`, compiled for WASI, so that they need no Rust here.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { Stop } from './stop.mjs';

/** A path as the module spells it: absolute, with slashes, without a drive. */
const spelt = (path) => path.slice(parse(path).root.length - 1).split(sep).join('/');

/** The nearest folder that is there. */
function nearest(path) {
  return existsSync(path) ? path : nearest(dirname(path));
}

/** Where a path leads: the module may not follow links out of the folders that it is given. */
function real(path) {
  const absolute = resolve(path);
  const there = nearest(absolute);
  return join(realpathSync(there), absolute.slice(there.length));
}

/** Runs one command in `folder` and gives its status. It sees that folder and `folders`, and nothing else of the machine. */
async function run(root, args, { folders, env = {} }) {
  // Node says of WASI that it is experimental; nothing here relies on more of it than files.
  process.removeAllListeners('warning');
  const { WASI } = await import('node:wasi');
  const wasi = new WASI({
    version: 'preview1',
    args: ['records', ...args],
    env,
    preopens: Object.fromEntries([['.', root], ...folders.map((folder) => [spelt(folder), folder])]),
    returnOnExit: true,
  });
  const module = await WebAssembly.compile(readFileSync(join(root, 'build/records.wasm')));
  return wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
}

/** `words` are documents too: `--openapi a.json b.json`. */
export async function importRecords({ root, values, words }) {
  if (!values.openapi) throw new Stop('import: --openapi names no document. Write --openapi FILE --slug NAME.');
  if (!values.slug) throw new Stop('import: --slug is missing. It is the name of the vendor in tools and in the API: a-z and 0-9.');
  const documents = [...values.openapi, ...words].map(real);
  const out = real(values.out ?? (process.env.FAIRLEAD_RECORDS || 'records'));
  const args = ['import', '--openapi', ...documents.map(spelt), '--slug', values.slug, '--out', spelt(out)];
  if (values['base-url'] !== undefined) args.push('--base-url', values['base-url']);
  if (values.trust) args.push('--trust');
  const status = await run(root, args, { folders: [...documents.map(dirname), out].map(nearest) });
  if (status !== 0) return status;
  console.log(`
These records are not served yet: the Worker has its records built in, and a build takes Rust. Next:
  1. Read what was written, and take \`imported: true\` out of each tool that you have read.
  2. npx fairlead check${values.out === undefined ? '' : ` ${values.out}`}
  3. With Rust, in a clone of Fairlead: FAIRLEAD_RECORDS=${join(out)} make package
     That makes this package with your records in it; whoever installs it needs no Rust.`);
  return status;
}

export async function checkRecords({ root, words }) {
  if (words.length > 1) throw new Stop('check: one folder at a time.');
  const folder = real(words[0] ?? (process.env.FAIRLEAD_RECORDS || 'records'));
  return run(root, ['check', spelt(folder)], { folders: [nearest(folder)] });
}
