// Figures out of several rounds, and how they are written.

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** `{median, min, max}` */
export function spread(numbers) {
  return { median: median(numbers), min: Math.min(...numbers), max: Math.max(...numbers) };
}

/** How two peers compare, round by round: what disturbs the machine disturbs both of a pair. */
export function ratio(figures, others) {
  return spread(figures.map(({ cpu }, round) => cpu / others[round].cpu));
}

const digits = (number) => (number < 10 ? 2 : number < 100 ? 1 : 0);
export const plain = (number) => number.toFixed(digits(number));
export const times = (number) => `${number.toFixed(2)} ×`;
export const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
export const kilobytes = (bytes) => (bytes / 2 ** 10).toFixed(0);
export const milliseconds = (micros) => (micros / 1000).toFixed(2);

/** A Markdown table: an array of rows, each an object with the same keys. */
export function table(rows) {
  const names = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(Object.values(row)))].join('\n');
}
