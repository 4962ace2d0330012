// Child processes, each on a core of its own choosing, and what the kernel knows of them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The core of what is measured. */
export const serverCore = 0;
/** The core of the load and the upstream, which are not. */
export const otherCore = availableParallelism() > 1 ? 1 : 0;

/** Starts a process on a core; `stop` ends it and waits for its end. `options` are those of spawn. */
export function run(core, command, args, options) {
  const child = spawn('taskset', ['-c', String(core), command, ...args], options);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.stop = () => {
    child.kill();
    return exited;
  };
  return child;
}

/** Resident memory, in bytes. */
export function resident(pid) {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Says on stderr how far it is; the figures go to stdout. */
export function progress(text) {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
