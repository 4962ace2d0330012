// Flat arguments become a vendor's path, query and body; what does not fit is refused with every mend, and nothing is sent.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';
import { claim, mirrored } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

const { url } = await worker.mint();
const call = (name, args) => worker.call(url, name, args);

/** The one call that reached the simulator. */
async function sentBy(name, args) {
  const already = worker.pylon.calls.length;
  const answer = await call(name, args);
  const calls = worker.pylon.calls.slice(already);
  assert.equal(calls.length, 1, answer.text ?? JSON.stringify(answer.error));
  return { answer, ...calls[0] };
}

async function refusedBy(name, args) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await call(name, args);
  });
  assert.deepEqual(sent, []);
  assert.equal(answer.status, 200);
  assert.equal(answer.isError, true, answer.text);
  assert.equal(answer.json.statusCode, 400);
  assert.equal(answer.json.error, 'Bad Request');
  assert.equal(answer.json.remote, false);
  return Object.fromEntries(answer.json.details.failures.map(({ argument, message }) => [argument, message]));
}

test('path, query and body keys each go to their place', async () => {
  const window = { start_time: '2026-11-01T00:00:00Z', end_time: '2026-11-20T00:00:00Z' };
  const list = await sentBy('list_all_pylon_issues', { ...window, limit: '3' });
  assert.deepEqual([list.method, list.path, list.query], ['GET', '/issues', { ...window, limit: '3' }]);
  assert.equal(list.body, undefined);

  const until = '2099-12-24T09:00:00Z';
  const [issue] = list.answer.json.result;
  const snooze = await sentBy('pylon_issues_snooze', { id: issue.id, snooze_until: until });
  assert.deepEqual([snooze.method, snooze.path, snooze.query], ['POST', `/issues/${issue.id}/snooze`, {}]);
  assert.deepEqual(snooze.body, { snooze_until: until });

  const update = await sentBy('update_a_pylon_issue_by_id', { title: 'Renamed', tags: ['a', 'b'], id: issue.id });
  assert.deepEqual([update.method, update.path], ['PATCH', `/issues/${issue.id}`]);
  assert.deepEqual(update.body, { title: 'Renamed', tags: ['a', 'b'] });
  assert.equal(update.headers['content-type'], 'application/json');
});

test('a single record is the vendor\'s body under its data, and a list is result and next_cursor', async () => {
  const { answer: list } = await sentBy('list_all_pylon_teams', {});
  assert.deepEqual(Object.keys(list.json), ['result', 'next_cursor']);
  assert.equal(list.json.next_cursor, null);
  const { answer: one } = await sentBy('get_single_pylon_team_by_id', { id: list.json.result[0].id });
  assert.deepEqual(one.json, list.json.result[0]);
});

// A model writes these into an id by accident, an attacker on purpose.
const hostile = [
  'a/b', '../users', '../../me', 'a/../../me', 'a?limit=1', 'a#b', 'a%2fb', '%2e%2e%2fusers', '..%2f..', 'a\r\nX-Evil: 1', 'a\nb', 'a\tb', 'a\u0000b',
  'a b', 'a;b=c', 'a\\..\\b', 'a&b=c', 'ä€💥', 'a:b', '@evil.example', '//evil.example/x', '...', '....', '~', '%', '%zz', '"\'<>`{}|^',
];

for (const value of hostile.filter((value) => /\s/.test(value))) {
  test(`the path value ${JSON.stringify(value)} can be no id and is refused`, async () => {
    const failures = await refusedBy('get_single_pylon_issue_by_id', { id: value });
    assert.match(failures.id, /^must be the id of an issue/);
  });
}

for (const value of hostile.filter((value) => !/\s/.test(value))) {
  test(`the path value ${JSON.stringify(value)} stays inside its segment`, async () => {
    const sent = await worker.sentDuring(() => call('get_single_pylon_issue_by_id', { id: value }));
    assert.equal(sent.length, 1);
    const prefix = 'https://api.usepylon.com/issues/';
    assert.ok(sent[0].url.startsWith(prefix), sent[0].url);
    const segment = sent[0].url.slice(prefix.length);
    assert.doesNotMatch(segment, /[/?#\\\r\n]/, sent[0].url);
    assert.equal(decodeURIComponent(segment), value);
    assert.equal(sent[0].headers.get('x-evil'), null);
  });
}

for (const value of ['', '.', '..', '%2e', '%2E%2e', '.%2e', '%2e.']) {
  test(`the path value ${JSON.stringify(value)} is refused by reads, writes and as a parent, and nothing is sent`, async () => {
    for (const [name, argument, args] of [
      ['get_single_pylon_issue_by_id', 'id', {}],
      ['delete_a_pylon_issue_by_id', 'id', {}],
      ['pylon_issues_snooze', 'id', { snooze_until: '2099-12-24T09:00:00Z' }],
      ['list_all_pylon_messages', 'issue_id', {}],
    ]) {
      const failures = await refusedBy(name, { ...args, [argument]: value });
      assert.deepEqual(Object.keys(failures), [argument], name);
    }
  });
}

test('unknown, missing, wrongly typed and wrong enum arguments are all named in one answer', async () => {
  const failures = await refusedBy('create_a_pylon_tag', { vaule: 'vip', object_type: 'planet', hex_color: ['red', 'blue'] });
  assert.deepEqual(Object.keys(failures).sort(), ['hex_color', 'object_type', 'value', 'vaule']);
  assert.match(failures.vaule, /value/, 'the nearest real key');
  assert.match(failures.object_type, /account.*article.*issue/s);
  assert.match(failures.hex_color, /string/);
});

test('arguments that hold no object are refused', async () => {
  for (const args of ['text', ['list'], 7, null]) {
    const sent = await worker.sentDuring(async () => {
      const answer = await worker.rpc(url, 'tools/call', { name: 'get_single_pylon_issue_by_id', arguments: args });
      assert.ok(answer.error?.code === -32602 || answer.result?.isError === true, answer.text);
    });
    assert.deepEqual(sent, []);
  }
});

test('a tool without required arguments may be called without any', async () => {
  const answer = await worker.rpc(url, 'tools/call', { name: 'list_all_pylon_me' });
  assert.equal(answer.result.isError ?? false, false, answer.text);
});

test('__proto__ and constructor are unknown keys like any other', async () => {
  const params = '{"name":"list_all_pylon_me","arguments":{"__proto__":{"x":1},"constructor":"y"}}';
  const sent = await worker.sentDuring(async () => {
    const answer = await worker.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`,
    });
    const failures = JSON.parse(answer.body.result.content[0].text).details.failures.map(({ argument }) => argument);
    assert.deepEqual(failures.sort(), ['__proto__', 'constructor']);
  });
  assert.deepEqual(sent, []);
});

test('42 and "42" are the same id', async () => {
  for (const id of [42, '42']) {
    const { path } = await sentBy('get_single_pylon_issue_by_id', { id });
    assert.equal(path, '/issues/42');
  }
});

test('a large number as an id keeps its digits', async () => {
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_single_pylon_issue_by_id","arguments":{"id":9007199254740993},"_meta":${JSON.stringify(claim())}}}`;
  const headers = { 'content-type': 'application/json', ...mirrored('tools/call', { name: 'get_single_pylon_issue_by_id' }) };
  const sent = await worker.sentDuring(() => worker.fetch(url, { method: 'POST', headers, body }));
  assert.equal(sent[0].url, 'https://api.usepylon.com/issues/9007199254740993');
});

test('5 and "5" are the same limit, in a query and in a body', async () => {
  const filter = { field: 'state', operator: 'equals', value: 'new' };
  for (const limit of [5, '5']) {
    const search = await sentBy('list_all_pylon_search_issues', { limit, filter });
    assert.equal(search.body.limit, 5);
    const list = await sentBy('list_all_pylon_accounts', { limit });
    assert.equal(list.query.limit, '5');
  }
});

test('an object or list that arrives as a JSON string is healed, a string that looks like JSON is not', async () => {
  const filter = { operator: 'and', subfilters: [{ field: 'state', operator: 'in', values: ['new', 'closed'] }] };
  const search = await sentBy('list_all_pylon_search_issues', { limit: '2', filter: JSON.stringify(filter) });
  assert.deepEqual(search.body.filter, filter);
  const [issue] = search.answer.json.result;
  const update = await sentBy('update_a_pylon_issue_by_id', { id: issue.id, title: '{"a":1}', tags: '["x","y"]' });
  assert.deepEqual(update.body, { title: '{"a":1}', tags: ['x', 'y'] });
});

test('a filter is checked before anything is sent, and the error names the condition', async () => {
  const deep = (depth) => (depth === 0 ? { field: 'state', operator: 'equals', value: 'new' } : { operator: 'and', subfilters: [deep(depth - 1)] });
  for (const filter of [
    { field: 'colour', operator: 'equals', value: 'red' },
    { field: 'state', operator: 'sounds_like', value: 'new' },
    { field: 'title', operator: 'time_is_after', value: '2026-01-01T00:00:00Z' },
    { field: 'created_at', operator: 'time_range', values: ['2026-01-01T00:00:00Z'] },
    { operator: 'and', subfilters: [{ field: 'state', operator: 'equals', value: 'new' }, { field: 'colour', operator: 'equals', value: 'red' }] },
    deep(3),
  ]) {
    const failures = await refusedBy('list_all_pylon_search_issues', { filter });
    assert.ok(Object.keys(failures).every((argument) => argument.startsWith('filter')), JSON.stringify(failures));
  }
  const { answer } = await sentBy('list_all_pylon_search_issues', { filter: deep(2), limit: '1' });
  assert.equal(answer.isError, false, answer.text);
});

test('credentials, headers and hosts are the account\'s, whatever the arguments say', async () => {
  const failures = await refusedBy('list_all_pylon_me', {
    authorization: 'Bearer x', headers: { host: 'evil.example' }, base_url: 'https://evil.example', api_token: 'x',
  });
  assert.deepEqual(Object.keys(failures).sort(), ['api_token', 'authorization', 'base_url', 'headers']);
});

test('a file goes up as a multipart part, from text and from base64', async () => {
  const text = await sentBy('create_a_pylon_attachment', { file: { name: 'note.txt', text: 'hello' }, description: 'A note' });
  assert.equal(text.answer.isError, false, text.answer.text);
  assert.match(text.headers['content-type'], /^multipart\/form-data; boundary=/);
  assert.deepEqual([text.body.file.file, text.body.file.size, text.body.description], ['note.txt', 5, 'A note']);
  assert.ok(text.answer.json.url);

  const bytes = Buffer.from([0x89, 0x50, 0x00, 0xff, 0x0d, 0x0a]);
  const image = await sentBy('create_a_pylon_attachment', { file: { name: 'dot.png', data: bytes.toString('base64'), mime_type: 'image/png' } });
  assert.deepEqual(image.body.file, { file: 'dot.png', type: 'image/png', size: bytes.length });
});

test('a file that is none is refused with the mend', async () => {
  for (const file of ['hello', {}, { name: 'x.bin' }, { name: 'x.bin', data: '###' }, { name: 'x.bin', data: 'aGk=', text: 'hi' }]) {
    const failures = await refusedBy('create_a_pylon_attachment', { file });
    assert.ok(Object.keys(failures).every((argument) => argument.startsWith('file')), JSON.stringify(failures));
  }
});
