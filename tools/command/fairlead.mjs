#!/usr/bin/env node
// The command of the npm package. It runs on Node 20 itself: what needs a newer one is started on that (node.mjs).
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stop } from './stop.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const USAGE = `fairlead ${version}: vendor accounts as MCP servers, on Cloudflare Workers

  fairlead start [--port 8787]
      runs it here, with simulated vendors; PYLON_TOKEN=…, INTERCOM_TOKEN=…, HUBSPOT_TOKEN=… or GLADLY_TOKEN=… in front of it
      connect the real ones
  fairlead deploy [--secrets FILE]
      to your Cloudflare account, the first time too. FILE brings secrets of your own, a line NAME=value each
  fairlead init
      writes wrangler.toml into this folder, for settings of your own; start and deploy go by it from then on, and so does npx wrangler
  fairlead import --openapi FILE… --slug NAME [--out FOLDER] [--base-url URL] [--trust]
      OpenAPI documents become records of one more vendor, in FOLDER/NAME; FOLDER is ./records without it.
      To serve records of your own, the Worker has to be built anew, and that takes Rust: docs/package.md says how
  fairlead check [FOLDER]
      are the records of FOLDER right? FOLDER is ./records without it

docs/package.md in ${root} has more.`;

/** The settings of this folder, or else the package's own. Those of another Worker would deploy that one, with secrets of this. */
function settings() {
  const own = resolve('wrangler.toml');
  if (!existsSync(own)) return `${root}wrangler.toml`;
  const [, main] = /^main = "(.*)"$/m.exec(readFileSync(own, 'utf8')) ?? [];
  if (main !== undefined && existsSync(main) && realpathSync(main) === realpathSync(`${root}build/entry.js`)) return own;
  throw new Stop(`the wrangler.toml of this folder has ${main === undefined ? 'no main' : `main = "${main}"`}, which is not the Worker of this package. Go to a folder of its own; npx fairlead init writes one for this package there.`);
}

/** npm runs this in a shell, and neither passes on a SIGTERM: so this ends when they do, like any command that a signal reaches. */
function endWithNpm() {
  if (!process.env.npm_execpath) return;
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref();
}

/** Goes on with a script of the package, whose arguments these are. */
async function goOn(script, args) {
  const { runOnNewerNode } = await import('./node.mjs');
  const path = `${root}${script}`;
  if (runOnNewerNode(path, args)) return;
  process.argv.splice(1, Infinity, path, ...args);
  await import(new URL(`../../${script}`, import.meta.url));
}

// Of each command: its options, whether it takes plain words, and what it does with both.
const commands = {
  start: {
    options: { port: { type: 'string' } },
    async run({ port }) {
      if (port !== undefined) process.env.PORT = port;
      console.log('start: the runtime, the simulated vendors, an account and a URL of each: some seconds');
      await goOn('tests/support/start.mjs', [settings()]);
    },
  },
  deploy: {
    options: { secrets: { type: 'string' } },
    async run({ secrets = process.env.SECRETS }) {
      await goOn('tools/deploy.mjs', ['--built', '--config', settings(), ...(secrets ? ['--secrets', secrets] : [])]);
    },
  },
  init: {
    options: {},
    async run() {
      const { init } = await import('./init.mjs');
      console.log(init({ root, folder: process.cwd() }));
    },
  },
  import: {
    options: {
      openapi: { type: 'string', multiple: true },
      slug: { type: 'string' },
      out: { type: 'string' },
      'base-url': { type: 'string' },
      trust: { type: 'boolean' },
    },
    takesWords: true,
    async run(values, words) {
      const { importRecords } = await import('./records.mjs');
      process.exitCode = await importRecords({ root, values, words });
    },
  },
  check: {
    options: {},
    takesWords: true,
    async run(_, words) {
      const { checkRecords } = await import('./records.mjs');
      process.exitCode = await checkRecords({ root, words });
    },
  },
};

async function run([name, ...rest]) {
  if (name === '--version') return console.log(version);
  if (name === undefined || name === 'help' || name === '--help' || rest.includes('--help')) return console.log(USAGE);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Stop(`there is no command ${name}; the commands are ${Object.keys(commands).join(', ')}. fairlead --help says what each does.`);
  let given;
  try {
    given = parseArgs({ args: rest, options: command.options, allowPositionals: Boolean(command.takesWords) });
  } catch (error) {
    throw new Stop(`${name}: ${error.message.split('. ')[0]}. fairlead --help says what it takes.`);
  }
  await command.run(given.values, given.positionals);
}

endWithNpm();
try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Stop ? `fairlead: ${error.message}` : error);
  process.exitCode = 2;
}
