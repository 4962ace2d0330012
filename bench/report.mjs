// The figures as Markdown: what `make bench` prints and bench/results.md holds.
import { cases } from './cases.mjs';
import { kilobytes, megabytes, milliseconds, plain, table, times } from './figures.mjs';

export function report(results) {
  const { measurements, memory, boot, startUp, growth, budgets } = results;
  return [
    '# Results',
    `Measured on ${results.date} with \`${results.command}\`. README.md says what each figure is.`,
    facts('Machine', results.machine),
    facts('Versions', results.versions),
    ...section('Budgets', budgets.length && table(budgets.map(({ isMet, ...budget }) => ({ ...budget, met: isMet ? 'yes' : '**no**' })))),
    ...section('CPU per request', measurements && summary(measurements)),
    ...section('Every case', measurements && `Medians of ${results.rounds} rounds, in parentheses the least and the most.\n\n${details(measurements)}`),
    ...section('Memory', memory && table(memory.map(memoryRow))),
    ...section('Size and start', boot && started(boot, startUp)),
    ...section('Catalogues that grow', growth && table(growth.flatMap(growthRows))),
    '',
  ].join('\n\n');
}

const section = (title, text) => (text ? [`## ${title}`, text] : []);
const facts = (title, entries) => `${title}: ${Object.entries(entries).map(([name, value]) => `${name} ${value}`).join('; ')}.`;

/** µs of each peer by case, at the most connections. */
function summary(measurements) {
  const most = Math.max(...measurements.map(({ connections }) => connections));
  const rows = measurements.filter(({ connections }) => connections === most);
  const cell = ({ cpu, ratio }) => `${plain(cpu.median)}${ratio ? ` (${times(ratio.median)})` : ''}`;
  const names = [...new Set(rows.flatMap(({ peers }) => Object.keys(peers)))];
  const shown = rows.map(({ case: name, peers }) => ({
    case: cases.find((one) => one.name === name).about,
    ...Object.fromEntries(names.map((peer) => [peer, peers[peer] ? cell(peers[peer]) : ''])),
  }));
  return `Microseconds of the server’s process at ${most} connections, in parentheses as a multiple of the floor.\n\n${table(shown)}`;
}

function details(measurements) {
  const range = ({ median, min, max }, write) => `${write(median)} (${write(min)}–${write(max)})`;
  return table(
    measurements.flatMap(({ case: name, connections, peers }) =>
      Object.entries(peers).map(([peer, figures]) => ({
        case: name,
        connections,
        peer,
        'answer, bytes': figures.bytes,
        'CPU, µs': range(figures.cpu, plain),
        '× floor': figures.ratio ? range(figures.ratio, (number) => number.toFixed(2)) : '',
        'requests/s': plain(figures.rate),
        'p50, ms': milliseconds(figures.p50),
        'p99, ms': milliseconds(figures.p99),
        'memory before → after, MiB': `${megabytes(figures.before)} → ${megabytes(figures.after)}`,
      })),
    ),
  );
}

function memoryRow({ case: name, peer, series }) {
  return { case: name, peer, 'resident MiB after calls': series.map(({ calls, bytes }) => `${calls}: ${megabytes(bytes)}`).join(', ') };
}

function started(boot, startUp) {
  const rows = Object.entries(boot).map(([peer, { raw, gzip, boot, first, second, memory }]) => ({
    peer,
    'modules, KiB': kilobytes(raw),
    'gzip, KiB': kilobytes(gzip),
    'start of workerd, ms': plain(boot),
    'first call, ms': plain(first),
    'second call, ms': plain(second),
    'memory then, MiB': megabytes(memory),
  }));
  const active = startUp && `\`wrangler check startup\` of Fairlead, active: ${plain(startUp.median)} ms (${plain(startUp.min)}–${plain(startUp.max)}).`;
  return [table(rows), ...(active ? [active] : [])].join('\n\n');
}

function growthRows({ about, sizes }) {
  return sizes.map(({ times: size, tools, bytes, cpu, ratio }) => ({
    case: about,
    catalogue: `${size} × (${tools} tools more)`,
    'answer, bytes': bytes,
    'CPU, µs': `${plain(cpu.median)} (${plain(cpu.min)}–${plain(cpu.max)})`,
    'against 1 ×': times(ratio.median),
  }));
}
