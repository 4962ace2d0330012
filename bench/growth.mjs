// How cost grows with the catalogue: Fairleads with 1, 10 and 50 times Intercom's tools more (grow/), asked for the same things.
import { ratio, spread } from './figures.mjs';
import { catalogue } from './grow/catalogue.mjs';
import { prepare, rounds } from './measure.mjs';
import { demand, made } from './peers.mjs';

const sizes = [1, 10, 50];
const connections = 16;

/** Tools on one page of `tools/list`. */
const page = 500;

/** What is asked of each. `request` and `isRight` are given the catalogue. */
const questions = [
  ...['first', 'middle', 'last'].map((place) => ({
    name: `call-${place}`,
    about: `tools/call of the ${place} tool, 1 KB`,
    server: 'full',
    method: 'tools/call',
    params: ({ calls }) => ({ name: calls[place], arguments: { id: '1k' } }),
    isRight: () => (result) => !result.isError && JSON.parse(result.content[0].text).id === '1k',
    contains: 'amelie.dupre@northwind.example',
  })),
  {
    name: 'list-narrow',
    about: 'tools/list by a tag, the same number of tools in each',
    server: 'narrow',
    method: 'tools/list',
    params: () => ({}),
    isRight: ({ narrow }) => ({ tools }) => tools.length === narrow,
    contains: '"get_single_grown_item_',
  },
  {
    name: 'list-full',
    about: `tools/list without a filter, its first page of at most ${page} tools`,
    server: 'full',
    method: 'tools/list',
    params: () => ({}),
    isRight: ({ tools: count }) => ({ tools }) => tools.length === Math.min(count, page),
    contains: '"get_single_grown_item_0000_by_id"',
  },
];

/** By question: `{name, about, sizes: [{times, tools, bytes, cpu, ratio}]}`, the ratio being to the catalogue of 1. */
export async function growth(environment, options) {
  const grown = [];
  let servers;
  for (const times of sizes) {
    const facts = catalogue(times);
    const worker = await environment.start(`grow-${times}`, demand(made(`target/bench/grow-${times}/build`)));
    // One account for all: the records are the same.
    servers ??= (await environment.provision(worker, facts.account, facts.configs)).servers;
    grown.push({ times, facts, worker });
  }
  const groups = [];
  for (const { params, isRight, ...question } of questions) {
    const jobs = {};
    for (const { times, facts, worker } of grown) {
      const one = { ...question, params: () => params(facts), isRight: isRight(facts) };
      jobs[times] = await prepare(worker, servers[question.server], one);
    }
    groups.push({ question, connections, jobs });
  }
  // 5 % is less than what one measurement differs from the next.
  const measured = await rounds(groups, { ...options, rounds: 2 * options.rounds + 1 });
  for (const { worker } of grown) await worker.stop();
  return measured.map(({ question: { name, about }, jobs, figures }) => ({
    name,
    about,
    sizes: grown.map(({ times, facts }) => ({
      times,
      tools: facts.tools,
      bytes: jobs[times].length,
      cpu: spread(figures[times].map(({ cpu }) => cpu)),
      ratio: ratio(figures[times], figures[sizes[0]]),
    })),
  }));
}
