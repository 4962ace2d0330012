// The tables of SECURITY.md: what is promised, and how often the attacks of one run tried to break it. Run by itself, it writes the second one
// anew from `target/attacks`, where each attack suite leaves a file `<suite>.json` with `[{promise, attack, tried, result}]` when it has passed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const document = `${root}SECURITY.md`;
const folder = `${root}target/attacks`;

const start = '<!-- attacks: written by make security-table -->';
const end = '<!-- end of attacks -->';

export const readDocument = () => readFileSync(document, 'utf8');

/** The cells of the rows of a Markdown table, without its head. */
const cellsOf = (table) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

const withoutTicks = (cell) => cell.replaceAll('`', '');

/** What is promised: `[{id, promise, tests}]`, from the table under the heading "What is promised…". */
export function promisesOf(text) {
  const section = text.split(/^## /m).find((part) => part.startsWith('What is promised')) ?? '';
  return cellsOf(section).map(([id, promise, tests]) => ({
    id: withoutTicks(id),
    promise,
    tests: withoutTicks(tests).split(', '),
  }));
}

/** The part of the document between the two marks. */
function marked(text) {
  const [before, rest] = text.split(start);
  const [table, after] = rest?.split(end) ?? [];
  if (after === undefined) throw new Error(`SECURITY.md lacks "${start}" or "${end}"`);
  return { before, table, after };
}

/** What the document says was tried: `[{promise, attack, tried, result}]`. */
export const shownIn = (text) =>
  cellsOf(marked(text).table).map(([promise, attack, tried, result]) => ({
    promise: withoutTicks(promise),
    attack,
    tried: Number(tried.replaceAll(',', '')),
    result,
  }));

/** What the last runs tried, over all suites. */
export function countedIn(from = folder) {
  const files = readdirSync(from).filter((name) => name.endsWith('.json')).sort();
  return files.flatMap((name) => JSON.parse(readFileSync(`${from}/${name}`, 'utf8')));
}

const keyOf = ({ promise, attack }) => `${promise}: ${attack}`;

/** What is wrong between the promises, what the document shows and what was counted; empty when nothing is. */
export function differences({ promises, shown, counted }) {
  const ids = new Set(promises.map(({ id }) => id));
  const rows = new Map(counted.map((row) => [keyOf(row), row]));
  const known = new Set(shown.map(keyOf));
  const wrong = [];
  if (rows.size < counted.length) wrong.push('two suites count the same attack on the same promise: give one of them other words');
  for (const row of counted) {
    if (!ids.has(row.promise)) wrong.push(`${keyOf(row)}: SECURITY.md has no promise "${row.promise}"`);
    if (row.result !== 'held') wrong.push(`${keyOf(row)}: ${row.result}`);
    if (!known.has(keyOf(row))) wrong.push(`${keyOf(row)}: not in SECURITY.md; make security-table adds it`);
  }
  for (const row of shown) {
    const found = rows.get(keyOf(row));
    if (!found) wrong.push(`${keyOf(row)}: in SECURITY.md, and no suite of this run tried it`);
    else if (found.tried < row.tried) wrong.push(`${keyOf(row)}: tried ${found.tried} times, and SECURITY.md says ${row.tried}`);
  }
  return wrong;
}

/** The document with its table written anew, in the order of the promises. */
export function rendered(text, counted) {
  const order = promisesOf(text).map(({ id }) => id);
  const rank = ({ promise }) => order.indexOf(promise);
  const rows = [...counted].sort((left, right) => rank(left) - rank(right) || left.attack.localeCompare(right.attack, 'en'));
  const lines = rows.map(({ promise, attack, tried, result }) => `| \`${promise}\` | ${attack} | ${tried.toLocaleString('en-US')} | ${result} |`);
  const { before, after } = marked(text);
  const table = ['| promise | attack | tried | result |', '| --- | --- | ---: | --- |', ...lines].join('\n');
  return `${before}${start}\n${table}\n${end}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readDocument();
  const counted = countedIn();
  const wrong = differences({ promises: promisesOf(text), shown: [], counted }).filter((line) => !line.includes('make security-table'));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  writeFileSync(document, rendered(text, counted));
}
