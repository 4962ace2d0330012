// A clone on a machine where each command that the scripts could run is a stand-in, but for those of every Unix.
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = ['tools/setup.sh', 'tools/build.sh', 'tools/bindings/Cargo.lock', 'Cargo.lock', 'package-lock.json', 'src/edge/entry.js'];
const unix = ['awk', 'bash', 'cat', 'cmp', 'cp', 'dirname', 'env', 'gzip', 'ls', 'mkdir', 'mktemp', 'mv', 'nice', 'rm', 'sed', 'tail', 'touch', 'wc'];
const standIns = {
  rustc: 'echo "$HERE/target-libdir"',
  rustup: 'mkdir "$HERE/target-libdir"',
  cargo: 'mkdir -p .tools/bindings',
  node: 'exit 9',
  npm: 'mkdir -p node_modules',
};

/**
 * `has` are the scripts of stand-ins in place of the usual ones; `null` takes one away. `more` is what the environment holds besides. Gives
 * `{folder, clone, run}`: `run` is given a script of tools/ and its arguments and gives `{code, text, ran}`, `ran` being the stand-ins that ran, with
 * their arguments.
 */
export async function machine(t, has = {}, more = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const [clone, commands] = [join(folder, 'clone'), join(folder, 'commands')];
  await mkdir(commands);
  for (const name of unix) await symlink(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(commands, name));
  for (const [name, script] of Object.entries({ ...standIns, ...has })) {
    if (script !== null) await writeFile(join(commands, name), `#!/usr/bin/env bash\necho "${name} $*" >> "$HERE/ran"\n${script}\n`, { mode: 0o755 });
  }
  for (const file of files) await cp(join(root, file), join(clone, file));

  async function run(script, ...args) {
    await writeFile(join(folder, 'ran'), '');
    const env = { PATH: commands, HERE: folder, TMPDIR: folder, ...more };
    const said = await new Promise((resolve) => {
      execFile(join(clone, 'tools', script), args, { env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, text: stdout + stderr }));
    });
    return { ...said, ran: (await readFile(join(folder, 'ran'), 'utf8')).trim().split('\n').filter(Boolean) };
  }
  return { folder, clone, run };
}
