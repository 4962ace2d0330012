// Measurements: one case against one peer, and many of them in rounds.
import { json, text as textOf } from 'node:stream/consumers';
import { cases, message } from './cases.mjs';
import { median, ratio, spread } from './figures.mjs';
import { find } from './peers.mjs';
import { otherCore, progress, resident, run } from './process.mjs';
import { ask, rig } from './environment.mjs';

/** How long the load runs before a measurement, and before the first one of a job, when the code is still being compiled. */
const settle = { warm_up_ms: 150 };
const first = { warm_up_ms: 0, measure_ms: 700 };

/** A case made ready for a running peer: the request, and the length of an answer that was found right. */
export async function prepare(worker, server, { name, method, params, isRight, contains }) {
  const wanted = await params(async (...args) => (await ask(worker, server, ...args)).result);
  const { text, result } = await ask(worker, server, method, wanted);
  if (!isRight(result)) throw new Error(`a wrong answer to ${name}: ${text.slice(0, 1000)}`);
  return { pid: worker.pid, port: worker.port, path: server.path, ...message(method, wanted, server.headers), length: Buffer.byteLength(text), contains };
}

/**
 * Runs the load once: `connections`, and `measure_ms` or `requests`. Gives `requests`, `rate` a second, `cpu`, `p50` and `p99` in
 * microseconds, `before` and `after` in bytes of memory.
 */
export async function measure(job, options) {
  const before = resident(job.pid);
  const load = run(otherCore, `${rig}load`, []);
  load.stdin.end(JSON.stringify({ ...job, ...settle, ...options }));
  const complaint = textOf(load.stderr);
  const figures = await json(load.stdout).catch(async () => {
    throw new Error(`load: ${await complaint}`);
  });
  return { ...figures, before, after: resident(job.pid) };
}

/**
 * Measures groups of jobs (`{jobs: {peer: job}, connections, …}`), the peers of a group right after one another, each round beginning with
 * another one. Gives each group its `figures`, an array of measurements for each peer.
 */
export async function rounds(groups, { rounds, seconds }) {
  progress('warm-up');
  for (const { jobs, connections } of groups) {
    for (const job of Object.values(jobs)) await measure(job, { connections, ...first });
  }
  const measured = groups.map((group) => ({
    ...group,
    figures: Object.fromEntries(Object.keys(group.jobs).map((peer) => [peer, []])),
  }));
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`);
    for (const { jobs, connections, figures } of measured) {
      const peers = Object.keys(jobs);
      for (let turn = 0; turn < peers.length; turn += 1) {
        const peer = peers[(turn + round) % peers.length];
        figures[peer].push(await measure(jobs[peer], { connections, measure_ms: 1000 * seconds }));
      }
    }
  }
  return measured;
}

/**
 * The chosen cases at the chosen numbers of connections: `{case, connections, peers: {name: figures}}`. `cpu` and `ratio`, to the floor,
 * are spreads; `rate`, `p50` and `p99` medians; `before` is of the first round and `after` of the last.
 */
export async function measureAll({ running, servers }, chosen) {
  const groups = [];
  for (const one of cases.filter(({ name }) => chosen.cases.includes(name))) {
    for (const connections of chosen.connections) {
      const jobs = {};
      for (const peer of chosen.peers) {
        if (find(peer).leavesOut?.includes(one.name) || (one.alone && peer !== 'fairlead')) continue;
        jobs[peer] = await prepare(running[peer], servers[one.server], one);
      }
      groups.push({ case: one.name, connections, jobs });
    }
  }
  const measured = await rounds(groups, chosen);
  return measured.map(({ case: name, connections, jobs, figures }) => ({
    case: name,
    connections,
    peers: Object.fromEntries(
      Object.entries(figures).map(([peer, all]) => [peer, summary(all, jobs[peer], figures.floor)]),
    ),
  }));
}

function summary(all, { length }, floor) {
  return {
    bytes: length,
    cpu: spread(all.map(({ cpu }) => cpu)),
    ratio: floor && ratio(all, floor),
    ...Object.fromEntries(['rate', 'p50', 'p99'].map((name) => [name, median(all.map((figures) => figures[name]))])),
    before: all[0].before,
    after: all.at(-1).after,
  };
}
