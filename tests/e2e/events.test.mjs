// Webhooks on the real runtime, against receivers that take, fail, stall, redirect and repeat; and the cron trigger.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { startWorker } from '../support/harness.mjs';

/** A receiver: answers as `answer` says, and tells who waits of each request. */
function receiver(answer = () => new Response(null, { status: 204 })) {
  const arrivals = new EventEmitter();
  const taken = [];
  const held = {
    answer,
    /** Everything that came since this was asked last, as soon as there are so many. */
    async received(count) {
      while (taken.length < count) await once(arrivals, 'one');
      return taken.splice(0);
    },
    waiting: () => taken.length,
    async handle(request) {
      const text = await request.text();
      taken.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), text, body: JSON.parse(text) });
      arrivals.emit('one');
      return held.answer(request);
    },
  };
  return held;
}

const good = receiver();
const bad = receiver();
const inside = receiver();
const worker = await startWorker({
  hosts: {
    'https://good.receiver.example': good.handle,
    'https://bad.receiver.example': bad.handle,
    'https://inside.receiver.example': inside.handle,
  },
});
after(() => worker.close());

const make = (host, fields = {}) => worker.must(201, 'POST', '/webhook', { url: `https://${host}.receiver.example/hook?key=fake`, ...fields });
const shown = ({ id }) => worker.must(200, 'GET', `/webhook/${id}`);
const remove = ({ id }) => worker.must(200, 'DELETE', `/webhook/${id}`);
const names = (received) => received.map(({ body }) => body.event);
const agenda = async () => (await worker.records()).filter(({ name }) => name.startsWith('agenda:'));

/** What is due in the future is due now: the runtime's clock cannot be moved. */
async function bringForward() {
  for (const { name, value } of await agenda()) {
    await worker.kv.delete(name);
    await worker.kv.put(name.replace(/^agenda:\d+/, `agenda:${'0'.repeat(11)}1`), value);
  }
}

test('what an operator does is told, signed by the standard, and holds no secret', async () => {
  const hook = await make('good');
  const account = await worker.connectPylon({ label: 'Acme <b>support</b>' });
  const [created, active] = await good.received(2);
  assert.deepEqual(names([created, active]), ['account.created', 'account.active']);
  const verifier = new Webhook(hook.secret);
  assert.deepEqual(verifier.verify(created.text, created.headers), created.body);
  assert.throws(() => verifier.verify(created.text.replace('Acme', 'Evil'), created.headers), /signature/i);
  const old = { ...created.headers, 'webhook-timestamp': String(Number(created.headers['webhook-timestamp']) - 600) };
  assert.throws(() => verifier.verify(created.text, old), /old/i);
  const bytes = Buffer.from(hook.secret.slice('whsec_'.length), 'base64');
  const signed = `${created.headers['webhook-id']}.${created.headers['webhook-timestamp']}.${created.text}`;
  assert.equal(created.headers['webhook-signature'], `v1,${createHmac('sha256', bytes).update(signed).digest('base64')}`);
  assert.equal(created.headers['x-fairlead-signature'], `format=sha256,v=${createHmac('sha256', hook.secret).update(created.text).digest('hex')}`);
  assert.equal(created.url, 'https://good.receiver.example/hook?key=fake');
  assert.equal(created.method, 'POST');
  assert.match(created.headers['user-agent'], /^Fairlead-Webhooks\//);
  assert.equal(created.headers['content-type'], 'application/json');
  assert.deepEqual(created.body.payload, await worker.must(200, 'GET', `/integrated-account/${account.id}`));

  const server = await worker.mint({ approve: ['write'] }, { account });
  const [minted] = await good.received(1);
  assert.equal(minted.body.payload.id, server.id);
  await worker.must(200, 'DELETE', `/integrated-account/${account.id}`);
  const gone = await good.received(2);
  assert.deepEqual(names(gone), ['server.revoked', 'account.deleted']);
  for (const { text } of [created, active, minted, ...gone]) {
    for (const secret of [server.token, server.url, server.approval_code, hook.secret, 'fl_', 'pylon-demo-token', 'whsec_']) assert.ok(!text.includes(secret), secret);
  }
  assert.equal((await shown(hook)).secret, undefined);
  await remove(hook);
});

test('a 401 of the vendor is told once, and credentials that work again are', async () => {
  const account = await worker.connectPylon({ credentials: { api_token: 'pylon-restricted-token' } });
  const hook = await make('good', { events: ['account.needs_reauth', 'account.reactivated'] });
  await worker.must(200, 'PATCH', `/integrated-account/${account.id}/credentials`, { credentials: { api_token: 'fake-token-that-nobody-knows' } });
  const server = await worker.mint({}, { account });
  await worker.call(server.url, 'list_all_pylon_user_roles', {});
  const [refused] = await good.received(1);
  assert.equal(refused.body.event, 'account.needs_reauth');
  assert.equal(refused.body.payload.status, 'needs_reauth');
  await worker.call(server.url, 'list_all_pylon_user_roles', {});
  await worker.must(200, 'PATCH', `/integrated-account/${account.id}/credentials`, { credentials: { api_token: 'pylon-demo-token' } });
  const [again] = await good.received(1);
  assert.deepEqual([again.body.event, again.body.payload.status], ['account.reactivated', 'active']);
  await remove(hook);
});

test('a receiver that fails gets the same event again, and the operator’s requests know nothing of it', async () => {
  const hook = await make('bad', { events: ['server.created'] });
  bad.answer = () => new Response('x'.repeat(1_000_000), { status: 500 });
  const server = await worker.mint();
  const [first] = await bad.received(1);
  while ((await agenda()).length === 0) await worker.must(200, 'GET', '/integration');
  // It is written after the next time.
  let last;
  while (!last) ({ last_delivery: last } = await shown(hook));
  assert.equal(last.status_code, 500);
  await worker.scheduled();
  assert.equal(bad.waiting(), 0, 'not before its time');
  await bringForward();
  bad.answer = () => new Response('ok');
  await worker.scheduled();
  const [second] = await bad.received(1);
  assert.equal(second.text, first.text);
  assert.equal(second.headers['webhook-id'], first.headers['webhook-id']);
  new Webhook(hook.secret).verify(second.text, second.headers);
  assert.deepEqual(await agenda(), []);
  await worker.scheduled();
  assert.equal(bad.waiting(), 0, 'once it is taken, no more');
  assert.equal(first.body.payload.id, server.id);
  await remove(hook);
});

test('a receiver that stalls ends after five seconds, and one behind a redirect is never asked', async () => {
  const hook = await make('bad', { events: ['account.created'] });
  const quick = await make('good', { events: ['account.created'] });
  bad.answer = () => new Promise(() => {});
  await worker.connectPylon();
  assert.equal((await good.received(1)).length, 1, 'the other one is told');
  const stalled = await worker.must(200, 'POST', `/webhook/${hook.id}/test`);
  assert.deepEqual([stalled.success, stalled.status_code, stalled.message], [false, null, 'No answer within 5 seconds.']);
  for (const status of [301, 302, 307, 308]) {
    bad.answer = () => new Response(null, { status, headers: { location: 'https://inside.receiver.example/' } });
    const tested = await worker.must(200, 'POST', `/webhook/${hook.id}/test`);
    assert.deepEqual([tested.success, tested.status_code], [false, status]);
  }
  assert.equal(inside.waiting(), 0);
  await bad.received(1);
  while ((await agenda()).length === 0) await worker.must(200, 'GET', '/integration');
  await remove(hook);
  await bringForward();
  await worker.scheduled();
  assert.deepEqual([bad.waiting(), await agenda()], [0, []], 'what is kept for a webhook that is gone is not sent');
  await remove(quick);
});

test('a server that ends within a day is told by the cron trigger, once, and its end when KV has forgotten it', async () => {
  const in12Hours = `${new Date(Date.now() + 12 * 3_600_000).toISOString().slice(0, 19)}Z`;
  const later = `${new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 19)}Z`;
  const account = await worker.connectPylon();
  const server = await worker.mint({}, { account, expires_at: in12Hours });
  await worker.mint({}, { account, expires_at: later });
  await worker.mint({}, { account });
  const hook = await make('good', { events: ['server.expiring', 'server.expired'] });
  await worker.scheduled();
  const [expiring] = await good.received(1);
  assert.deepEqual([expiring.body.event, expiring.body.payload.id, expiring.body.payload.expires_at], ['server.expiring', server.id, in12Hours]);
  await worker.scheduled();
  assert.equal(good.waiting(), 0);
  await worker.kv.delete(`mcp:${account.id}:${server.id}`);
  await bringForward();
  await worker.scheduled();
  const [expired] = await good.received(1);
  assert.deepEqual([expired.body.event, expired.body.payload.id], ['server.expired', server.id]);
  assert.deepEqual(await agenda(), []);
  await remove(hook);
});

test('no log line holds the URL of a receiver, which can be a secret', async () => {
  const lines = worker.logs().map(({ message }) => String(message)).join('\n');
  assert.match(lines, /event not delivered/);
  assert.ok(!lines.includes('receiver.example') && !lines.includes('key=fake'), lines);
});
