// Who is measured: how each peer's modules come about, and what it is bound to beyond what all are bound to.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The modules that tools/build.sh made. */
export const made = (folder) => ['entry.js', 'index_bg.wasm'].map((file) => `${root}${folder}/${file}`);

/**
 * In the order of the table. `modules` and `bindings` are given what Fairlead answered (lineup.mjs): `servers`, `texts` by case, `tools`, and
 * the vendor's own `contact`. A peer that is no Worker has a `command` instead.
 */
export const peers = [
  { name: 'floor', modules: () => [`${root}bench/peers/floor/worker.mjs`], bindings: constants },
  { name: 'fairlead', modules: () => made('build') },
  { name: 'floor-rust', modules: () => made('target/bench/floor-rust'), bindings: constants },
  {
    name: 'typescript-sdk',
    async modules({ tools }) {
      const { bundle } = await import('./peers/typescript-sdk/bundle.mjs');
      return [await bundle(tools, `${root}target/bench/typescript-sdk`)];
    },
  },
  {
    name: 'fastmcp',
    // It installs some 70 Python packages.
    isOptional: true,
    // It has no filters, and no cursors of its own.
    leavesOut: ['list-read-only', 'list-page'],
    async command({ tools, servers }, upstream) {
      const { command } = await import('./peers/fastmcp/command.mjs');
      return command({ tools, upstream, path: servers.full.path, folder: `${root}target/bench/fastmcp` });
    },
  },
];

export const find = (name) => peers.find((peer) => peer.name === name);

/** Another build of Fairlead, by its folder: what one change comes to is seen beside the build without it, in the same rounds. */
export function addBuild(folder) {
  peers.push({ name: folder, modules: () => made(folder) });
}

/** Stops with a sentence when a module is not there. */
export function demand(modules) {
  const missing = modules.find((path) => !existsSync(path));
  if (missing) throw new Error(`${missing.replace(root, '')} is not built yet; \`make bench\` builds it.`);
  return modules;
}

/** What a floor answers with: Fairlead's own bytes. */
function constants({ servers, texts, contact }) {
  const ready = Object.fromEntries(Object.values(servers).map(({ path, keys }) => [path, { keys, texts: {} }]));
  for (const { path, method, text } of texts) {
    if (method !== 'tools/call') ready[path].texts[method] = text;
  }
  const { text } = texts.find(({ name }) => name === 'call-1k');
  const [prefix, suffix, ...more] = text.split(JSON.stringify(contact));
  if (suffix === undefined || more.length) throw new Error('Fairlead’s answer does not have the vendor’s body in it, once.');
  return {
    ANSWERS: JSON.stringify(ready),
    ENVELOPE: JSON.stringify({ prefix, suffix, failed: suffix.replace(']', '],"isError":true') }),
  };
}
