// One workerd process for one peer, as Cloudflare runs a Worker: no miniflare in between, and nothing in front of it.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { run, serverCore } from './process.mjs';

const { default: workerd, version } = createRequire(import.meta.url)('workerd');
export { version };

/** How a module is declared, by the end of its name. */
const kinds = { js: 'esModule', mjs: 'esModule', wasm: 'wasm' };

/** Cap'n Proto has JSON's escapes but for `\u`, which a text without control characters does not need. */
const quoted = (text) => JSON.stringify(text);

/**
 * Starts a Worker and waits until it listens. What it logs is written and thrown away; what workerd itself says is shown.
 * `folder` is made anew; `modules` are paths, the entry first; `bindings` texts by name; `kvPort` is where RECORDS and
 * OAUTH_KV are served, as one: their keys are never the same.
 */
export async function start(folder, worker) {
  const child = run(serverCore, workerd, ['serve', configure(folder, worker), '--control-fd=3'], {
    // Where V8 leaves its files when it is profiled.
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const port = await listening(child);
  return { pid: child.pid, port, stop: child.stop };
}

/** Writes the config beside copies of the modules: Cap'n Proto embeds no absolute path. */
function configure(folder, { modules, bindings, compatibilityDate, compatibilityFlags, v8Flags, kvPort }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const module of modules) copyFileSync(module, join(folder, basename(module)));
  const declared = modules.map((path) => {
    const name = basename(path);
    return `(name = ${quoted(name)}, ${kinds[name.split('.').at(-1)]} = embed ${quoted(name)})`;
  });
  const bound = Object.entries(bindings).map(([name, text]) => `(name = ${quoted(name)}, text = ${quoted(text)})`);
  const path = join(folder, 'config.capnp');
  writeFileSync(
    path,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "kv", external = (address = "127.0.0.1:${kvPort}", http = ())),
    (name = "network", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
  v8Flags = [${v8Flags.map(quoted)}],
);

const worker :Workerd.Worker = (
  modules = [
    ${declared.join(',\n    ')},
  ],
  bindings = [
    (name = "RECORDS", kvNamespace = "kv"),
    (name = "OAUTH_KV", kvNamespace = "kv"),
    ${bound.join(',\n    ')},
  ],
  compatibilityDate = ${quoted(compatibilityDate)},
  compatibilityFlags = [${compatibilityFlags.map(quoted)}],
  globalOutbound = "network",
);
`,
  );
  return path;
}

/** workerd reports its sockets on the control descriptor, one JSON object a line. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
      const events = text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
      const listen = events.find(({ event }) => event === 'listen');
      if (listen) resolve(listen.port);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code} before it listened`)));
  });
}
