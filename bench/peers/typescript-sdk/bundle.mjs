// The peer as one module that workerd runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { catalogue } from './catalogue.mjs';

/** Writes `folder`/worker.js and returns its path. `tools` is what Fairlead lists for a server without filters. */
export async function bundle(tools, folder) {
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'catalogue.json');
  writeFileSync(data, JSON.stringify(catalogue(tools)));
  const outfile = join(folder, 'worker.js');
  await build({
    entryPoints: [fileURLToPath(new URL('worker.mjs', import.meta.url))],
    outfile,
    alias: { 'catalogue.json': data },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    // What wrangler gives to esbuild for a Worker.
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'warning',
  });
  return outfile;
}
