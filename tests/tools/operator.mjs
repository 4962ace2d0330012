// An operator's machine: Node, npm and a shell, the packed file, and nothing that could build a Worker.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const unpacked = join(root, 'build-package');

// How this machine comes to its registry: where that is, through which proxy, and whose certificates it trusts.
const NETWORK = /^(npm_config_(cache|registry|userconfig|globalconfig|cafile|proxy|https_proxy|noproxy)|node_extra_ca_certs|ssl_cert_(file|dir)|https?_proxy|no_proxy)$/i;

/** The file that `make package` made. */
export async function packedFile() {
  const [name] = (await readdir(root)).filter((file) => /^fairlead-.*\.tgz$/.test(file));
  if (!name) throw new Error('there is no packed file: run `make package` first');
  return join(root, name);
}

/** Where a command is for somebody who does not work in this clone. */
function installed(name) {
  const path = process.env.PATH.split(':').filter((folder) => !folder.startsWith(root)).join(':');
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', `command -v ${name}`], { env: { PATH: path } }, (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
  });
}

/**
 * A machine with an empty folder. Gives `{folder, start, run, remove}`: both take a command line and what its environment has besides. `run` gives
 * `{code, text}` when all of it has ended; `start` gives `{ended, text, said, kill}` at once.
 */
export async function operator() {
  const home = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  const [folder, commands] = [join(home, 'folder'), join(home, 'commands')];
  await Promise.all([mkdir(folder), mkdir(commands)]);
  for (const name of ['npm', 'npx', 'sh', 'env']) await symlink(await installed(name), join(commands, name));
  // The one that runs these tests, which is new enough for wrangler.
  await symlink(process.execPath, join(commands, 'node'));
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  const base = {
    PATH: commands,
    // For npm's cache, so that what is in it is not fetched again.
    HOME: process.env.HOME,
    TMPDIR: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_WRITE_LOGS: 'false',
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => NETWORK.test(name))),
  };

  function start([command, ...args], env = {}, cwd = folder) {
    const child = spawn(join(commands, command), args, { cwd, env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const running = { text: '', kill: (signal) => child.kill(signal) };
    const waiting = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        running.text += chunk;
        for (const { pattern, resolve } of waiting) if (pattern.test(running.text)) resolve();
      });
    }
    // Not before everything that holds its output has ended.
    running.ended = once(child, 'close').then(([code]) => code);
    /** Resolves when it has printed this, or has ended. */
    running.said = (pattern) => Promise.race([running.ended, new Promise((resolve) => waiting.push({ pattern, resolve }))]);
    return running;
  }

  async function run(line, env, cwd) {
    const running = start(line, env, cwd);
    const code = await running.ended;
    return { code, text: running.text };
  }

  return { home, folder, commands, start, run, remove: () => rm(home, { recursive: true }) };
}

/** One with the package installed, as docs/package.md says. */
export async function installedOperator() {
  const machine = await operator();
  const { code, text } = await machine.run(['npm', 'install', await packedFile()]);
  if (code !== 0) throw new Error(`npm install failed: ${text}`);
  return machine;
}
