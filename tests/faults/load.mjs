// Load: many connections at once, a vendor that fails every tenth call, and a nonce in each that its answer must carry. As a program (`make test-load`)
// for a minute at 16 and at 128 connections, then with clients that hang up, and with an eye on memory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';
import { request } from '../support/mcp.mjs';
import { answer, healthy } from './vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const keptAlive = { connection: 'keep-alive' };
const fails = (status) => (socket, nonce) => socket.write(answer(status, keptAlive, JSON.stringify({ errors: [`not ${nonce}`] })));

// By the nonce's half modulo 30: a tenth of reads and a tenth of writes fail, each kind in each way.
const fates = new Map([
  [0, { status: 500, act: fails(500) }],
  [10, { status: 502, act: (socket) => socket.resetAndDestroy() }],
  [20, { status: 429, act: fails(429) }],
]);
const numberOf = (nonce) => Number(nonce.split('-')[1]);
const fateOf = (nonce) => fates.get(Math.floor(numberOf(nonce) / 2) % 30);
const isRead = (nonce) => numberOf(nonce) % 2 === 0;
const toolOf = (nonce) => (isRead(nonce) ? tools.read : tools.write)(nonce);

/** POSTs and gives `{status, text}`; an answer that does not come whole is an error. */
function post(url, agent, { headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject).end(body);
  });
}

/** How many there are of each. */
function counted(values) {
  const counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/**
 * Calls tools over so many connections at once, as long as `goesOn(number)` says so, and checks every answer: it is there, it is the call's own,
 * and it failed if the vendor made it fail. Gives `{calls, failures}`, the failures by status.
 */
export async function load(harness, { connections, goesOn }) {
  const produced = new Map();
  const arrived = new Set();
  const repeated = new Set();
  harness.vendors.otherwise((socket, call) => {
    const nonce = call.method === 'GET' ? call.path.split('/').at(-1) : JSON.parse(call.body).name;
    (arrived.has(nonce) ? repeated : arrived).add(nonce);
    const fate = fateOf(nonce);
    if (fate) {
      produced.set(nonce, fate.status);
      fate.act(socket, nonce);
    } else {
      socket.write(healthy(call, keptAlive));
    }
  });

  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen = new Map();
  let next = 0;
  async function client() {
    while (goesOn(next)) {
      const nonce = `nonce-${next}`;
      next += 1;
      const tool = toolOf(nonce);
      const { status, text } = await post(harness.url, agent, request('tools/call', { name: tool.name, arguments: tool.args }, { id: nonce }));
      assert.equal(status, 200, text);
      const { id, result } = JSON.parse(text);
      assert.equal(id, nonce, 'the answer is to this request');
      assert.ok(!seen.has(nonce), 'one answer to each');
      const said = JSON.parse(result.content[0].text);
      if (result.isError) {
        // A connection that was reset says no nonce.
        if (said.statusCode !== 502) assert.match(said.message, new RegExp(`not ${nonce}$`));
      } else {
        assert.deepEqual(said, tool.record);
      }
      seen.set(nonce, result.isError ? said.statusCode : 'ok');
    }
  }
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  harness.vendors.heal();

  assert.equal(seen.size, next, 'no answer is lost');
  const failed = [...seen].filter(([, status]) => status !== 'ok');
  assert.deepEqual(new Map(failed.sort()), new Map([...produced].sort()), 'clients see the failures that the vendor made, and no other');
  // workerd repeats a request without a body on another connection when one that it kept dies under it, and here the next may die as well.
  for (const nonce of repeated) assert.deepEqual([isRead(nonce), produced.get(nonce)], [true, 502], `${nonce} came again`);
  return { calls: next, failures: counted(produced.values()) };
}

const megabytesOf = (pid) => Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024);

/** Lets so many clients hang up, one after the other, on a call with an argument of a megabyte that waits for the vendor. */
async function hangUps(harness, from, count) {
  const { port, pathname } = new URL(harness.url);
  for (let number = from; number < from + count; number += 1) {
    const tool = tools.patient(`gone-${number}`);
    tool.args.ai_agent_id += ' '.repeat(1024 * 1024);
    const held = harness.vendors.hold(tool.path);
    const { headers, body } = request('tools/call', { name: tool.name, arguments: tool.args });
    const lines = Object.entries({ ...headers, host: 'fairlead.example', 'content-length': body.length }).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    const release = await held;
    const closed = once(socket, 'close');
    socket.resetAndDestroy();
    await closed;
    const ended = harness.worker.logged(tool.name);
    assert.ok(release(), 'a call goes on when its client hangs up');
    await ended;
  }
}

// V8 lets its heap grow before it cleans up; from some 25,000 calls on it stays as it is.
const warmUp = 40_000;

/** Megabytes by which a heap under load may differ from one moment to the next. A few kilobytes lost by each call, or a tenth of a large argument, are more. */
const slack = 32;

function assertFlat(what, before, after) {
  console.log(`${what}: ${before} MB before, ${after} MB after`);
  assert.ok(after <= before + slack, `${what}: memory grew from ${before} to ${after} MB`);
}

async function main() {
  const harness = await startHarness();
  const { pid } = harness.worker;
  await load(harness, { connections: 128, goesOn: (number) => number < warmUp });
  const warm = megabytesOf(pid);
  for (const connections of [16, 128]) {
    const end = Date.now() + 60_000;
    const { calls, failures } = await load(harness, { connections, goesOn: () => Date.now() < end });
    console.log(`${connections} connections for 60 s: ${calls} calls, one right answer to each; failures by status ${JSON.stringify(failures)}`);
    assertFlat(`memory at ${connections} connections`, warm, megabytesOf(pid));
  }
  await hangUps(harness, 0, 200);
  const before = megabytesOf(pid);
  await hangUps(harness, 200, 600);
  assertFlat('memory at 600 clients that hung up on a call of a megabyte', before, megabytesOf(pid));
  await harness.close();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
