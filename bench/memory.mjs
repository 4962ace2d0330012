// What a fresh process holds after more and more calls, at 16 connections.
import { cases } from './cases.mjs';
import { measure, prepare } from './measure.mjs';
import { progress, resident } from './process.mjs';

/** `calls` are made in `steps` equal parts; memory is read after each. */
export const runs = [
  { case: 'call-1k', calls: 100_000, steps: 10 },
  { case: 'call-1m', calls: 10_000, steps: 10, only: ['floor', 'fairlead'] },
];

const connections = 16;

/** `{case, peer, series: [{calls, bytes}]}` for each run and Worker. */
export async function memory(lineup, chosen) {
  const found = [];
  for (const { case: name, calls, steps, only = chosen.peers } of runs.filter(({ case: name }) => chosen.cases.includes(name))) {
    const one = cases.find((one) => one.name === name);
    for (const peer of chosen.peers.filter((peer) => lineup.modules[peer] && only.includes(peer))) {
      progress(`${calls} × ${name} on ${peer}`);
      const series = await lineup.again(peer, async (fresh) => {
        const job = await prepare(fresh, lineup.servers[one.server], one);
        const points = [{ calls: 1, bytes: resident(fresh.pid) }];
        for (let step = 1; step <= steps; step += 1) {
          const { after } = await measure(job, { connections, warm_up_ms: 0, requests: calls / steps });
          points.push({ calls: (calls / steps) * step, bytes: after });
        }
        return points;
      });
      found.push({ case: name, peer, series });
    }
  }
  return found;
}
