// Commands of the npm packages.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));

/** The Node of the npm package `node`: the commands want 22 or newer, and the machine's own may be older. */
export const node = `${bin}node`;

/** Where npm put a package's command. */
export const commandPath = (name) => bin + name;

// What a command remembers of servers and logins, it remembers here and not in the developer's home.
const home = mkdtempSync(join(tmpdir(), 'fairlead-clients-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

export const environment = { ...process.env, HOME: home };

/** Runs a package's command to its end: `{code, stdout, stderr}`; `code` is a signal's name when it had to be killed. */
export function run(name, args) {
  return new Promise((resolve, reject) => {
    const options = { env: environment, timeout: 240_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 };
    // Its stdin stays open: mcp-remote-client takes the end of it for Ctrl-C.
    execFile(node, [commandPath(name), ...args], options, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') return reject(error);
      resolve({ code: error ? (error.signal ?? error.code) : 0, stdout, stderr });
    });
  });
}
