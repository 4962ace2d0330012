// The steps of tools/build.sh, each by a stand-in; what the real ones make of the Worker is what all other suites run.
import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { machine } from './machine.mjs';

const artifact = (name, file) => JSON.stringify({ reason: 'compiler-artifact', target: { name }, filenames: [`/elsewhere/lib${name}.rlib`, file].filter(Boolean) });
/** cargo, told apart by what it is asked for: the tool's build, the tool's run, the Worker's build. */
const cargo = (worker) => `case "$*" in
  'build '*tools/bindings/Cargo.toml*) mkdir -p .tools/bindings ;;
  'run '*) echo 'import source wasm from "./index_bg.wasm";' > "\${@: -1}/index.js"; echo wasm > "\${@: -1}/index_bg.wasm" ;;
  *) ${worker} ;;
esac`;
const compiled = `echo '${artifact('serde')}'; echo '${artifact('fairlead', '/elsewhere/target/fairlead.wasm')}'; echo '{"reason":"build-finished","success":true}'`;
const optimizer = 'cp "$1" "$3"';
const bundler = 'for last; do :; done; { cat "$(dirname "$1")/index.js"; echo "from $(cat "$1" | wc -c)"; } > "${last#--outfile=}"';

test('it makes the folder of the compiled module, wherever cargo put that, and says step by step what it does and how long it takes', async (t) => {
  const { clone, folder, run } = await machine(t, { cargo: cargo(compiled), 'wasm-opt': optimizer, esbuild: bundler });
  await mkdir(join(clone, 'out'));
  await writeFile(join(clone, 'out/index.js'), 'of an older build');
  const { code, text, ran } = await run('build.sh', 'out', '--features', 'some');
  assert.equal(code, 0, text);
  const steps = text.split('\n').filter((line) => line.startsWith('out: '));
  assert.deepEqual(steps.map((line) => /^out: (\d of 3, [\w ]+|ready)/.exec(line)?.[1]), ['1 of 3, compiling', '2 of 3, the JavaScript side', '3 of 3, wasm', 'ready']);
  for (const line of steps.slice(0, 3)) assert.match(line, /minute|seconds/);
  assert.deepEqual((await readdir(join(clone, 'out'))).sort(), ['entry.js', 'index_bg.wasm']);
  assert.match(await readFile(join(clone, 'out/entry.js'), 'utf8'), /^import wasm from ".\/index_bg.wasm";/);
  assert.ok(ran.some((line) => /^cargo build .*--target wasm32-unknown-unknown .*--features some$/.test(line)), ran.join('\n'));
  assert.ok(ran.some((line) => /^cargo run .* -- \/elsewhere\/target\/fairlead\.wasm /.test(line)), ran.join('\n'));
  assert.ok(ran.findIndex((line) => line.startsWith('npm ci')) < ran.findIndex((line) => line.startsWith('wasm-opt')), ran.join('\n'));
  assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('tmp')), [], 'what it worked with is gone');
});

for (const [env, expected] of [
  [{ HOME: '/home/somebody' }, '--remap-path-prefix=/home/somebody/.cargo=cargo'],
  [{ CARGO_HOME: '/elsewhere', RUSTFLAGS: '-C opt-level=2' }, '-C opt-level=2 --remap-path-prefix=/elsewhere=cargo'],
]) {
  test(`the module does not say where this machine keeps its crates, and flags of one's own stay: ${Object.keys(env)}`, async (t) => {
    const { folder, run } = await machine(t, { cargo: `echo "$* $RUSTFLAGS" >> "$HERE/flags"; ${cargo(compiled)}`, 'wasm-opt': optimizer, esbuild: bundler }, env);
    const { code, text } = await run('build.sh', 'out');
    assert.equal(code, 0, text);
    const [line] = (await readFile(join(folder, 'flags'), 'utf8')).split('\n').filter((one) => one.includes('--target wasm32-unknown-unknown'));
    assert.ok(line.endsWith(`json-render-diagnostics ${expected}`), line);
  });
}

// npm never ends by itself here, and `run` waits for all that can still write into what it reads: a build that left npm behind would not come back.
const stuck = 'touch "$HERE/npm"; exec tail -f /dev/null';
for (const [what, has, sentence] of [
  ['the compiler', { cargo: cargo('while ! [ -e "$HERE/npm" ]; do :; done; echo "error: no" >&2; exit 101'), npm: stuck }, /error: no/],
  ['the JavaScript side', { cargo: cargo(compiled).replace("'run '*)", "'run '*) echo 'bindings: no' >&2; exit 1; "), npm: stuck }, /bindings: no/],
  ['npm', { cargo: cargo(compiled), npm: 'exit 1' }, /npm could not install/],
  ['wasm-opt', { cargo: cargo(compiled), 'wasm-opt': 'echo no such pass >&2; exit 1' }, /no such pass/],
]) {
  test(`when ${what} fails it stops, with what it began and without touching what was built`, { timeout: 120_000 }, async (t) => {
    const { clone, folder, run } = await machine(t, { 'wasm-opt': optimizer, esbuild: bundler, ...has });
    await mkdir(join(clone, 'out'));
    await writeFile(join(clone, 'out/entry.js'), 'of an older build');
    const { code, text } = await run('build.sh', 'out');
    assert.notEqual(code, 0, text);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /ready/);
    assert.deepEqual(await readdir(join(clone, 'out')), ['entry.js']);
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('tmp')), []);
  });
}
