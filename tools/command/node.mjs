// Which Node runs what: wrangler refuses older ones, and many machines have one. npm can bring a newer one, as an ordinary package.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stop } from './stop.mjs';

// The `engines` of wrangler.
const OLDEST = [22, 12];
const platforms = { darwin: 'darwin', linux: 'linux', win32: 'win' };

export function isOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** Where npm keeps a Node that is new enough, fetched the first time: a package for each platform, without an install script. */
function newerNode() {
  const { config } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'));
  const needs = `wrangler needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}`;
  console.log(`fairlead: ${needs}: it runs on Node ${config.node}, which npm fetches the first time (some seconds)`);
  const args = ['exec', '--yes', `--package=node-${platforms[process.platform]}-${process.arch}@${config.node}`, '--', 'node', '--print', 'process.execPath'];
  // npx says where its npm is; the shell of Windows is the one that finds npm there.
  const [command, first] = process.env.npm_execpath ? [process.execPath, [npmOf(process.env.npm_execpath)]] : ['npm', []];
  const { status, stdout } = spawnSync(command, [...first, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  const path = stdout?.trim().split('\n').at(-1);
  if (status !== 0 || !path) throw new Stop(`${needs}; npm could not fetch one. Install Node ${config.node.split('.')[0]} (https://nodejs.org), then run this again.`);
  return path;
}

/** npx and npm are two scripts of one folder. */
const npmOf = (path) => path.replace(/npx-cli\.js$/, 'npm-cli.js');

/** Runs the script on a newer Node if this one is too old for it, and ends as that does. False where this one is new enough. */
export function runOnNewerNode(script, args) {
  if (!isOld(process.versions.node)) return false;
  const child = spawn(newerNode(), [script, ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; anything else knows this process alone.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => (signal ? process.exit(1) : process.exit(code)));
  return true;
}
