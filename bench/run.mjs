// `make bench`. README.md says what the flags do.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { boot, startUp } from './boot.mjs';
import { budgets } from './budgets.mjs';
import { cases, connectionCounts } from './cases.mjs';
import { growth } from './growth.mjs';
import { line } from './lineup.mjs';
import { busy, machine, versions } from './machine.mjs';
import { measureAll } from './measure.mjs';
import { memory } from './memory.mjs';
import { addBuild, peers, root } from './peers.mjs';
import { progress } from './process.mjs';
import { report } from './report.mjs';
import { open } from './environment.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    parts: { type: 'string' },
    cases: { type: 'string' },
    peers: { type: 'string' },
    builds: { type: 'string' },
    connections: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    fastmcp: { type: 'boolean', default: false },
    'v8-flags': { type: 'string' },
  },
});

const words = (text) => text.split(',');
for (const folder of words(flags.builds ?? '').filter(Boolean)) addBuild(folder);

const everything = {
  parts: ['cases', 'memory', 'start', 'growth'],
  cases: cases.map(({ name }) => name),
  peers: peers.filter(({ name, isOptional }) => !isOptional || flags[name]).map(({ name }) => name),
  connections: connectionCounts,
  rounds: 5,
  seconds: 0.75,
};
const quick = { parts: ['cases'], cases: ['list-full', 'call-1k', 'call-24k'], peers: ['floor', 'fairlead'], connections: [16], rounds: 2 };
const read = { parts: words, cases: words, peers: words, connections: (text) => words(text).map(Number), rounds: Number, seconds: Number };

/** What was asked for: everything, but for what the flags say. */
const asked = Object.fromEntries(Object.entries(read).flatMap(([name, parse]) => (flags[name] ? [[name, parse(flags[name])]] : [])));
const chosen = { ...everything, ...(flags.quick ? quick : {}), ...asked };
for (const [name, all] of [['parts', everything.parts], ['cases', everything.cases], ['peers', peers.map(({ name }) => name)]]) {
  const unknown = chosen[name].find((word) => !all.includes(word));
  if (unknown !== undefined) throw new Error(`--${name} knows no ${unknown}; there are ${all.join(', ')}.`);
}
if (![...chosen.connections, chosen.rounds, chosen.seconds].every((number) => number > 0)) {
  throw new Error('--connections, --rounds and --seconds take numbers above 0.');
}
const isWhole = !flags.quick && !flags['v8-flags'] && !flags.builds && Object.keys(asked).length === 0;

const results = {
  date: new Date().toISOString().slice(0, 10),
  command: ['node bench/run.mjs', ...process.argv.slice(2)].join(' '),
  machine: machine(),
  versions: versions(),
  rounds: chosen.rounds,
};
const disturbance = [await busy()];
if (disturbance[0] > 10) progress('Something else is at work on this machine: the figures will be worth less.');

const parts = {
  cases: async (environment, lineup) => ({ measurements: await measureAll(lineup, chosen) }),
  memory: async (environment, lineup) => ({ memory: await memory(lineup, chosen) }),
  start: async (environment, lineup) => ({ boot: await boot(lineup, chosen.peers), startUp: startUp() }),
  growth: async (environment) => ({ growth: await growth(environment, chosen) }),
};

const environment = await open({ v8Flags: flags['v8-flags'] && words(flags['v8-flags']) });
try {
  const lineup = await line(environment, chosen.peers);
  for (const [name, { pid }] of Object.entries(lineup.running)) progress(`${name} is process ${pid}`);
  for (const part of chosen.parts) {
    progress(part);
    Object.assign(results, await parts[part](environment, lineup));
  }
} finally {
  await environment.close();
}
disturbance.push(await busy());
results.machine['busy before and after'] = disturbance.map((percent) => `${percent} %`).join(' and ');
results.budgets = budgets(results);
const text = report(results);
console.log(text);
// A part of the figures is for reading alone.
if (isWhole) {
  writeFileSync(`${root}bench/results.md`, text);
  writeFileSync(`${root}bench/results.json`, `${JSON.stringify(results, null, 1)}\n`);
}
