// What it takes until the first answer: the size of the modules, start-up, and the first request of a fresh process.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readConfig } from '../tests/support/wrangler.mjs';
import { cases } from './cases.mjs';
import { median, spread } from './figures.mjs';
import { root } from './peers.mjs';
import { resident } from './process.mjs';
import { ask } from './environment.mjs';

const boots = 7;
const startUps = 9;

/**
 * By Worker: `raw` and `gzip` bytes of its modules, medians of the milliseconds from its start until it listens (`boot`), of its first call
 * (`first`) and of its second (`second`), and its memory after them.
 */
export async function boot(lineup, peers) {
  const found = {};
  for (const peer of peers.filter((peer) => lineup.modules[peer])) {
    const times = [];
    for (let round = 0; round < boots; round += 1) times.push(await bootOnce(lineup, peer));
    const files = lineup.modules[peer].map((path) => readFileSync(path));
    found[peer] = {
      raw: sum(files.map(({ length }) => length)),
      gzip: sum(files.map((file) => gzipSync(file, { level: 9 }).length)),
      ...Object.fromEntries(Object.keys(times[0]).map((name) => [name, median(times.map((time) => time[name]))])),
    };
  }
  return found;
}

async function bootOnce(lineup, peer) {
  const { server, method, params } = cases.find(({ name }) => name === 'call-1k');
  const clock = stopwatch();
  return lineup.again(peer, async (fresh) => {
    const boot = clock();
    await ask(fresh, lineup.servers[server], method, params());
    const first = clock();
    await ask(fresh, lineup.servers[server], method, params());
    return { boot, first, second: clock(), memory: resident(fresh.pid) };
  });
}

/** Each call gives the milliseconds since the one before. */
function stopwatch() {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return passed;
  };
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Milliseconds that `wrangler check startup` calls active. It measures build/ as it is: wrangler.toml's build command does not run. */
export function startUp() {
  const folder = `${root}target/bench/start-up`;
  const { compatibility_date, compatibility_flags, rules } = readConfig({ config: `${root}wrangler.toml` }, { hideWarnings: true });
  const config = {
    name: 'start-up',
    main: `${root}build/entry.js`,
    base_dir: `${root}build`,
    no_bundle: true,
    find_additional_modules: true,
    compatibility_date,
    compatibility_flags,
    rules,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/wrangler.json`, JSON.stringify(config));
  // wrangler wants the Node of the npm package `node`.
  const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
  const active = [];
  for (let round = 0; round < startUps; round += 1) {
    const said = execFileSync('wrangler', ['check', 'startup'], { cwd: folder, env, encoding: 'utf8' });
    active.push(Number(/Active: ([\d.]+) ms/.exec(said)[1]));
  }
  return spread(active);
}
