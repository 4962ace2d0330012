// What tools/setup.sh says and does on machines that lack something.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { machine } from './machine.mjs';

const installs = ({ ran }) => ran.map((line) => line.split(' ', 2).join(' ')).filter((line) => !line.startsWith('rustc'));

test('it installs what is missing, says of each how long it takes, and then has nothing to do', async (t) => {
  const { run } = await machine(t);
  const first = await run('setup.sh');
  assert.equal(first.code, 0, first.text);
  assert.deepEqual(installs(first), ['rustup target', 'npm ci', 'cargo build']);
  assert.match(first.text, /^setup: .*wasm32-unknown-unknown, 10 s\nsetup: .*npm packages, half a minute\nsetup: .*tools\/bindings.*a minute/m);
  // cargo itself knows that nothing changed.
  const second = await run('setup.sh');
  assert.equal(second.text, '');
  assert.deepEqual(installs(second), ['cargo build']);
});

test('it installs the part that is asked for', async (t) => {
  const { run } = await machine(t, { cargo: null, rustc: null });
  assert.deepEqual(installs(await run('setup.sh', 'packages')), ['npm ci']);
  const { code, text } = await run('setup.sh', 'pakages');
  assert.notEqual(code, 0);
  assert.match(text, /no part pakages; the parts are target, wasi, packages, bindings and browser/);
});

test('the target of the npm package is installed when that is made, and not before', async (t) => {
  const { run } = await machine(t);
  const { code, text, ran } = await run('setup.sh', 'wasi');
  assert.equal(code, 0, text);
  assert.deepEqual(ran.filter((line) => line.startsWith('rustup')), ['rustup target add wasm32-wasip1']);
});

test('packages that could not be installed are installed the next time', async (t) => {
  const { run } = await machine(t, { npm: 'mkdir -p node_modules; [ -e "$HERE/tried" ] || { touch "$HERE/tried"; exit 1; }' });
  const failed = await run('setup.sh', 'packages');
  assert.notEqual(failed.code, 0);
  assert.match(failed.text, /npm could not install/);
  assert.deepEqual(installs(await run('setup.sh', 'packages')), ['npm ci']);
  assert.deepEqual(installs(await run('setup.sh', 'packages')), []);
});

for (const [command, sentence] of [
  ['cargo', /cargo was not found\. Install Rust with rustup/],
  ['rustup', /no wasm32-unknown-unknown target here, and rustup is what adds it/],
  ['node', /node was not found\. Install Node\.js 20/],
  ['npm', /npm was not found\. It comes with Node\.js/],
]) {
  test(`without ${command} it says how to get it`, async (t) => {
    const { run } = await machine(t, { [command]: null });
    const { code, text } = await run('setup.sh');
    assert.notEqual(code, 0);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /line \d+:/);
  });
}

test('another version of wasm-bindgen than that of tools/bindings is refused, with the mend', async (t) => {
  const { clone, run } = await machine(t);
  const lock = join(clone, 'Cargo.lock');
  const text = await readFile(lock, 'utf8');
  await writeFile(lock, text.replace(/(name = "wasm-bindgen"\nversion = ")[\d.]+/, '$10.2.999'));
  const { code, text: said, ran } = await run('setup.sh', 'bindings');
  assert.notEqual(code, 0);
  assert.match(said, /wasm-bindgen 0\.2\.999 and tools\/bindings has 0\.2\.\d+: write =0\.2\.999 into tools\/bindings\/Cargo\.toml/);
  assert.deepEqual(ran, []);
});

const apt = (id) => ({ id: `echo ${id}`, 'apt-get': ':' });

test('the browser of the tests of pages is installed where that is allowed, and not a second time', async (t) => {
  const { run } = await machine(t, { ...apt(0), chromium: null });
  const first = await run('setup.sh', 'browser');
  assert.equal(first.code, 0, first.text);
  assert.match(first.text, /installing Chromium .*, a minute/);
  assert.deepEqual(first.ran.filter((line) => line.startsWith('apt-get')), ['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends chromium']);
  const { run: there } = await machine(t, { ...apt(0), chromium: ':' });
  assert.deepEqual((await there('setup.sh', 'browser')).ran, []);
  const { run: asUser } = await machine(t, { ...apt(1000), sudo: 'shift; "$@"' });
  assert.ok((await asUser('setup.sh', 'browser')).ran.includes('apt-get install -y -qq --no-install-recommends chromium'));
});

for (const [who, has] of [
  ['a user who may not install', { ...apt(1000), sudo: 'exit 1' }],
  ['a user without sudo', apt(1000)],
  ['a machine without apt-get', { id: 'echo 0' }],
  ['a machine whose apt-get fails', { id: 'echo 0', 'apt-get': 'echo no network >&2; exit 100' }],
]) {
  test(`${who} is told what to do about the browser, and the rest goes on`, async (t) => {
    const { run } = await machine(t, has);
    const { code, text } = await run('setup.sh', 'browser');
    assert.equal(code, 0, text);
    assert.match(text, /tests of pages will fail.*CHROMIUM=\/path/);
  });
}
