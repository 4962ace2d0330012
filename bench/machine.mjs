// Where and with what was measured; no path and no host name.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './peers.mjs';
import { version as workerd } from './workerd.mjs';

const said = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

export function machine() {
  const [{ model }] = cpus();
  return {
    cores: cpus().length,
    cpu: model.trim(),
    'memory, GiB': Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
  };
}

/** Percent of all cores that are at work just now, seen over two seconds. */
export async function busy() {
  const before = spent();
  await wait(2_000);
  const after = spent();
  return Math.round((100 * (after.busy - before.busy)) / (after.all - before.all));
}

function spent() {
  const times = cpus().flatMap(({ times }) => Object.entries(times));
  const sum = (entries) => entries.reduce((total, [, time]) => total + time, 0);
  return { all: sum(times), busy: sum(times.filter(([kind]) => kind !== 'idle')) };
}

export function versions() {
  const lock = readFileSync(`${root}Cargo.lock`, 'utf8');
  const npm = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).devDependencies;
  return {
    fairlead: said('git', 'describe', '--always', '--dirty'),
    workerd,
    node: process.version,
    wrangler: npm.wrangler,
    rustc: said('rustc', '--version').split(' ')[1],
    'worker (crate)': /name = "worker"\nversion = "([^"]+)"/.exec(lock)[1],
    '@modelcontextprotocol/server': npm['@modelcontextprotocol/server'],
    fastmcp: /^fastmcp==(.+)$/m.exec(readFileSync(`${root}bench/peers/fastmcp/requirements.txt`, 'utf8'))[1],
  };
}
