// Clients that hang up, say one thing and send another, or never stop: their own request ends, what it set going comes to its end, and nobody else notices.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after } from 'node:test';
import { gzipSync } from 'node:zlib';
import { attacks } from '../support/attacks.mjs';
import { adminToken } from '../support/harness.mjs';
import { request } from '../support/mcp.mjs';
import { demoAccounts } from '../support/vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const attack = attacks('faults-client');
const harness = await startHarness();
after(() => harness.close());

const mcpPath = new URL(harness.url).pathname;

/** The bytes of a request: `{head, body}`. A header that is `undefined` is left out. */
function bytesOf(path, { method, headers, body }, changes = {}) {
  const all = { ...headers, host: 'fairlead.example', 'content-length': Buffer.byteLength(body), ...changes };
  const lines = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`);
  return { head: `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, body };
}

const toolCall = ({ name, args }, changes) => bytesOf(mcpPath, request('tools/call', { name, arguments: args }), changes);
const toolList = () => bytesOf(mcpPath, request('tools/list', {}));
const adminCall = (body) => ({
  method: 'POST',
  headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', 'idempotency-key': 'only-once' },
  body: JSON.stringify(body),
});

/** A connection to the Worker; `answer` resolves with what came until it closed. */
async function open() {
  const socket = connect(Number(new URL(harness.worker.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => { text += chunk; }).on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  return { socket, closed, answer: closed.then(() => text) };
}

const reset = (socket, bytes) => new Promise((resolve) => socket.on('close', resolve).write(bytes, () => socket.resetAndDestroy()));

// Where a connection ends: each sends this much and goes.
const { head, body } = toolCall(tools.read('gone'));
const parts = {
  'within the request line': head.slice(0, 20),
  'within the headers': head.slice(0, -10),
  'after the headers': head,
  'within the body': head + body.slice(0, -5),
};

for (const [where, bytes] of Object.entries(parts)) {
  attack('faults-stay-in-their-request', 'a client that hangs up within its request', `a client that hangs up ${where}`, async () => {
    const already = harness.vendors.calls.length;
    await harness.unhurt(async () => {
      const first = await open();
      await reset(first.socket, bytes);
      const second = await open();
      second.socket.end(bytes);
      assert.match(await second.answer, /^(HTTP\/1.1 400 |$)/);
    });
    assert.equal(harness.vendors.calls.length - already, 3, 'nothing was called but by those beside it and after');
    return 2;
  });
}

for (const tool of [tools.read('left'), tools.write('Left')]) {
  attack('faults-stay-in-their-request', 'a client that hangs up before its answer', `${tool.name}: a call whose client hung up comes to its end, once`, async () => {
    const already = harness.vendors.calls.length;
    await harness.unhurt(async () => {
      const held = harness.vendors.hold(tool.path);
      const call = toolCall(tool);
      const { socket, closed } = await open();
      socket.write(call.head + call.body);
      const release = await held;
      socket.resetAndDestroy();
      await closed;
      // The runtime knows by now that the client is gone.
      await harness.mustCall(tools.read('meanwhile'));
      const ended = harness.worker.logged(tool.name);
      assert.ok(release(), 'the Worker still waits for the vendor');
      const { outcome, vendor_status: status } = JSON.parse(await ended);
      assert.deepEqual([outcome, status], ['ok', 200]);
    });
    assert.equal(harness.vendors.calls.length - already, 2 + 3);
    return 1;
  });
}

attack('faults-stay-in-their-request', 'a client that hangs up before its token was looked up', 'a call whose client left before anything was set going is not sent', async () => {
  const already = harness.vendors.calls.length;
  const tool = tools.write('Left early');
  await harness.unhurt(async () => {
    const held = harness.records.hold('get', 'mcp:');
    const call = toolCall(tool);
    const { socket, closed } = await open();
    socket.write(call.head + call.body);
    const release = await held;
    socket.resetAndDestroy();
    await closed;
    await harness.mustCall(tools.read('meanwhile'));
    assert.ok(!release(), 'the Worker waits no longer');
    await harness.mustCall(tools.read('after'));
  });
  assert.equal(harness.vendors.calls.length - already, 2 + 3, 'nothing was called but by those beside it and after');
  return 1;
});

// What could hold much memory goes on to its end, so that clients who hang up make no isolate hold it.
for (const [what, fill, pack, coding] of [
  ['longer than 16 KB', 'x'.repeat(20_000), (bytes) => bytes, {}],
  ['compressed', 'x'.repeat(20_000), gzipSync, { 'content-encoding': 'gzip' }],
]) {
  attack('faults-stay-in-their-request', 'a client that hangs up before its token was looked up, with a long body', `a call whose client left early goes on when its body is ${what}`, async () => {
    const tool = tools.write(`Left ${what} ${fill}`);
    await harness.unhurt(async () => {
      const held = harness.records.hold('get', 'mcp:');
      const { body } = toolCall(tool);
      const bytes = pack(Buffer.from(body));
      const { head } = toolCall(tool, { ...coding, 'content-length': bytes.length });
      const { socket, closed } = await open();
      socket.write(head);
      socket.write(bytes);
      const release = await held;
      socket.resetAndDestroy();
      await closed;
      await harness.mustCall(tools.read('meanwhile'));
      const ended = harness.worker.logged(tool.name);
      assert.ok(release(), 'the Worker still waits for KV');
      assert.equal(JSON.parse(await ended).outcome, 'ok');
    });
    return 1;
  });
}

attack('nothing-is-half-written', 'an operator who hangs up before the answer', 'what an operator set going is done once, and a repeat with its Idempotency-Key tells of it', async () => {
  const writes = [
    { path: '/integrated-account', family: 'account:', fields: { integration: 'pylon', ...demoAccounts.pylon } },
    { path: `/integrated-account/${harness.account.id}/mcp`, family: 'mcp:', fields: { name: 'Left' } },
    { path: '/api-token', family: 'apitoken:', fields: { name: 'Left', scope: 'mcp' } },
  ];
  for (const { path, family, fields } of writes) {
    const kept = () => harness.stored().filter(([key]) => key.startsWith(family)).map(([key]) => key);
    const before = kept();
    await harness.unhurt(async () => {
      const held = harness.records.hold('put', family);
      const { head: start, body: rest } = bytesOf(path, adminCall(fields));
      const { socket, closed } = await open();
      socket.write(start + rest);
      const release = await held;
      socket.resetAndDestroy();
      await closed;
      await harness.mustCall(tools.read('meanwhile'));
      const ended = harness.worker.logged('"verb":"POST","status":201');
      assert.ok(release(), 'the Worker still waits for KV');
      await ended;
    }, { changes: true });
    const repeated = await harness.send(path, adminCall(fields));
    assert.equal(repeated.status, 201, repeated.text);
    const made = kept().filter((key) => !before.includes(key));
    assert.ok(made.length === 1 && made[0].endsWith(repeated.body.id), `${made} is ${repeated.body.id}`);
  }
  return writes.length;
});

attack('faults-stay-in-their-request', 'a client that hangs up within its answer', 'a client that hangs up within a long answer', async () => {
  await harness.unhurt(async () => {
    const list = toolList();
    const { socket, closed } = await open();
    socket.write(list.head + list.body);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await closed;
  });
  return 1;
});

attack('faults-stay-in-their-request', 'a client that does not read its answer', 'a client that never reads', async () => {
  const list = toolList();
  const deaf = await Promise.all(Array.from({ length: 20 }, open));
  await harness.unhurt(async () => {
    for (const { socket } of deaf) socket.pause().write((list.head + list.body).repeat(20));
    await harness.mustCall(tools.read('heard'));
  });
  for (const { socket } of deaf) socket.destroy();
  return deaf.length;
});

const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
const { head: start } = toolCall(tools.read('x'), chunked);
const whole = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const lies = {
  'a chunk size that is no number': start + `zz\r\n${body}\r\n0\r\n\r\n`,
  'chunks that stop': start + whole.slice(0, -5),
  'a length that is too short': toolCall(tools.read('x'), { 'content-length': body.length - 5 }).head + body,
  'a length that is too long': toolCall(tools.read('x'), { 'content-length': body.length + 5 }).head + body,
  'a length that is no number': toolCall(tools.read('x'), { 'content-length': 'ten' }).head + body,
  'two lengths': head.replace('content-length', 'content-length: 3\r\ncontent-length') + body,
  'a name that is no header': head.replace('\r\n', '\r\nno header\r\n') + body,
  'another protocol': 'SSH-2.0-OpenSSH_9.9\r\n\r\n',
  'TLS': Buffer.from('16030100c8010000c40303', 'hex'),
};

for (const [what, bytes] of Object.entries(lies)) {
  attack('faults-stay-in-their-request', 'a client that lies about its request', `a client that sends ${what}`, async () => {
    const already = harness.vendors.calls.length;
    await harness.unhurt(async () => {
      const { socket, answer } = await open();
      socket.end(bytes);
      assert.match(await answer, /^(HTTP\/1.1 [45]|$)/);
    });
    assert.equal(harness.vendors.calls.length - already, 3);
    return 1;
  });
}

const spaces = ' '.repeat(1024 * 1024);
const deep = '['.repeat(10_000) + ']'.repeat(10_000);

for (const [path, authorization] of [[mcpPath, undefined], ['/integrated-account', `Bearer ${adminToken}`]]) {
  const where = path === mcpPath ? '/mcp/{token}' : path;
  const post = (json) => harness.send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...(authorization && { authorization }) }, body: json });

  attack('request-bodies-are-read-to-a-cap', 'a body of 50 MB, or without end', `${where}: a body that is too long is refused before it ends`, async () => {
    for (const [headers, piece, count] of [[{ 'content-length': 50 * spaces.length }, spaces, 50], [chunked, `100000\r\n${spaces}\r\n`, Infinity]]) {
      await harness.unhurt(async () => {
        const { head: opening } = bytesOf(path, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: '' }, headers);
        const refused = harness.worker.logged('"status":413');
        const { socket, answer } = await open();
        let sent = 0;
        const fill = () => {
          while (!socket.destroyed && sent < count && socket.write(piece)) sent += 1;
        };
        socket.on('drain', fill).on('data', () => socket.destroy());
        socket.write(opening);
        fill();
        await refused;
        // The runtime closes a connection whose request it did not read to the end; what of the answer still arrives is up to TCP.
        assert.match(await answer, /^(HTTP\/1.1 413 |$)/);
        assert.ok(socket.bytesWritten < 32 * spaces.length, `${socket.bytesWritten} bytes`);
      });
    }
    return 2;
  });

  attack('faults-stay-in-their-request', 'a body of JSON nested 10,000 levels', `${where}: deep JSON overflows no stack`, async () => {
    const bodies = [deep, `{"a":${deep}}`, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${deep}}`, `{"integration":"pylon","label":${deep}}`, '['.repeat(1_000_000)];
    await harness.unhurt(async () => {
      for (const json of bodies) {
        const { status, body: answered } = await post(json);
        // A refusal of JSON-RPC comes with 200 to a client of an older era.
        assert.ok([200, 400].includes(status) && answered.error !== undefined, `${json.slice(0, 60)}: ${status}`);
      }
    });
    return bodies.length;
  });
}

attack('faults-stay-in-their-request', 'arguments nested 10,000 levels', 'deep arguments where a list or an object belongs are refused', async () => {
  const places = [['create_a_pylon_team', 'user_ids'], ['list_all_pylon_search_issues', 'filter'], ['create_a_pylon_issue', 'custom_fields']];
  // As JSON, and as the string of JSON that some models make of it.
  const values = [deep, JSON.stringify(deep)];
  await harness.unhurt(async () => {
    for (const [name, key] of places) {
      for (const value of values) {
        const call = request('tools/call', { name, arguments: 'HERE' });
        const { status, body: answered } = await harness.send(harness.url, { ...call, body: call.body.replace('"HERE"', `{"${key}":${value}}`) });
        assert.deepEqual([status, answered.result.isError], [200, true]);
      }
    }
  });
  return places.length * values.length;
});

attack('faults-stay-in-their-request', 'a hundred clients that hang up at once, each between two that stay', 'many clients that hang up at once hurt none that stays', async () => {
  const count = 100;
  await harness.unhurt(async () => {
    const calls = Array.from({ length: count }, (_, at) => async () => {
      const tool = tools.read(`gone-${at}`);
      const held = harness.vendors.hold(tool.path);
      const call = toolCall(tool);
      const { socket, closed } = await open();
      const staying = harness.mustCall(tools.read(`stays-${at}`));
      socket.write(call.head + call.body);
      const release = await held;
      socket.resetAndDestroy();
      await closed;
      await Promise.all([staying, harness.mustCall(tools.write(`Stays ${at}`))]);
      release();
    });
    await Promise.all(calls.map((call) => call()));
  });
  return count;
});
