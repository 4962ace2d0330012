// Where and with what was measured; no path and no host name.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
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
    'load average before': loadavg()[0].toFixed(2),
  };
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
