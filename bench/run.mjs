// `make bench`: every peer, every case, in rounds. README.md says what the flags do.
import { parseArgs } from 'node:util';
import { cases, connectionCounts } from './cases.mjs';
import { measure, prepare } from './measure.mjs';
import { peers } from './peers.mjs';
import { build } from './world.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cases: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    connections: { type: 'string' },
  },
});
const words = (text) => text?.split(',');
const quick = { cases: ['list-full', 'call-1k', 'call-24k'], connections: [16], rounds: 2 };

const chosen = {
  peers: words(flags.peers) ?? peers.map(({ name }) => name),
  cases: words(flags.cases) ?? (flags.quick ? quick.cases : cases.map(({ name }) => name)),
  connections: words(flags.connections)?.map(Number) ?? (flags.quick ? quick.connections : connectionCounts),
  rounds: Number(flags.rounds ?? (flags.quick ? quick.rounds : 5)),
};

const world = await build(chosen.peers);
try {
  const figures = await rounds();
  console.table(figures.map(({ peer, name, connections, all }) => ({
    case: name, connections, peer,
    'CPU µs': Math.round(median(all.map(({ cpu }) => cpu))),
    'req/s': Math.round(median(all.map(({ rate }) => rate))),
  })));
} finally {
  await world.close();
}

async function rounds() {
  const figures = [];
  for (const one of cases.filter(({ name }) => chosen.cases.includes(name))) {
    for (const connections of chosen.connections) {
      for (const peer of chosen.peers) {
        figures.push({ peer, name: one.name, connections, job: await prepare(world, peer, one), all: [] });
      }
    }
  }
  for (let round = 0; round < chosen.rounds; round += 1) {
    for (const figure of figures) {
      figure.all.push(await measure(figure.job, { connections: figure.connections, warm_up_ms: 300, measure_ms: 1000 }));
    }
  }
  return figures;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
