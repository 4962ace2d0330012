// `make deploy` and the npm package's `fairlead deploy`: logs in, builds, makes the secrets that the Worker lacks, deploys, and says what comes next.
// SECRETS=FILE, or --secrets FILE, brings secrets of your own, as lines NAME=value or as JSON. --config names another wrangler.toml; --built says that
// the Worker is built already.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, parseEnv } from 'node:util';
import { unstable_readConfig as readConfig } from 'wrangler';

const root = fileURLToPath(new URL('..', import.meta.url));
const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js');
const { values: options } = parseArgs({ options: { config: { type: 'string' }, secrets: { type: 'string' }, built: { type: 'boolean' } } });
const config = options.config ?? join(root, 'wrangler.toml');
const secretsFile = options.secrets ?? process.env.SECRETS;
/** How one brings secrets, as its reader began this. */
const [withSecrets, nameOfSecrets] = options.built ? ['npx fairlead deploy --secrets FILE', '--secrets'] : ['make deploy SECRETS=FILE', 'SECRETS'];

/** A reason to stop that a person can act on. */
class Stop extends Error {}

const say = (text) => console.log(`deploy: ${text}`);
const isInteractive = Boolean(process.stdin.isTTY && process.stdout.isTTY && !process.env.CI);

/** How each secret of wrangler.toml is made. */
const recipes = {
  ADMIN_TOKEN: () => randomBytes(32).toString('hex'),
  CREDENTIAL_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
};
const { secrets: { required = [] } = {}, d1_databases: databases = [] } = readConfig({ config }, { hideWarnings: true });

// Readable by this user alone, and gone when this process ends, however it ends.
const folder = mkdtempSync(join(tmpdir(), 'fairlead-deploy-'));
const reports = join(folder, 'reports');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let running;
for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exit(128 + number);
  });
}

/** Runs a command; `keep` gives what it printed, and shows none of it. */
async function run(command, args, keep = false) {
  const env = { ...process.env, WRANGLER_OUTPUT_FILE_PATH: reports };
  running = spawn(command, args, { cwd: dirname(config), env, stdio: keep ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  const printed = { stdout: '', stderr: '' };
  for (const name of keep ? Object.keys(printed) : []) running[name].setEncoding('utf8').on('data', (text) => (printed[name] += text));
  const [code] = await once(running, 'close');
  return { ok: code === 0, ...printed };
}

/** Runs wrangler on this very Node: whoever installs the package elsewhere has it on no PATH. */
const runWrangler = (args, keep) => run(process.execPath, [wrangler, ...args, '--config', config], keep);

/** wrangler's last report of this type: https://developers.cloudflare.com/workers/wrangler/system-environment-variables/ */
const reported = (type) =>
  readFileSync(reports, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).findLast((report) => report.type === type);

async function logIn() {
  if (process.env.CLOUDFLARE_API_TOKEN) return;
  const { stdout } = await runWrangler(['whoami', '--json'], true);
  // Whoever may deploy need not be allowed to ask who they are, so only a plain no counts.
  if (!/"loggedIn"\s*:\s*false/.test(stdout)) return;
  if (!isInteractive) throw new Stop('Not logged in to Cloudflare, and no terminal to log in from: set CLOUDFLARE_API_TOKEN, and CLOUDFLARE_ACCOUNT_ID if the token knows several accounts.');
  if (!(await runWrangler(['login'])).ok) throw new Stop('The login did not succeed; wrangler says why above.');
}

/** The names of the secrets that the Worker has; none before its first deploy. */
async function existingSecrets() {
  const { ok, stdout, stderr } = await runWrangler(['secret', 'list', '--format', 'json'], true);
  if (ok) return JSON.parse(stdout).map(({ name }) => name);
  if (/^Worker ".*" not found\./.test(reported('command-failed')?.message)) return [];
  const [message] = (stderr.trim() || stdout.trim()).split(/\n.*\n +at /);
  throw new Stop(`Cloudflare did not say which secrets the Worker has:\n${message.trimEnd()}\nCheck CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID if you set them, else log in anew: npx wrangler login`);
}

function broughtSecrets(path) {
  if (!path) return {};
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Stop(`${nameOfSecrets} names ${path}, which cannot be read (${error.code}).`);
  }
  const secrets = /^\s*\{/.test(text) ? parseJson(path, text) : parseEnv(text);
  const wrong = Object.keys(secrets).find((name) => typeof secrets[name] !== 'string' || secrets[name] === '');
  if (wrong) throw new Stop(`${path}: ${wrong} must have a value that is a text.`);
  if (Object.keys(secrets).length === 0) throw new Stop(`${path} holds no secret. Write one NAME=value a line.`);
  return secrets;
}

function parseJson(path, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Stop(`${path} is not JSON: ${error.message}. Write one NAME=value a line, or JSON.`);
  }
}

function makeSecrets(names) {
  const unknown = names.filter((name) => !recipes[name]);
  if (unknown.length > 0) throw new Stop(`The Worker lacks ${unknown.join(' and ')}, which cannot be made up. Bring it: ${withSecrets}, with a line ${unknown[0]}=value.`);
  if (names.length > 0 && process.env.CI && !process.stdout.isTTY) {
    throw new Stop(`The Worker lacks ${names.join(' and ')}, and this log would keep what is made here. Make the first deploy at a terminal, or bring them: ${withSecrets}.`);
  }
  return Object.fromEntries(names.map((name) => [name, recipes[name]()]));
}

function show(secrets) {
  say('made for this Worker, and shown this once; Cloudflare never shows a secret again. Keep them in your password store:');
  console.log(`\n${Object.entries(secrets).map(([name, value]) => `  ${name}=${value}\n`).join('')}`);
  say('ADMIN_TOKEN opens the operator’s API. CREDENTIAL_KEYS seals the vendors’ credentials, which are lost without it.');
}

async function upload(secrets, made) {
  const file = join(folder, 'secrets.json');
  const args = ['deploy'];
  if (Object.keys(secrets).length > 0) {
    // As JSON: over what a dotenv file says, wrangler puts what a shell holds that talks to some other Worker.
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    args.push('--secrets-file', file);
  }
  const { ok } = await runWrangler(args);
  rmSync(file, { force: true });
  if (ok) return;
  if (made.length === 0) throw new Stop('The deploy failed; wrangler says why above. Nothing was made.');
  const there = await existingSecrets().catch(() => undefined);
  const fate =
    there === undefined ? 'Whether the secrets above were set is unknown: keep them until a deploy has succeeded'
    : made.every((name) => there.includes(name)) ? 'The secrets above are set: keep them'
    : 'The secrets above were not set: forget them, the next deploy makes others';
  throw new Stop(`The deploy failed; wrangler says why above. ${fate}.`);
}

/** Makes the tables of what happens, or brings them up to date: the database is there since the upload. */
async function migrate() {
  if (!databases.some(({ binding }) => binding === 'ACTIVITY')) return say('no database ACTIVITY in wrangler.toml, so none');
  const { ok, stdout, stderr } = await runWrangler(['d1', 'migrations', 'apply', 'ACTIVITY', '--remote'], true);
  if (ok) return;
  console.error(stderr.trim() || stdout.trim());
  throw new Stop('The Worker is deployed and runs, but what happens is not kept: the tables of ACTIVITY could not be made; wrangler says why above. Try again: npx wrangler d1 migrations apply ACTIVITY --remote');
}

/** The first address that the Worker answers at: wrangler tells a URL, a host with a remark, or a route's pattern. */
function address() {
  const [target] = reported('deploy')?.targets ?? [];
  if (!target) return undefined;
  const [place] = target.split(' ');
  return `https://${place.replace(/^https?:\/\//, '').replace(/\/\*?$/, '')}`;
}

async function build() {
  if (options.built) return say('2 of 5: the build: the package brought it');
  say('2 of 5: the build, some minutes the first time and seconds later. Next: secrets and upload');
  if (!(await run('make', ['--no-print-directory', 'build'])).ok) throw new Stop('The build failed; its message is above. Nothing was deployed.');
}

async function deploy() {
  say('1 of 5: the login');
  await logIn();
  await build();
  say('3 of 5: the secrets');
  const brought = broughtSecrets(secretsFile);
  const existing = await existingSecrets();
  const made = makeSecrets(required.filter((name) => !existing.includes(name) && !(name in brought)));
  if (Object.keys(made).length > 0) show(made);
  else say('nothing to make');
  say('4 of 5: the upload, some seconds');
  await upload({ ...brought, ...made }, Object.keys(made));
  say('5 of 5: the tables of ACTIVITY, some seconds');
  await migrate();

  const url = address();
  const token = made.ADMIN_TOKEN ? 'the one above' : brought.ADMIN_TOKEN ? `the one in ${secretsFile}` : 'the one you kept';
  console.log(`
Fairlead runs on ${url ?? 'the routes above'}. Next:

  export FAIRLEAD=${url ?? 'https://…'} ADMIN_TOKEN='${token}'
  curl -sS "$FAIRLEAD/integration" -H "Authorization: Bearer $ADMIN_TOKEN"
`);
}

try {
  await deploy();
} catch (error) {
  console.error(error instanceof Stop ? `deploy: ${error.message}` : error);
  process.exitCode = 1;
}
