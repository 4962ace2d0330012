// What the figures must show. Each budget is `{budget, figure, isMet}`; one whose figures were not taken is left out.
import { kilobytes, plain, times } from './figures.mjs';

/** Of the floor's CPU, by connections, for the cases that clients send most; and at 16 connections for all, `server/discover` apart: the floor does next to nothing there. */
const mostOfFloor = { 1: 1.25, 16: 1.15 };
const mostOfFloorForDiscover = 1.4;
/** "Well under": a fifth less. */
const mostOfFloorRust = 0.8;
const leastBelowSdk = 3;
const mostGrowthOfCalls = 1.05;
const mostGrowthOfMemory = 1.1;
const mostGzip = 2 ** 20;
const mostStartUp = 25;

const hot = ['list-full', 'call-1k', 'call-24k'];

export function budgets({ measurements, memory, boot, startUp, growth }) {
  return [
    ...(measurements ? cost(measurements) : []),
    ...(growth ? slopes(growth) : []),
    ...(memory ? flatness(memory) : []),
    ...(boot?.fairlead
      ? [most('Module with all vendors, gzip, under 1 MiB', boot.fairlead.gzip, mostGzip, (bytes) => `${kilobytes(bytes)} KiB`)]
      : []),
    ...(startUp ? [most(`Start-up under ${mostStartUp} ms`, startUp.median, mostStartUp, (ms) => `${plain(ms)} ms`)] : []),
  ];
}

const most = (budget, value, limit, write) => ({ budget, figure: write(value), isMet: value <= limit });

function cost(measurements) {
  const found = [];
  for (const { case: name, connections, peers } of measurements) {
    const { floor, fairlead, 'floor-rust': rust, 'typescript-sdk': sdk } = peers;
    const where = `${name}, ${connections} connection${connections > 1 ? 's' : ''}`;
    const part = (other) => fairlead.cpu.median / other.cpu.median;
    const ofFloor = (figure) => (floor ? ` (the floor: ${times(figure(floor))})` : '');
    if (!fairlead) continue;
    const limit = name === 'discover' ? mostOfFloorForDiscover : mostOfFloor[connections];
    if (floor && limit && (connections === 16 || hot.includes(name))) {
      found.push(most(`${where}: at most ${limit} × floor`, fairlead.ratio.median, limit, times));
    }
    if (rust && hot.includes(name)) {
      const write = (figure) => times(figure) + ofFloor(({ cpu }) => cpu.median / rust.cpu.median);
      found.push(most(`${where}: at most ${mostOfFloorRust} × floor-rust`, part(rust), mostOfFloorRust, write));
    }
    if (sdk) {
      const less = 1 / part(sdk);
      found.push({
        budget: `${where}: at least ${leastBelowSdk} × less than typescript-sdk`,
        figure: times(less) + ofFloor(({ cpu }) => sdk.cpu.median / cpu.median),
        isMet: less >= leastBelowSdk,
      });
    }
  }
  return found;
}

function slopes(growth) {
  return growth.map(({ name, sizes }) => {
    const [small, large] = [sizes[0], sizes.at(-1)];
    const bytes = large.bytes / small.bytes;
    const budget = name.startsWith('call')
      ? `${name}: within 5 % with a catalogue ${large.times} × as large`
      : `${name}: costs as much more as it has bytes (${times(bytes)}) with a catalogue ${large.times} × as large, within 5 %`;
    return most(budget, large.ratio.median, mostGrowthOfCalls * bytes, times);
  });
}

/** V8's heap is still growing into its own limits at 10,000 calls, without a Worker's doing: the floor shows by how much. */
function flatness(memory) {
  const growth = ({ series }) => series.at(-1).bytes / series[1].bytes;
  return memory
    .filter(({ peer }) => peer === 'fairlead')
    .map((run) => {
      const floor = memory.find((other) => other.peer === 'floor' && other.case === run.case);
      const [early, late] = [run.series[1], run.series.at(-1)].map(({ calls }) => calls);
      const allowed = mostGrowthOfMemory * Math.max(1, floor ? growth(floor) : 1);
      return {
        budget: `${run.case}: memory after ${late} calls at most ${mostGrowthOfMemory} × that after ${early}, or ${mostGrowthOfMemory} × what the floor’s grew`,
        figure: times(growth(run)) + (floor ? ` (the floor: ${times(growth(floor))})` : ''),
        isMet: growth(run) <= allowed,
      };
    });
}
