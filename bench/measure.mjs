// One measurement: the load against one peer, one case, some connections.
import { spawn } from 'node:child_process';
import { message } from './cases.mjs';
import { root } from './peers.mjs';
import { pinned, resident } from './workerd.mjs';
import { ask, otherCore } from './world.mjs';

/** A case made ready for a peer: its request, and how long an answer is that was found right. */
export async function prepare({ running, servers }, peer, { name, server, method, params, isRight, contains }) {
  const { pid, port } = running[peer];
  const { path } = servers[server];
  const wanted = await params(async (...args) => (await ask(port, path, ...args)).result);
  const { text, result } = await ask(port, path, method, wanted);
  if (!isRight(result)) throw new Error(`${peer} answers ${name} wrongly: ${text.slice(0, 1000)}`);
  return { pid, port, path, ...message(method, wanted), length: Buffer.byteLength(text), contains };
}

/** Runs the load. `rate` is requests a second, `cpu`, `p50` and `p99` are microseconds, `before` and `after` bytes of memory. */
export async function measure(job, options) {
  const before = resident(job.pid);
  const figures = await load({ ...job, ...options });
  return { ...figures, before, after: resident(job.pid) };
}

function load(job) {
  const [command, args] = pinned(otherCore, `${root}target/bench/rig/release/load`, []);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (complaint += chunk));
  child.stdin.end(JSON.stringify(job));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`load: ${complaint.trim()}`))));
  });
}
