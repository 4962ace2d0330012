// A vendor that breaks off, stalls, lies about what it sends, or sends what hurts: the call that met it gets one answer that says what happened,
// and nobody else notices.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { attacks } from '../support/attacks.mjs';
import { answer } from './vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const attack = attacks('faults-vendor');
const harness = await startHarness();
const gladly = await harness.mint(await harness.connect('gladly'));
// Stalls alone meet this deadline: the calls beside them have a minute.
const timeout = 300;
const hasty = await startHarness({ VENDOR_TIMEOUT_MS: String(timeout) });
after(() => Promise.all([harness.close(), hasty.close()]));

const page = '<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';
const record = '{"id":"x","name":"Ada"}';
const data = (json) => `{"data":${json}}`;
const deep = '['.repeat(10_000) + ']'.repeat(10_000);
const flood = (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-header-${at}`, 'some twenty characters']));

// What a call may come to.
const fails = (statusCode, message) => ({ statusCode, message });
const gives = (text) => ({ text });
const lost = fails(502, /could not be reached, or closed the connection/);
const late = fails(504, new RegExp(`no complete answer within ${timeout} ms`));
const broken = fails(502, /JSON that is broken or cut short/);
const long = fails(502, /longer than the 4194304 bytes/);
const good = gives(record);

// What a vendor may do.
const sends = (status, headers, body = data(record)) => (socket) => socket.end(answer(status, headers, body));
const says = (body, headers) => sends(200, headers, body);
const keepsOpen = (bytes) => (socket) => socket.write(bytes);
const resetsAfter = (bytes) => (socket) => socket.write(bytes, () => socket.resetAndDestroy());
const endsWith = (bytes) => (socket) => socket.end(bytes);
const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
const chunk = (body) => `${body.length.toString(16)}\r\n${body}\r\n`;

/** Sends the same bytes for as long as anybody takes them. */
const endless = (head, piece) => (socket) => {
  socket.write(head);
  const bytes = Buffer.alloc(Math.ceil(65_536 / piece.length) * piece.length, piece);
  const fill = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', fill);
  fill();
};
// A body may be any number of compressed members: an endless bomb is one of them without end.
const megabytes = Buffer.alloc(16 * 1024 * 1024, ' ');
const gzipped = gzipSync(megabytes);

/** Sends one byte after the other, each much sooner than the deadline. */
const drips = (socket) => {
  socket.write(answer(200, { 'content-length': 100_000 }));
  const drip = setInterval(() => socket.write(' '), timeout / 10);
  socket.on('close', () => clearInterval(drip));
};

/** By attack: what the vendor does, and what the call comes to. */
const faults = {
  'a vendor that breaks off or speaks no HTTP': [
    ['resets the connection before its headers', (socket) => socket.resetAndDestroy(), lost],
    ['closes the connection before its headers', endsWith(''), lost],
    ['resets the connection within its headers', resetsAfter('HTTP/1.1 200 OK\r\ncontent-ty'), lost],
    ['resets the connection within its body', resetsAfter(answer(200, { 'content-length': 999 }, '{"data":')), lost],
    ['closes the connection within its body', endsWith(answer(200, { 'content-length': 999 }, '{"data":')), lost],
    ['breaks off between chunks', endsWith(answer(200, chunked, chunk(data(record)))), lost],
    ['sends a chunk whose size is no number', endsWith(answer(200, chunked, `zz\r\n${data(record)}\r\n0\r\n\r\n`)), lost],
    ['speaks SSH', endsWith('SSH-2.0-OpenSSH_9.9\r\n'), lost],
    ['sends JSON and no headers', endsWith(data(record)), lost],
    ['sends a body that is no gzip as gzip', says(data(record), { 'content-encoding': 'gzip' }), lost],
    ['sends half a gzip', says(gzipSync(data(record)).subarray(0, 20), { 'content-encoding': 'gzip' }), lost],
  ],
  'a vendor that stalls': [
    ['stalls before its headers', () => {}, late],
    ['stalls within its headers', keepsOpen('HTTP/1.1 200 OK\r\ncontent-ty'), late],
    ['stalls within its body', keepsOpen(answer(200, { 'content-length': 999 }, '{"data":')), late],
    ['stalls between chunks', keepsOpen(answer(200, chunked, chunk('{"data":'))), late],
    ['drips', drips, late],
  ],
  'a vendor that lies in its headers': [
    ['sends 100 headers', says(data(record), flood(100)), good],
    ['sends 1,000 headers', says(data(record), flood(1_000)), good],
    ['sends a header of a megabyte', says(data(record), { 'x-long': 'x'.repeat(1024 * 1024) }), lost],
    ['promises too few bytes', says(data(record), { 'content-length': 10 }), broken],
    ['promises too many bytes', says(data(record), { 'content-length': 999 }), lost],
    ['promises -1 bytes', says(data(record), { 'content-length': -1 }), lost],
    ['promises 10^22 bytes', says(data(record), { 'content-length': '9'.repeat(22) }), lost],
    ['promises "ten" bytes', says(data(record), { 'content-length': 'ten' }), lost],
    ['promises nothing', says(data(record), { 'content-length': undefined }), good],
    ['promises three bytes and sends chunks', says(`${chunk(data(record))}0\r\n\r\n`, { ...chunked, 'content-length': 3 }), good],
    ['says Latin-1 and sends it', says(Buffer.from(data('{"name":"Zoë"}'), 'latin1'), { 'content-type': 'application/json; charset=iso-8859-1' }), broken],
    ['says Latin-1 and sends UTF-8', says(data('{"name":"Zoë"}'), { 'content-type': 'application/json; charset=iso-8859-1' }), gives('{"name":"Zoë"}')],
    ['says UTF-16 and sends it', says(Buffer.from(data(record), 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }), broken],
    ['says a charset that does not exist', says(data(record), { 'content-type': 'application/json; charset="\u00ff' }), good],
    ['says text/html and sends JSON', says(data(record), { 'content-type': 'text/html' }), good],
    ['sends a sign-in page with 200', says(page, { 'content-type': 'text/html' }), fails(502, /text\/html instead of JSON/)],
    ['sends a sign-in page as JSON', says(page), broken],
  ],
  'a vendor that sends text at or over the edge of JSON': [
    ['sends bytes that are no UTF-8', says(Buffer.concat([Buffer.from('{"data":"'), Buffer.of(0xff, 0xfe, 0xc3), Buffer.from('"}')])), broken],
    ['sends a lone surrogate as bytes', says(Buffer.concat([Buffer.from('{"data":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')])), broken],
    ['escapes lone surrogates', says(data('{"a":"\\ud800","\\udc00":1}')), gives('{"a":"\\ud800","\\udc00":1}')],
    ['escapes a lone surrogate in an outer key', says('{"\\ud800":1,"data":{}}'), broken],
    ['sends NaN', says(data('{"a":NaN}')), broken],
    ['sends Infinity', says(data('{"a":-Infinity}')), broken],
    ['sends numbers that no double holds', says(data('[1e999,9007199254740993]')), gives('[1e999,9007199254740993]')],
    ['sends keys twice', says('{"data":1,"data":{"a":1,"a":2}}'), gives('{"a":1,"a":2}')],
    ['sends a NUL within a string', says(data('{"a":"\0"}')), broken],
    ['sends NULs after its JSON', says(`${data(record)}\0\0`), broken],
    ['escapes a NUL', says(data('{"a":"\\u0000"}')), gives('{"a":"\\u0000"}')],
    ['sends a byte order mark', says(`\ufeff${data(record)}`), good],
    ['sends two texts', says(data(record).repeat(2)), broken],
    ['stops within its JSON, as promised', says(data(record).slice(0, -2)), broken],
    ['nests 10,000 levels', says(data(deep)), gives(deep)],
    ['nests 10,000 levels in a refusal', sends(400, {}, `{"errors":${deep}}`), fails(400, /400/)],
    ['opens a million levels and closes none', says('['.repeat(1_000_000)), broken],
  ],
  'a vendor that sends a bomb or has no end': [
    ['sends 50 MB', says(Buffer.alloc(50 * 1024 * 1024, ' ')), long],
    ['sends 50 MB of headers', endless('HTTP/1.1 200 OK\r\n', 'x-header: some twenty characters\r\n'), lost],
    ['has no end', endless(answer(200, { 'content-length': undefined }), ' '), long],
    ['has chunks without end', endless(answer(200, chunked), chunk(' '.repeat(65_536))), long],
    ['has a refusal without end', endless(answer(500, { 'content-length': undefined }), ' '), long],
    ['sends a gzip without end', endless(answer(200, { 'content-length': undefined, 'content-encoding': 'gzip' }), gzipped), long],
    ['sends 16 MB in 16 KB of gzip', says(gzipped, { 'content-encoding': 'gzip' }), long],
    ['sends 16 MB in a few bytes of Brotli', says(brotliCompressSync(megabytes), { 'content-encoding': 'br' }), long],
    // Nobody asked for deflate, and the runtime hands it through as it is.
    ['sends a deflate bomb', says(deflateSync(megabytes), { 'content-encoding': 'deflate' }), broken],
    ['sends a bomb within a bomb', says(gzipSync(gzipped), { 'content-encoding': 'gzip, gzip' }), broken],
  ],
  'a vendor that answers with an odd status': [
    ['sends 204 with a body', sends(204), gives('{"status":204}')],
    ['sends 205 with a body', sends(205), gives('{"status":205}')],
    ['sends 206', sends(206), good],
    ['sends 299', sends(299), good],
    ['sends 304', sends(304), fails(304, /redirect/)],
    ['sends 399', sends(399), fails(399, /redirect/)],
    ['sends 418', sends(418), fails(418, /418/)],
    ['sends 451', sends(451), fails(451, /451/)],
    ['sends 520', sends(520), fails(520, /520/)],
    ['sends 599', sends(599), fails(599, /599/)],
    ['sends 600', sends(600), fails(600, /600/)],
    ['sends 999', sends(999), fails(999, /999/)],
    ['sends a status of four digits', sends(1000), lost],
    ['sends a status of two digits', sends(20), lost],
    ['sends a status that is a word', sends('OK'), lost],
    ['sends 100 before its answer', endsWith(Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), answer(200, {}, data(record))])), good],
    ['sends 103 before its answer', endsWith(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), answer(200, {}, data(record))])), good],
    ['sends 102 and no answer', endsWith('HTTP/1.1 102 Processing\r\n\r\n'), lost],
    ['switches to another protocol', endsWith('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'), fails(101, /101/)],
  ],
};

const all = Object.values(faults).flat();

function assertOutcome(result, { text, statusCode, message }) {
  assert.equal(result.status, 200, result.raw);
  if (text !== undefined) {
    assert.deepEqual([result.isError, result.text], [false, text]);
    return;
  }
  assert.equal(result.isError, true, result.text);
  assert.equal(result.json.statusCode, statusCode, result.text);
  assert.match(result.json.message, message);
  assert.equal(result.json.remote, true);
  assert.ok(result.json.error.length > 0 && result.json.hint.length > 0, result.text);
  assert.doesNotMatch(result.text, /<\/?(html|body|h1|title)\b/i);
  assert.ok(result.text.length < 10_000, 'a failure stays short');
}

for (const [sentence, entries] of Object.entries(faults)) {
  for (const [name, act, outcome] of entries) {
    attack('faults-stay-in-their-request', sentence, `a vendor that ${name}`, async () => {
      const [read, write] = [tools.read('fault'), tools.write('Fault')];
      const { vendors, call, unhurt } = outcome === late ? hasty : harness;
      const already = vendors.calls.length;
      const [reading, writing] = await unhurt(() => {
        for (const { path } of [read, write]) vendors.on(path, act);
        return Promise.all([call(read), call(write)]);
      });
      assertOutcome(reading, outcome);
      assertOutcome(writing, outcome);
      if (outcome === lost || outcome === late) assert.match(writing.json.hint, /unknown whether the change was made/);
      // Two beside it and the next one are three more.
      assert.equal(vendors.calls.length - already, 2 + 3, 'each call is made once');
      return 2;
    });
  }
}

const quick = all.filter(([, , outcome]) => outcome !== late);

attack('faults-stay-in-their-request', 'all of these faults but stalls at once, each between two healthy calls', 'each of many faults at once hits its own call alone', async () => {
  await harness.unhurt(async () => {
    quick.forEach(([, act], at) => harness.vendors.on(`/teams/fault-${at}`, act));
    const calls = quick.flatMap(([, , outcome], at) => [
      harness.mustCall(tools.read(`before-${at}`)),
      harness.call(tools.read(`fault-${at}`)).then((result) => assertOutcome(result, outcome)),
      harness.mustCall(tools.read(`after-${at}`)),
    ]);
    await Promise.all(calls);
  });
  return quick.length;
});

test('a vendor has the whole of its time when that of KV is shorter', async (t) => {
  const slow = await startHarness({ RECORDS_TIMEOUT_MS: '2000', VENDOR_TIMEOUT_MS: '3000' });
  t.after(() => slow.close());
  const tool = tools.read('slow');
  slow.vendors.on(tool.path, () => {});
  const said = slow.worker.logged(tool.name);
  const { json } = await slow.call(tool);
  assert.match(json.message, /no complete answer within 3000 ms/);
  assert.ok(JSON.parse(await said).vendor_ms >= 3000);
});

test('the Worker hangs up on a vendor that is late', async () => {
  const { vendors, call } = hasty;
  for (const [state, start] of Object.entries({ silent: '', 'half said': answer(200, { 'content-length': 1000 }, '{') })) {
    const tool = tools.read(`late-${state.length}`);
    const left = new Promise((resolve) => {
      vendors.on(tool.path, (socket) => {
        if (start) socket.write(start);
        socket.on('close', resolve);
      });
    });
    assertOutcome(await call(tool), late);
    await left;
  }
});

const ends = all.filter(([name]) => /no end|without end/.test(name));

attack('vendor-answers-are-read-to-a-cap', 'a body without end, plain, in chunks, compressed', 'the Worker hangs up on an answer without end', async () => {
  for (const [name, act] of ends) {
    let connection;
    await harness.unhurt(async () => {
      harness.vendors.on('/teams/endless', (socket, call) => {
        connection = { socket, closed: new Promise((resolve) => socket.on('close', resolve)) };
        act(socket, call);
      });
      assertOutcome(await harness.call(tools.read('endless')), long);
      await connection.closed;
    });
    // What both ends of a connection keep in the system's buffers counts as sent.
    assert.ok(connection.socket.bytesWritten < 32 * 1024 * 1024, `${name}: ${connection.socket.bytesWritten} bytes`);
  }
  return ends.length;
});

attack('writes-are-sent-once', 'a kept connection that dies under a write', 'a write is not repeated when a kept connection dies', async () => {
  const write = tools.write('Kept');
  const already = harness.vendors.calls.length;
  await harness.unhurt(async () => {
    let answered = false;
    harness.vendors.on(write.path, (socket) => {
      if (answered) socket.resetAndDestroy();
      else socket.write(answer(200, { connection: 'keep-alive' }, data('{"name":"Kept"}')));
      answered = true;
    });
    await harness.mustCall(write);
    assertOutcome(await harness.call(write), lost);
  });
  assert.equal(harness.vendors.calls.length - already, 2 + 3);
  return 1;
});

attack('faults-stay-in-their-request', 'a vendor that nests 10,000 levels', 'JSON nested 10,000 levels is text, and no structuredContent that a client could not read', async () => {
  const server = await harness.mint(harness.account, { structured: true });
  const result = await harness.unhurt(() => {
    harness.vendors.on('/teams/deep', says(data(`{"a":${deep}}`)));
    return harness.call(tools.read('deep'), server.url);
  });
  assert.equal(result.text, `{"a":${deep}}`);
  assert.ok(!result.raw.includes('structuredContent'));
  return 1;
});

const bytes = Buffer.concat([Buffer.from('\ufeffZo'), Buffer.of(0xeb, 0x00, 0xff), Buffer.from('\r\n{"a":1}')]);
// A NUL is shown, as every hidden character is.
const shown = '\ufeffZo\ufffd\\u0000\ufffd\r\n{"a":1}';

for (const { kind, tool, expected } of [
  { kind: 'text', tool: { name: 'gladly_reports_generate', args: { metricSet: 'AgentSummary' }, path: '/api/v1/reports' }, expected: { type: 'text', text: shown } },
  {
    kind: 'JSON lines',
    tool: { name: 'list_all_gladly_events', args: { startAt: '2026-11-20T08:00:00Z', entities: ['TASK'] }, path: '/api/v1/events' },
    expected: { type: 'text', text: shown },
  },
  {
    kind: 'a file',
    tool: { name: 'gladly_voice_recordings_download', args: { conversation_item_id: 'x' }, path: '/api/v1/conversation-items/x/media/recording' },
    expected: { type: 'audio', data: bytes.toString('base64'), mimeType: 'audio/"><script>' },
  },
]) {
  attack('faults-stay-in-their-request', 'a vendor that sends any bytes as text, JSON lines or a file', `bytes that are no text, as ${kind}`, async () => {
    const [result, tooLong] = await harness.unhurt(async () => {
      harness.vendors.on(tool.path, says(bytes, { 'content-type': 'audio/"><script>; charset=\u00ff' }));
      const first = await harness.call(tool, gladly.url);
      harness.vendors.on(tool.path, endless(answer(200, { 'content-length': undefined, 'content-type': 'audio/wav' }), bytes));
      return [first, await harness.call(tool, gladly.url)];
    });
    assert.deepEqual(result.result.content, [expected]);
    assertOutcome(tooLong, long);
    return 2;
  });
}
