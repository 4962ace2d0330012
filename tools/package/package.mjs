// `make package`: the built Worker as an npm package for operators who have Node and no Rust: build-package/, and fairlead-VERSION.tgz of it.
// It is laid out as the clone is, so that the same files find the same things. The same folder is what a "Deploy to Cloudflare" button can point at.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licences } from './licences.mjs';
import { lockOf } from './lock.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = join(root, 'build-package');
const read = (path) => readFileSync(join(root, path), 'utf8');

/** The packages that are no part of a file of ours: what `fairlead` needs installed beside it. */
const EXTERNAL = ['wrangler'];
const START = 'tests/support/start.mjs';
const COPIED = [
  'build/entry.js', 'build/index_bg.wasm', 'build-console', 'tools/deploy.mjs', 'tools/command', 'tool-docs', 'docs',
  'README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT',
];
/** What is there once what it is for has been built. */
const OPTIONAL = ['migrations'];

const isTest = (path) => /\.test\.mjs$/.test(path);

function copy(path) {
  cpSync(join(root, path), join(out, path), { recursive: true, filter: (source) => !isTest(source) });
}

/** What esbuild finds when it follows the imports of `entry`: `{ inputs }`, by path below the root. */
async function graph(entry, options) {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'error',
    outdir: join(out, 'nowhere'),
    ...options,
  });
  return metafile.inputs;
}

const onNode = { platform: 'node', external: EXTERNAL };
const onWorkers = { external: ['./index.js', '../index.js', 'cloudflare:*'], platform: 'neutral', mainFields: ['module', 'main'], conditions: ['workerd', 'import'] };
const inBrowser = { platform: 'browser', jsx: 'automatic', jsxImportSource: 'preact', loader: { '.css': 'empty' } };

const isPackage = (path) => path.startsWith('node_modules/') || path.includes('/node_modules/');

/** Leaves imports of our own files as they are: those come along beside it, once each. */
const ownFilesApart = {
  name: 'own-files-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => (isPackage(relative(root, importer)) ? undefined : { path, external: true }));
  },
};

/** What `start` runs. A file that needs a package gets it built in, so that nobody has to install it. */
async function copyStart(inputs) {
  for (const [path, { imports }] of Object.entries(inputs)) {
    if (isPackage(path)) continue;
    if (!imports.some((imported) => isPackage(imported.path))) {
      copy(path);
      continue;
    }
    await build({
      entryPoints: [join(root, path)],
      outfile: join(out, path),
      bundle: true,
      format: 'esm',
      legalComments: 'none',
      // What CommonJS packages among them call.
      banner: { js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);" },
      logLevel: 'error',
      plugins: [ownFilesApart],
      ...onNode,
    });
  }
  // Their data is read, not imported.
  copy('tests/simulators');
}

/** wrangler.toml without what only a clone can do. */
function settings() {
  const text = read('wrangler.toml');
  const packed = text
    .replace(/^\[build\]\n(?:(?!\[).*\n?)*/m, '')
    .replaceAll('`make deploy SECRETS=FILE`', '`npx fairlead deploy --secrets FILE`')
    .replaceAll('`make deploy`', '`npx fairlead deploy`')
    .replaceAll('`make start`', '`npx fairlead start`')
    .replaceAll('which `make build` puts there', 'as it was built');
  const left = /^.*(?:\bmake |^\[build\]).*$/m.exec(packed);
  if (left) throw new Error(`wrangler.toml says to who has no clone: ${left[0]}`);
  return packed.trimEnd() + '\n';
}

const cargo = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', '--no-deps'], { cwd: root, encoding: 'utf8' }));
const { version, description } = cargo.packages.find(({ name }) => name === 'fairlead');
const { devDependencies } = JSON.parse(read('package.json'));

function manifest() {
  const migrates = existsSync(join(root, 'migrations'));
  return {
    name: 'fairlead',
    version,
    description,
    license: 'MIT OR Apache-2.0',
    type: 'module',
    bin: { fairlead: 'tools/command/fairlead.mjs' },
    engines: { node: '>=20' },
    // Nothing to build, so no `build`: the button runs `deploy` alone. The database is there once the Worker is.
    scripts: {
      start: 'node tools/command/fairlead.mjs start',
      deploy: migrates ? 'wrangler deploy && wrangler d1 migrations apply ACTIVITY --remote' : 'wrangler deploy',
    },
    dependencies: { wrangler: devDependencies.wrangler },
    // The Node that `fairlead` fetches where there is an older one.
    config: { node: devDependencies.node },
    // What the button says beside each field. https://developers.cloudflare.com/workers/platform/deploy-buttons/
    cloudflare: {
      bindings: {
        ADMIN_TOKEN: { description: "The operator's first API token, 16 characters at least. Make one with `openssl rand -hex 32`, and keep it in your password store." },
        CREDENTIAL_KEYS: { description: "The key that seals the vendors' credentials, which are lost without it. Make one with `echo \"k1:$(openssl rand -base64 32)\"`, and keep it in your password store." },
        RECORDS: { description: 'Accounts, MCP servers and API tokens.' },
        OAUTH_KV: { description: 'What people who sign in allowed to which client.' },
        ACTIVITY: { description: 'What happens: a row for each call of a tool and each change by an operator.' },
      },
    },
  };
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
for (const path of [...COPIED, ...OPTIONAL.filter((path) => existsSync(join(root, path)))]) copy(path);
cpSync(join(root, 'tools/package/files'), out, { recursive: true });
cpSync(process.argv[2], join(out, 'build/records.wasm'));
const started = await graph(START, onNode);
await copyStart(started);
const packed = manifest();
writeFileSync(join(out, 'wrangler.toml'), settings());
writeFileSync(join(out, 'package.json'), json(packed));
writeFileSync(join(out, 'package-lock.json'), json(lockOf(packed, JSON.parse(read('package-lock.json')))));
const inputs = [started, await graph('src/edge/entry.js', onWorkers), await graph('console/src/main.tsx', inBrowser)].flatMap((found) => Object.keys(found));
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), licences(root, inputs.filter(isPackage)));

for (const old of readdirSync(root).filter((name) => /^fairlead-.*\.tgz$/.test(name))) rmSync(join(root, old));
const [{ filename, size }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', root, out], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
console.log(`package: ${basename(filename)}, ${Math.round(size / 1024)} KB. Try it in an empty folder: npm install ${join(root, filename)} && npx fairlead start`);
