// Where the OAuth library may go on a client's word.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const sent = [];
globalThis.fetch = async (...asked) => sent.push(asked);
const { isPublic } = await import('../../src/edge/people/outbound.js');

const ofLibrary = { headers: { 'User-Agent': 'workers-oauth-provider/0.0.0' } };
const hostOf = (host) => new URL(`https://${host}/`).hostname;

test('a public host has a name, and not one of a network’s own', () => {
  for (const host of ['claude.example', 'CLAUDE.example', 'a.b.claude.example.', 'localhost.example', '1.example']) assert.equal(isPublic(hostOf(host)), true, host);
  const inside = [
    'localhost', 'localhost.', 'x.localhost', 'printer', 'printer.local', 'x.home.arpa', 'metadata.google.internal', 'METADATA.google.INTERNAL.',
    '127.0.0.1', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '169.254.169.254', '10.0.0.1.', '[::1]', '[::ffff:127.0.0.1]', '[fd00::1]',
  ];
  for (const host of inside) assert.equal(isPublic(hostOf(host)), false, host);
});

test('the library goes to no other, and follows no redirect', async () => {
  await fetch('https://claude.example/client.json', ofLibrary);
  assert.deepEqual(sent.pop(), ['https://claude.example/client.json', { ...ofLibrary, redirect: 'manual' }]);
  await assert.rejects(fetch('https://10.0.0.1/client.json', ofLibrary), /not public/);
  assert.deepEqual(sent, []);
});

test('what others fetch stays as it is', async () => {
  for (const asked of [['https://10.0.0.1/', { headers: { 'user-agent': 'another' } }], ['https://10.0.0.1/'], [new URL('https://10.0.0.1/'), undefined]]) {
    await fetch(...asked);
    assert.deepEqual(sent.pop().slice(0, asked.length), asked);
  }
});
