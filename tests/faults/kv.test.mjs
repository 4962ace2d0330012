// KV that throws, stalls, answers garbage, or loses its answer: a clear refusal, no door that opens, no record written by halves, and everybody
// else goes on.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { demoAccounts } from '../support/vendors.mjs';
import { answer } from './vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const attack = attacks('faults-kv');
const harness = await startHarness();
const hasty = await startHarness({ RECORDS_TIMEOUT_MS: '2000' });
after(() => Promise.all([harness.close(), hasty.close()]));

/** What the tests of a harness act on, beside the account and the server that nothing may hurt. */
async function furnish(of) {
  const account = await of.connect('pylon');
  const server = await of.mint(account);
  const apiToken = await of.must(201, 'POST', '/api-token', { name: 'Test', scope: 'admin' });
  return { account, server, apiToken };
}

/** The routes that need an operation of KV, each as a function that gives `{status, text, body}`. */
function routesOf(of, { account, server, apiToken }) {
  const path = `/integrated-account/${account.id}`;
  const route = (method, target, body) => () => of.admin(method, target, body);
  return {
    get: [
      () => of.call(tools.read('x'), server.url),
      () => of.send('/integration', { headers: { authorization: `Bearer ${apiToken.token}` } }),
      route('GET', path),
      route('PATCH', path, { label: 'Changed' }),
      route('PATCH', `${path}/credentials`, { credentials: demoAccounts.pylon.credentials }),
      route('POST', `${path}/test`),
      route('POST', `${path}/mcp`, { name: 'New' }),
      route('GET', `${path}/mcp/${server.id}`),
      route('PATCH', `${path}/mcp/${server.id}`, { name: 'Changed' }),
      route('POST', `${path}/mcp/${server.id}/rotate`),
      route('DELETE', `${path}/mcp/${server.id}`),
      route('DELETE', path),
    ],
    put: [
      route('POST', '/integrated-account', { integration: 'pylon', ...demoAccounts.pylon }),
      route('PATCH', path, { label: 'Changed' }),
      route('PATCH', `${path}/credentials`, { credentials: demoAccounts.pylon.credentials }),
      route('POST', `${path}/mcp`, { name: 'New' }),
      route('PATCH', `${path}/mcp/${server.id}`, { name: 'Changed' }),
      route('POST', `${path}/mcp/${server.id}/rotate`),
      route('POST', '/api-token', { name: 'New', scope: 'mcp' }),
    ],
    list: [route('GET', '/integrated-account'), route('GET', `${path}/mcp`), route('GET', '/api-token'), route('POST', '/admin/reseal'), route('DELETE', path)],
    delete: [route('DELETE', `${path}/mcp/${server.id}`), route('DELETE', `/api-token/${apiToken.id}`), route('DELETE', path)],
  };
}

const routes = routesOf(harness, await furnish(harness));
const stalled = await furnish(hasty);

// What a route comes to.
const unavailable = { status: 503, message: /^Records are unavailable at the moment/ };
const unreadable = { status: 500, message: /^A record of the family (account|mcp|apitoken): cannot be read by this version\.$/ };
const closed = { statuses: [401, 404], message: /API token|No MCP server|There is no such/ };

function assertRefused({ status, statuses = [status], message }, result) {
  assert.ok(statuses.includes(result.status), result.text);
  assert.equal(result.body.statusCode, result.status);
  assert.match(result.body.message, message);
  assert.ok(!/fl[as]?_\w|JsValue|KV|<html|token_hash|k1:/.test(result.text), `inner words stay inside: ${result.text}`);
}

// What KV may do.
const says = (text, status) => ({ reply }) => reply(text, status);
const breaksOff = ({ response }) => {
  response.writeHead(200, { 'content-length': 9_999 });
  response.write('{"', () => response.destroy());
};
const broken = [
  ['answers 500', says('oops', 500)],
  ['answers 503', says('', 503)],
  ['answers 429', says('slow down', 429)],
  ['answers 401', says('', 401)],
  ['resets the connection', ({ reset }) => reset()],
];
const garbled = [
  ['breaks off', breaksOff],
  ['answers a redirect', ({ response }) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['answers a page', says('<html>')],
  ['answers nothing', says('')],
  ['answers JSON that is cut short', ({ serve, reply }) => reply(serve().slice(0, -1))],
];
/** Answers a bulk get with every value put through `change`. */
const values = (change) => ({ serve, reply }) => {
  const pairs = Object.entries(JSON.parse(serve())).map(([key, value]) => [key, value === null ? null : change(value, key)]);
  reply(JSON.stringify(Object.fromEntries(pairs)));
};

/** By operation and attack: what KV does, and what each route that meets it comes to. */
const faults = [
  ['get', 'KV that fails to read', unavailable, [...broken, ...garbled]],
  ['put', 'KV that fails to write', unavailable, broken],
  ['delete', 'KV that fails to delete', unavailable, broken],
  ['list', 'KV that fails to list', unavailable, [...broken, ...garbled]],
  [
    'list', 'KV that lists garbage', unavailable,
    [
      ['answers null', says('null')],
      ['answers a list', says('[]')],
      ['answers a number', says('7')],
      ['answers an empty object', says('{}')],
      ['names no keys', says('{"list_complete":true}')],
      ['names keys that are no list', says('{"keys":7,"list_complete":true}')],
      ['names a key that is a number', says('{"keys":[7],"list_complete":true}')],
      ['names a key that is null', says('{"keys":[{"name":null}],"list_complete":true}')],
      ['does not say whether that was all', says('{"keys":[]}')],
      ['sends metadata that is no JSON', says('{"keys":[{"name":"x","metadata":"{"}],"list_complete":true}')],
    ],
  ],
  [
    'get', 'KV whose answer is JSON and holds no record', closed,
    [
      ['answers null', says('null')],
      ['answers a list', says('[]')],
      ['answers a number', says('7')],
      ['answers a string', says('"x"')],
      ['answers an empty object', says('{}')],
      ['answers other keys', says('{"x":"y"}')],
      ['holds empty values', values(() => '')],
    ],
  ],
  [
    'get', 'KV whose values are no text', unavailable,
    [
      ['answers numbers', values(() => 7)],
      ['answers true', values(() => true)],
      ['answers objects', values((value) => JSON.parse(value))],
    ],
  ],
  [
    'get', 'records that are garbage, cut short or of an old version', unreadable,
    [
      ['holds null', values(() => 'null')],
      ['holds records without their last byte', values((value) => value.slice(0, -1))],
      ['holds the first half of records', values((value) => value.slice(0, value.length / 2))],
      ['holds records without a version', values((value) => JSON.stringify({ ...JSON.parse(value), v: undefined }))],
      ['holds records of an older shape', values(() => '{"v":0,"name":"Old","token":"old"}')],
      ['holds records nested without end', values(() => '['.repeat(1_000_000))],
      ['holds a megabyte of nothing', values(() => ' '.repeat(1024 * 1024))],
    ],
  ],
];

for (const [operation, sentence, outcome, entries] of faults) {
  for (const [name, act] of entries) {
    attack('nothing-is-half-written', sentence, `${operation}: KV ${name}`, async () => {
      const results = await harness.unhurt(() => {
        harness.records.fail(operation, act);
        return Promise.all(routes[operation].map((route) => route()));
      }, { beside: ['vendor'] });
      for (const result of results) assertRefused(outcome, result);
      return results.length;
    });
  }
}

attack('nothing-is-half-written', 'KV that stalls', 'a read that never ends is given up', async () => {
  const results = await hasty.unhurt(() => {
    hasty.records.fail('get', () => {});
    return Promise.all(routesOf(hasty, stalled).get.map((route) => route()));
  }, { beside: ['vendor'] });
  for (const result of results) assertRefused(unavailable, result);
  return results.length;
});

attack('nothing-is-half-written', 'KV that stalls', 'a write, a list or a deletion that never ends is given up', async () => {
  const { put, list, delete: removals } = routesOf(hasty, stalled);
  const results = await hasty.unhurt(() => {
    for (const operation of ['put', 'list', 'delete']) hasty.records.fail(operation, () => {});
    return Promise.all([...put, ...list, ...removals].map((route) => route()));
  }, { beside: ['vendor'] });
  for (const result of results) assertRefused(unavailable, result);
  return results.length;
});

attack('nothing-is-half-written', 'KV that fails while a call notes what it learnt of the account', 'a call whose note is not written is answered all the same', async () => {
  const acts = [...broken.map(([, act]) => act), () => {}];
  const noted = () => hasty.worker.log.filter((line) => line.includes('account state not written')).length;
  const before = noted();
  for (const act of acts) {
    // What this isolate cannot write it tries again a minute later, so each account is gone by then.
    const { account, server } = await furnish(hasty);
    const result = await hasty.unhurt(() => {
      hasty.vendors.on('/teams/refused', (socket) => socket.end(answer(401, {}, '{"errors":["no"]}')));
      hasty.records.fail('put', act);
      return hasty.call(tools.read('refused'), server.url);
    }, { beside: ['vendor'] });
    assert.deepEqual([result.status, result.isError, result.json.statusCode], [200, true, 401]);
    const { status } = await hasty.must(200, 'GET', `/integrated-account/${account.id}`);
    assert.equal(status, 'needs_reauth');
    await hasty.must(200, 'DELETE', `/integrated-account/${account.id}`);
  }
  assert.equal(noted() - before, acts.length);
  return acts.length;
});

attack('nothing-is-half-written', 'KV that is slow', 'what takes long and comes is taken', async () => {
  const operations = { get: 'GET', put: 'PATCH', list: 'GET', delete: 'DELETE' };
  for (const [operation, method] of Object.entries(operations)) {
    const { account, server } = await furnish(harness);
    const path = { list: '/integrated-account', delete: `/integrated-account/${account.id}/mcp/${server.id}` }[operation] ?? `/integrated-account/${account.id}`;
    const held = harness.records.hold(operation, { list: 'account:', delete: `mcp:${account.id}` }[operation] ?? `account:${account.id}`);
    const slow = harness.must(200, method, path, operation === 'put' ? { label: 'Slow' } : undefined);
    const release = await held;
    await harness.unhurt(() => {});
    release();
    await slow;
  }
  return Object.keys(operations).length;
});

const lost = [
  ['resets the connection', ({ serve, reset }) => { serve(); reset(); }],
  ['answers 500', ({ serve, reply }) => { serve(); reply('', 500); }],
];

for (const [name, act] of lost) {
  attack('nothing-is-half-written', 'KV that does what it was told and loses its answer', `KV writes and ${name}: the record is whole, and the request can be repeated`, async () => {
    const { put } = routesOf(harness, await furnish(harness));
    const refused = await harness.unhurt(() => {
      harness.records.fail('put', act);
      return Promise.all(put.map((route) => route()));
    }, { changes: true });
    for (const result of refused) assertRefused(unavailable, result);
    for (const route of put) {
      const { status, text } = await route();
      assert.ok([200, 201].includes(status), text);
    }
    return refused.length;
  });

  attack('nothing-is-half-written', 'KV that does what it was told and loses its answer', `KV deletes and ${name}: what is left can be deleted`, async () => {
    const things = await furnish(harness);
    const { delete: removals } = routesOf(harness, things);
    const refused = await harness.unhurt(() => {
      harness.records.fail('delete', act);
      return Promise.all(removals.map((route) => route()));
    }, { changes: true });
    for (const result of refused) assertRefused(unavailable, result);
    await harness.admin('DELETE', `/integrated-account/${things.account.id}`);
    assert.deepEqual(harness.stored().filter(([key]) => key.includes(things.account.id)), []);
    assert.equal((await harness.call(tools.read('x'), things.server.url)).status, 404);
    return refused.length;
  });
}

attack('nothing-is-half-written', 'KV that fails in the middle of a deletion', 'a deletion that stops anywhere leaves no server without its account', async () => {
  const stops = 5;
  for (let successes = 0; successes < stops; successes += 1) {
    const account = await harness.connect('pylon');
    const servers = await Promise.all([1, 2, 3].map(() => harness.mint(account)));
    let left = successes;
    const refused = await harness.unhurt(() => {
      harness.records.fail('delete', ({ serve, reply }) => {
        left -= 1;
        if (left < 0) reply('', 500);
        else reply(serve());
      });
      return harness.admin('DELETE', `/integrated-account/${account.id}`);
    }, { changes: true });
    assertRefused(unavailable, refused);
    await harness.must(200, 'GET', `/integrated-account/${account.id}`);
    await harness.must(200, 'DELETE', `/integrated-account/${account.id}`);
    assert.deepEqual(harness.stored().filter(([key]) => key.includes(account.id)), []);
    for (const { url } of servers) assert.equal((await harness.call(tools.read('x'), url)).status, 404);
  }
  return stops;
});

attack('nothing-is-half-written', 'KV that lists what was not asked for, or without end', 'a deletion removes nothing of others, and ends', async () => {
  const [mine, other] = [await furnish(harness), await furnish(harness)];
  const foreign = [`account:${other.account.id}`, `mcp:${other.account.id}:${other.server.id}`, `apitoken:${other.apiToken.id}`];
  for (const key of foreign) assert.ok(harness.records.values.has(key), key);
  await harness.unhurt(async () => {
    harness.records.fail('list', says(JSON.stringify({ keys: [], list_complete: false, cursor: 'again' })));
    assertRefused(unavailable, await harness.admin('DELETE', `/integrated-account/${mine.account.id}`));
  });
  await harness.unhurt(async () => {
    harness.records.fail('list', says(JSON.stringify({ keys: foreign.map((name) => ({ name })), list_complete: true })));
    await harness.must(200, 'DELETE', `/integrated-account/${mine.account.id}`);
  }, { changes: true });
  for (const key of foreign) assert.ok(harness.records.values.has(key), key);
  assert.equal((await harness.call(tools.read('x'), mine.server.url)).status, 404, 'a server without its account opens nothing');
  return 2;
});

attack('accounts-stay-apart', 'KV that answers with the records of another account', 'a record under another key is not served, and not written over', async () => {
  const [mine, other] = [await furnish(harness), await furnish(harness)];
  const swapped = (family) =>
    values((value, key) => {
      const pair = { account: [`account:${mine.account.id}`, `account:${other.account.id}`], mcp: [`mcp:${mine.account.id}:${mine.server.id}`, `mcp:${other.account.id}:${other.server.id}`] };
      const [from, to] = pair[family];
      return key === from ? harness.records.values.get(to) : value;
    });
  const calls = routesOf(harness, mine).get;
  const [call, , ...ofAccount] = calls;
  const ofServer = calls.slice(7, 11);
  const sent = harness.vendors.calls.length;
  await harness.unhurt(async () => {
    harness.records.fail('get', swapped('account'));
    for (const route of [call, ...ofAccount]) assertRefused(unreadable, await route());
    harness.records.fail('get', swapped('mcp'));
    for (const route of [call, ...ofServer]) assertRefused(unreadable, await route());
  }, { beside: ['vendor'] });
  // One beside it, and the next one.
  assert.equal(harness.vendors.calls.length - sent, 2, 'no credentials went anywhere');
  return 1 + ofAccount.length + 1 + ofServer.length;
});
