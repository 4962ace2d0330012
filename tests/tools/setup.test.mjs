// What tools/setup.sh says and does on machines that lack something. Each command that it could run is a stand-in, but for those of every Unix.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = ['tools/setup.sh', 'tools/bindings/Cargo.lock', 'Cargo.lock', 'package-lock.json'];
const unix = ['awk', 'bash', 'cmp', 'cp', 'dirname', 'env', 'mkdir', 'touch'];
const standIns = {
  rustc: 'echo "$HERE/target-libdir"',
  rustup: 'mkdir "$HERE/target-libdir"',
  cargo: 'mkdir -p .tools/bindings',
  node: 'exit 9',
  npm: 'mkdir -p node_modules; touch node_modules/here',
};

/** A clone, and a machine with the stand-ins of `has` in place of the usual ones; `null` takes one away. */
async function machine(t, has = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const [clone, commands] = [join(folder, 'clone'), join(folder, 'commands')];
  await mkdir(commands);
  for (const name of unix) await symlink(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(commands, name));
  for (const [name, script] of Object.entries({ ...standIns, ...has })) {
    if (script) await writeFile(join(commands, name), `#!/usr/bin/env bash\necho "${name} $*" >> "$HERE/ran"\n${script}\n`, { mode: 0o755 });
  }
  for (const file of files) await cp(join(root, file), join(clone, file));

  /** Gives the status, what was said, and the commands that ran. */
  async function setup(...parts) {
    const env = { PATH: commands, HERE: folder };
    await writeFile(join(folder, 'ran'), '');
    const said = await new Promise((resolve) => {
      execFile(join(clone, 'tools/setup.sh'), parts, { env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, text: stdout + stderr }));
    });
    const ran = (await readFile(join(folder, 'ran'), 'utf8')).trim().split('\n');
    return { ...said, ran: ran.filter((line) => /^(rustup|npm)|^cargo build/.test(line)).map((line) => line.split(' ', 2).join(' ')) };
  }
  return { clone, setup };
}

test('it installs what is missing, says of each how long it takes, and then has nothing to do', async (t) => {
  const { setup } = await machine(t);
  const first = await setup();
  assert.equal(first.code, 0, first.text);
  assert.deepEqual(first.ran, ['rustup target', 'npm ci', 'cargo build']);
  assert.match(first.text, /^setup: .*wasm32-unknown-unknown, 10 s\nsetup: .*npm packages, half a minute\nsetup: .*tools\/bindings.*a minute/m);
  // cargo itself knows that nothing changed.
  assert.deepEqual(await setup(), { code: 0, text: '', ran: ['cargo build'] });
});

test('it installs the part that is asked for', async (t) => {
  const { setup } = await machine(t, { cargo: null, rustc: null });
  assert.deepEqual((await setup('packages')).ran, ['npm ci']);
  const { code, text } = await setup('pakages');
  assert.notEqual(code, 0);
  assert.match(text, /no part pakages; the parts are target, packages and bindings/);
});

test('packages that could not be installed are installed the next time', async (t) => {
  const { setup } = await machine(t, { npm: 'mkdir -p node_modules; [ -e "$HERE/tried" ] || { touch "$HERE/tried"; exit 1; }' });
  const failed = await setup('packages');
  assert.notEqual(failed.code, 0);
  assert.match(failed.text, /npm could not install/);
  assert.deepEqual((await setup('packages')).ran, ['npm ci']);
  assert.deepEqual((await setup('packages')).ran, []);
});

for (const [command, sentence] of [
  ['cargo', /cargo was not found\. Install Rust with rustup/],
  ['rustup', /no wasm32-unknown-unknown target here, and rustup is what adds it/],
  ['node', /node was not found\. Install Node\.js 20/],
  ['npm', /npm was not found\. It comes with Node\.js/],
]) {
  test(`without ${command} it says how to get it`, async (t) => {
    const { setup } = await machine(t, { [command]: null });
    const { code, text } = await setup();
    assert.notEqual(code, 0);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /line \d+:/);
  });
}

test('another version of wasm-bindgen than that of tools/bindings is refused, with the mend', async (t) => {
  const { clone, setup } = await machine(t);
  const lock = join(clone, 'Cargo.lock');
  const text = await readFile(lock, 'utf8');
  await writeFile(lock, text.replace(/(name = "wasm-bindgen"\nversion = ")[\d.]+/, '$10.2.999'));
  const { code, text: said, ran } = await setup('bindings');
  assert.notEqual(code, 0);
  assert.match(said, /wasm-bindgen 0\.2\.999 and tools\/bindings has 0\.2\.\d+: write =0\.2\.999 into tools\/bindings\/Cargo\.toml/);
  assert.deepEqual(ran, []);
});
