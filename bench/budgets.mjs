// What the figures must show. Each budget is `{budget, figure, isMet}`; one whose figures were not taken is left out.
import { kilobytes, plain, times } from './figures.mjs';

const mostOfFloor = 1.25;
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
    if (!fairlead) continue;
    if (floor && hot.includes(name)) found.push(most(`${where}: at most ${mostOfFloor} × floor`, fairlead.ratio.median, mostOfFloor, times));
    if (rust && hot.includes(name)) found.push(most(`${where}: at most ${mostOfFloorRust} × floor-rust`, part(rust), mostOfFloorRust, times));
    if (sdk) {
      const less = 1 / part(sdk);
      const limit = floor ? ` (the floor: ${times(sdk.cpu.median / floor.cpu.median)})` : '';
      found.push({
        budget: `${where}: at least ${leastBelowSdk} × less than typescript-sdk`,
        figure: times(less) + limit,
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
      : `${name}: ${times(bytes)} the bytes with a catalogue ${large.times} × as large cost as much more, within 5 %`;
    return most(budget, large.ratio.median, mostGrowthOfCalls * bytes, times);
  });
}

function flatness(memory) {
  return memory
    .filter(({ peer }) => peer === 'fairlead')
    .map(({ case: name, series }) => {
      const [, early] = series;
      const late = series.at(-1);
      const budget = `${name}: memory after ${late.calls} calls at most ${mostGrowthOfMemory} × that after ${early.calls}`;
      return most(budget, late.bytes / early.bytes, mostGrowthOfMemory, times);
    });
}
