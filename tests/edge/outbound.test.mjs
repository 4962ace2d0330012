// Where the OAuth library may go on a client's word, and a webhook on an operator's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const sent = [];
globalThis.fetch = async (...asked) => sent.push(asked);
const { isPublic } = await import('../../src/edge/outbound.js');

// tests/promises/webhooks.rs holds Rust to the same.
const hosts = JSON.parse(readFileSync(new URL('../support/hosts.json', import.meta.url), 'utf8'));

const ofLibrary = { headers: { 'User-Agent': 'workers-oauth-provider/0.0.0' } };
const ofWebhooks = { method: 'POST', headers: { 'user-agent': 'Fairlead-Webhooks/0.0.0' } };

test('a public host has a name, and not one of a network’s own', () => {
  for (const host of hosts.public) assert.equal(isPublic(new URL(`https://${host}/`).hostname), true, host);
  for (const host of hosts.inside) {
    const address = URL.parse(`https://${host}/`);
    // What is no URL, nobody fetches.
    if (address !== null) assert.equal(isPublic(address.hostname), false, host);
  }
  assert.ok(isPublic('receiver.example.') && hosts.inside.filter((host) => URL.canParse(`https://${host}/`)).length > 60);
});

test('neither the library nor a webhook goes to any other, and neither follows a redirect', async () => {
  for (const asked of [ofLibrary, ofWebhooks]) {
    await fetch('https://claude.example/client.json', asked);
    assert.deepEqual(sent.pop(), ['https://claude.example/client.json', { ...asked, redirect: 'manual' }]);
    for (const host of hosts.inside.filter((host) => URL.canParse(`https://${host}/`))) await assert.rejects(fetch(`https://${host}/client.json`, asked), /not public/, host);
    assert.deepEqual(sent, []);
  }
});

test('what others fetch stays as it is', async () => {
  for (const asked of [['https://10.0.0.1/', { headers: { 'user-agent': 'another' } }], ['https://10.0.0.1/'], [new URL('https://10.0.0.1/'), undefined]]) {
    await fetch(...asked);
    assert.deepEqual(sent.pop().slice(0, asked.length), asked);
  }
});
