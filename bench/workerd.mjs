// One workerd process for one peer, as Cloudflare runs a Worker: no miniflare in between, and nothing in front of it.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const require = createRequire(import.meta.url);
const workerd = require('workerd').default;
export const version = require('workerd').version;

/** How a module is declared, by the end of its name. */
const kinds = { js: 'esModule', mjs: 'esModule', wasm: 'wasm', txt: 'text', bin: 'data' };

/** The core of the measured process; the load and the upstream have the other one. On a machine with one core there is no choice. */
export function pinned(core, command, args) {
  return process.platform === 'linux' ? ['taskset', ['-c', String(core), command, ...args]] : [command, args];
}

/** A text as Cap'n Proto writes it: JSON's escapes are a part of its own but for \u, which control characters alone would need. */
const quoted = (text) => JSON.stringify(text);

/**
 * Writes the config of a Worker into `folder`, beside copies of its modules: Cap'n Proto embeds no absolute path.
 * `modules` are paths, the entry first; `bindings` texts by name; `v8Flags` as `--perf-basic-prof` to profile.
 */
function configure(folder, { modules, bindings, compatibilityDate, compatibilityFlags, v8Flags = [], kvPort }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const module of modules) copyFileSync(module, join(folder, basename(module)));
  const declared = modules.map((path) => {
    const name = basename(path);
    return `(name = ${quoted(name)}, ${kinds[name.split('.').at(-1)]} = embed ${quoted(name)})`;
  });
  const bound = Object.entries(bindings).map(([name, text]) => `(name = ${quoted(name)}, text = ${quoted(text)})`);
  const config = `using Workerd = import "/workerd/workerd.capnp";

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
    ${bound.join(',\n    ')},
  ],
  compatibilityDate = ${quoted(compatibilityDate)},
  compatibilityFlags = [${compatibilityFlags.map(quoted)}],
  globalOutbound = "network",
);
`;
  const path = join(folder, 'config.capnp');
  writeFileSync(path, config);
  return path;
}

/** Starts a Worker and waits until it listens. What it logs is written and thrown away; what workerd itself says is shown. */
export async function start(folder, worker) {
  const config = configure(folder, worker);
  const [command, args] = pinned(0, workerd, ['serve', config, '--control-fd=3']);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const port = await listening(child);
  return {
    pid: child.pid,
    port,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** workerd reports its sockets on the control descriptor, one JSON object a line. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
      const event = text.split('\n').slice(0, -1).map(JSON.parse).find(({ event }) => event === 'listen');
      if (event) resolve(event.port);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code} before it listened`)));
  });
}

/** Resident memory of a process, in bytes. */
export function resident(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}
