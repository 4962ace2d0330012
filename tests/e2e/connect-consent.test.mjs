// Consent at a vendor, against a real OAuth server on loopback: the walk, what is mixed up, and tokens that are renewed where each refresh token is good once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startFir } from '../support/fir.mjs';
import { startWorker } from '../support/harness.mjs';
import { createVisitor } from '../support/visitor.mjs';

const fir = await startFir();
const worker = await startWorker({ build: 'build-test', ...fir.settings, hosts: fir.hosts });
after(async () => {
  await worker.close();
  await fir.close();
});
const { origin } = worker.url;
fir.trust(origin);
fir.secrets.forEach((secret) => worker.tokens.add(secret));

const link = async (wish = {}) => (await worker.must(201, 'POST', '/link-token', { integration: 'fir', ...wish })).url;
const visitor = () => createVisitor({ origins: [origin, fir.origin] });
const words = ({ html }) => html.replace(/<style>[^]*?<\/style>/, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const at = (form, site = 'demo') => ({ ...form, fields: form.fields.map((field) => (field.name === 'context.site' ? { ...field, value: site } : field)) });

/** From the link to the vendor's question. */
async function ask(person, url) {
  const page = await person.open(url);
  assert.equal(page.status, 200, page.html);
  const question = await person.submit(page, { form: at(page.forms[0]), press: ({ value }) => value === 'consent' });
  assert.match(question.html, /Let Fairlead into Fir/);
  return question;
}

async function connect(person, url, answer = 'yes') {
  return person.submit(await ask(person, url), { press: ({ value }) => value === answer });
}

/** An account whose first token is good for so many seconds, and a server of it. */
async function connected(lifetime) {
  fir.lifetimes.push(lifetime);
  const tenant = `tenant-${(tenants += 1)}`;
  const page = await connect(visitor(), await link({ tenant_id: tenant }));
  assert.match(words(page), /Fir is connected/);
  const { result: [account] } = await worker.must(200, 'GET', `/integrated-account?tenant_id=${tenant}`);
  return { account, server: await worker.mint({}, { account }) };
}
let tenants = 0;
const read = (server) => worker.call(server.url, 'list_all_fir_cones', {}, { era: 'legacy' });
const state = async ({ account }) => (await worker.must(200, 'GET', `/integrated-account/${account.id}`)).status;

test('a person agrees at the vendor, and what was found is shown', async () => {
  const url = await link();
  const page = await connect(visitor(), url);
  assert.equal(page.status, 200);
  assert.match(words(page), /Connected as cara@fir\.example \./);
  const { result: [account] } = await worker.must(200, 'GET', '/integrated-account?integration=fir');
  assert.equal(account.authentication_method, 'oauth2');
  const { isError, text } = await read(await worker.mint({}, { account }));
  assert.equal(isError, false, text);
  assert.equal((await visitor().open(url)).status, 404);
});

test('a no at the vendor is told in its words, and the link goes on', async () => {
  const url = await link();
  const person = visitor();
  const page = await connect(person, url, 'no');
  assert.equal(page.status, 400);
  assert.match(words(page), /access_denied: they said no/);
  assert.match(page.html, new RegExp(`href="${new URL(url).pathname}"`));
  assert.match(words(await connect(person, url)), /Fir is connected/);
});

test('what comes back in another browser, with another state, or again connects nothing', async () => {
  const url = await link();
  const person = visitor();
  const question = await ask(person, url);
  // The vendor sends this browser back; it is caught on the way.
  const mine = createVisitor({ origins: [fir.origin] });
  for (const [key, cookie] of person.jar) mine.jar.set(key, cookie);
  const { left } = await mine.submit(question, { press: ({ value }) => value === 'yes' });
  assert.equal(left.pathname, '/connect/callback');
  const elsewhere = await visitor().open(left.href);
  assert.equal(elsewhere.status, 400);
  assert.match(words(elsewhere), /did not begin here/);
  const other = visitor();
  await ask(other, url);
  assert.equal((await other.open(left.href)).status, 400, 'somebody with a consent of their own under way');
  const mixed = new URL(left);
  mixed.searchParams.set('iss', 'https://id.evil.example');
  assert.equal((await person.open(mixed.href)).status, 400);
  const before = fir.asked.length;
  assert.equal((await person.open(left.href)).status, 400, 'the cookie was used up by the answer before');
  assert.equal(fir.asked.length, before, 'the code was sent nowhere');
  assert.match(words(await connect(person, url)), /Fir is connected/);
});

test('a token that is over is renewed by the call that finds it, and calls at once renew once', async () => {
  const { server, ...rest } = await connected(0);
  const before = fir.asked.length;
  const already = fir.revoked();
  const answers = await Promise.all(Array.from({ length: 8 }, () => read(server)));
  for (const { isError, text } of answers) assert.equal(isError, false, text);
  assert.deepEqual(fir.asked.slice(before), ['refresh_token']);
  assert.equal(fir.revoked(), already);
  assert.equal(await state(rest), 'active');
});

test('an account that was renewed many times is not lost', async () => {
  const { server, ...rest } = await connected(0);
  const already = fir.revoked();
  for (let round = 0; round < 3; round += 1) {
    fir.lifetimes.push(0);
    const { isError, text } = await read(server);
    assert.equal(isError, false, text);
  }
  assert.equal(fir.revoked(), already);
  assert.equal(await state(rest), 'active');
});

test('a consent that was taken back makes the account need a person, who connects it again', async () => {
  const { account, server } = await connected(0);
  const record = (await worker.kv.get(`tokens:${account.id}`)) ?? '';
  fir.lifetimes.push(0);
  assert.equal((await read(server)).isError, false);
  // The refresh token of before comes again, from a copy of what was stored.
  await worker.kv.put(`tokens:${account.id}`, JSON.stringify({ ...JSON.parse(record), obtained_at: Math.floor(Date.now() / 1000) + 60 }));
  const refused = await read(server);
  assert.equal(refused.json.statusCode, 401);
  assert.match(refused.json.message, /Fir was asked for access and answered 400: invalid_grant/);
  assert.equal(await state({ account }), 'needs_reauth');
  const url = (await worker.must(201, 'POST', '/link-token', { account_id: account.id })).url;
  assert.match(words(await connect(visitor(), url)), /Fir is connected again/);
  assert.equal(await state({ account }), 'active');
});
