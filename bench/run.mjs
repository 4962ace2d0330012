// `make bench`. README.md says what the flags do.
import { parseArgs } from 'node:util';
import { cases, connectionCounts } from './cases.mjs';
import { line } from './lineup.mjs';
import { prepare, rounds } from './measure.mjs';
import { peers } from './peers.mjs';
import { open } from './world.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cases: { type: 'string' },
    peers: { type: 'string' },
    connections: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string', default: '1' },
    'v8-flags': { type: 'string' },
  },
});
const words = (text) => text?.split(',');
const quick = flags.quick && { cases: ['list-full', 'call-1k', 'call-24k'], peers: ['floor', 'fairlead'], connections: [16], rounds: 2 };

const chosen = {
  peers: words(flags.peers) ?? quick.peers ?? peers.map(({ name }) => name),
  cases: words(flags.cases) ?? quick.cases ?? cases.map(({ name }) => name),
  connections: words(flags.connections)?.map(Number) ?? quick.connections ?? connectionCounts,
  rounds: Number(flags.rounds ?? quick.rounds ?? 5),
};

const world = await open({ v8Flags: words(flags['v8-flags']) });
try {
  const lineup = await line(world, chosen.peers);
  for (const [name, { pid }] of Object.entries(lineup.running)) console.error(`${name}: process ${pid}`);
  const groups = [];
  for (const one of cases.filter(({ name }) => chosen.cases.includes(name))) {
    for (const connections of chosen.connections) {
      const jobs = {};
      for (const peer of chosen.peers) jobs[peer] = await prepare(lineup.running[peer], lineup.servers[one.server].path, one);
      groups.push({ case: one.name, connections, jobs });
    }
  }
  const measured = await rounds(groups, { rounds: chosen.rounds, seconds: Number(flags.seconds) });
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
  console.table(measured.flatMap(({ case: name, connections, figures, jobs }) => Object.entries(figures).map(([peer, all]) => ({
    case: name, connections, peer, bytes: jobs[peer].length,
    'CPU µs': Math.round(median(all.map(({ cpu }) => cpu))),
    'x': Math.round(100*median(all.map(({ cpu }, index) => cpu / figures.floor?.[index].cpu)))/100,
    'req/s': Math.round(median(all.map(({ rate }) => rate))),
    'p50': Math.round(median(all.map(({ p50 }) => p50))),
  }))));
} finally {
  await world.close();
}
