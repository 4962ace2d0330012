// What a model reads of a server, in tokens: the lists of tools, and answers of the simulated vendors with and without what makes them smaller.
// Counted with o200k_base, the tokenizer of OpenAI's models since GPT-4o, the only maker whose one is published; and as bytes / 4, which is what
// budgets are in, since nobody's tokens are everybody's.
//
//   node bench/tokens.mjs [lists] [answers] [--save]
//
// Prints what build/ has beside what bench/tokens.json remembers; --save makes it remember this.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { startWorker } from '../tests/support/harness.mjs';
import { table } from './figures.mjs';

const remembered = new URL('tokens.json', import.meta.url);
const vendors = ['pylon', 'gladly', 'intercom'];

/** Of a text: `{tokens, quarter}`, the second being bytes / 4. */
export function measure(text) {
  return { tokens: countTokens(text), quarter: Math.ceil(Buffer.byteLength(text) / 4) };
}

/** What people ask for, as a tool and its arguments. */
export const answers = [
  { name: '20 conversations (Intercom)', vendor: 'intercom', tool: 'list_all_intercom_conversations', args: { limit: '20' } },
  { name: '20 contacts (Intercom)', vendor: 'intercom', tool: 'list_all_intercom_contacts', args: { limit: '20' } },
  { name: '20 articles (Intercom)', vendor: 'intercom', tool: 'list_all_intercom_articles', args: { limit: '20' } },
  { name: '20 issues (Pylon)', vendor: 'pylon', tool: 'list_all_pylon_search_issues', args: { limit: '20', filter: { field: 'state', operator: 'in', values: ['new', 'waiting_on_you', 'waiting_on_customer', 'on_hold', 'closed'] } } },
  { name: '20 accounts (Pylon)', vendor: 'pylon', tool: 'list_all_pylon_accounts', args: { limit: '20' } },
];

/** The ways to make them smaller: what the server says, what the call says. */
export const ways = {
  plain: { config: {}, args: {} },
  compact: { config: { compact: true }, args: {} },
  'compact, text': { config: { compact: true, html: 'text' }, args: {} },
  'fields: summary': { config: {}, args: { fields: 'summary' } },
  'summary, csv': { config: { format: 'csv' }, args: { fields: 'summary' } },
  'all of them': { config: { compact: true, html: 'text', format: 'csv' }, args: { fields: 'summary' } },
};

const exposures = { all: {}, 'all, short names': { tool_names: 'short' }, discovery: { tool_exposure: 'discovery' } };

export async function ofLists(worker) {
  const figures = {};
  for (const vendor of vendors) {
    const account = await worker.connect(vendor);
    for (const [exposure, config] of Object.entries(exposures)) {
      const { url } = await worker.mint(config, { account });
      const tools = await worker.tools(url);
      figures[`${vendor}, ${exposure}`] = { tools: tools.length, ...measure(JSON.stringify(tools)) };
    }
  }
  return figures;
}

export async function ofAnswers(worker) {
  const figures = {};
  for (const vendor of vendors) {
    const account = await worker.connect(vendor);
    for (const [way, { config, args }] of Object.entries(ways)) {
      const { url } = await worker.mint(config, { account });
      for (const asked of answers.filter((answer) => answer.vendor === vendor)) {
        const { text, isError } = await worker.call(url, asked.tool, { ...asked.args, ...args });
        if (isError) throw new Error(`${asked.name}, ${way}: ${text}`);
        figures[`${asked.name}, ${way}`] = measure(text);
      }
    }
  }
  return figures;
}

const rows = (figures, before = {}) =>
  Object.entries(figures).map(([what, { tokens, quarter }]) => ({
    '': what,
    'o200k_base': tokens,
    before: before[what]?.tokens ?? '',
    'bytes / 4': quarter,
    'before ': before[what]?.quarter ?? '',
  }));

async function main(words) {
  const asked = words.filter((word) => !word.startsWith('--'));
  const before = JSON.parse(await readFile(remembered, 'utf8').catch(() => '{}'));
  const worker = await startWorker();
  try {
    for (const [part, take] of Object.entries({ lists: ofLists, answers: ofAnswers })) {
      if (asked.length > 0 && !asked.includes(part)) continue;
      const figures = await take(worker);
      console.log(`\n${table(rows(figures, before[part]))}`);
      if (words.includes('--save')) before[part] = figures;
    }
  } finally {
    await worker.close();
  }
  if (words.includes('--save')) await writeFile(remembered, `${JSON.stringify(before, null, 1)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
