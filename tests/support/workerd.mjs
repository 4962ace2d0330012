// The built Worker on workerd alone: its KV and its way to vendors are servers that the test brings, so that a fault on either is a real one.
import { spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readConfig } from './wrangler.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// The runtime that wrangler brings.
const { default: binary } = createRequire(import.meta.url)('workerd');

const quoted = (text) => JSON.stringify(text);

// https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp
function configuration({ wrangler, vars, records, vendors, wrap }) {
  const wrapper = wrap ? `(name = "wrap.js", esModule = ${quoted(wrap)}),` : '';
  const texts = Object.entries(vars).map(([name, value]) => `(name = ${quoted(name)}, text = ${quoted(value)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "fairlead", worker = (
      modules = [
        ${wrapper}
        (name = "entry.js", esModule = embed "/entry.js"),
        (name = "index_bg.wasm", wasm = embed "/index_bg.wasm"),
      ],
      compatibilityDate = ${quoted(wrangler.compatibility_date)},
      compatibilityFlags = ${quoted(wrangler.compatibility_flags)},
      bindings = [(name = "RECORDS", kvNamespace = "records"), ${texts.join(', ')}],
      globalOutbound = "vendors",
    )),
    (name = "records", external = (address = ${quoted(records)}, http = ())),
    (name = "vendors", external = (address = ${quoted(vendors)}, http = ())),
  ],
  sockets = [(name = "door", address = "127.0.0.1:0", http = (), service = "fairlead")],
);
`;
}

/**
 * Starts the Worker of `build/` with `vars`, secrets among them, over those of wrangler.toml. `records` and `vendors` are addresses, `host:port`: of
 * a server that speaks KV's protocol, and of one that gets every request to any vendor. `wrap` is the text of a module that stands in front of
 * `./entry.js`.
 * Gives `{url, pid, log, logged, ended, close}`: `log` grows by each line that the Worker and workerd print, `logged(text)` resolves with the next one
 * that holds the text, `ended()` is `null` while the process lives.
 */
export async function startWorkerd({ vars, records, vendors, wrap }) {
  const wrangler = readConfig({ config: join(root, 'wrangler.toml') });
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-'));
  const file = join(folder, 'workerd.capnp');
  await writeFile(file, configuration({ wrangler, vars: { ...wrangler.vars, ...vars }, records, vendors, wrap }));

  const child = spawn(binary, ['serve', file, `--import-path=${join(root, 'build')}`, '--control-fd=3'], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // SIGTERM would wait for every request that a test left hanging.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const closed = once(child, 'close');
  const log = [];
  const lines = new EventEmitter();
  lines.on('line', (line) => log.push(line));
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.emit('line', line));

  async function logged(text) {
    for await (const [line] of on(lines, 'line')) if (line.includes(text)) return line;
  }

  async function listening() {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, port } = JSON.parse(line);
      if (event === 'listen') return port;
    }
    throw new Error(`workerd did not start: ${log.join('\n')}`);
  }

  async function close() {
    process.off('exit', kill);
    kill();
    await closed;
    await rm(folder, { recursive: true });
  }

  return { url: `http://127.0.0.1:${await listening()}`, pid: child.pid, log, logged, ended: () => child.exitCode ?? child.signalCode, close };
}
