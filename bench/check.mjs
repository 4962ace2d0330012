// `make bench-check`: whether Fairlead got slower, against its peers, than bench/results.json says it was.
import { readFileSync } from 'node:fs';
import { times } from './figures.mjs';
import { line } from './lineup.mjs';
import { measureAll } from './measure.mjs';
import { root } from './peers.mjs';
import { open } from './environment.mjs';

const chosen = {
  cases: ['list-full', 'call-1k', 'call-24k', 'list-page'],
  peers: ['floor', 'fairlead', 'typescript-sdk'],
  connections: [16],
  rounds: 5,
  seconds: 0.5,
};

/** How much more a case may cost against a peer than it did. Machines differ, and so do runs on a busy one. */
const margin = 1.35;

const recorded = JSON.parse(readFileSync(`${root}bench/results.json`, 'utf8')).measurements;
const slower = [];
for (const { case: name, connections, peers } of await measured()) {
  const before = recorded.find((one) => one.case === name && one.connections === connections)?.peers;
  if (!before) throw new Error(`bench/results.json has no ${name} at ${connections} connections; \`make bench\` writes it anew.`);
  for (const other of chosen.peers.filter((peer) => peer !== 'fairlead')) {
    const [now, then] = [against(other, peers), against(other, before)];
    const line = `${name}: ${times(now)} ${other}, recorded ${times(then)}`;
    console.log(line);
    if (now > margin * then) slower.push(line);
  }
}
if (slower.length) {
  console.error(`\nSlower than recorded, by more than ${times(margin)}:\n${slower.join('\n')}`);
  process.exitCode = 1;
}

async function measured() {
  const environment = await open();
  try {
    return await measureAll(await line(environment, chosen.peers), chosen);
  } finally {
    await environment.close();
  }
}

function against(other, peers) {
  return peers.fairlead.cpu.median / peers[other].cpu.median;
}
