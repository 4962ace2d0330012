// Links by which somebody connects an account themselves, on the real runtime and without sign-in.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const intercomOauth = 'https://oauth.intercom.example';
const asked = [];
const worker = await startWorker({
  without: 'OAUTH_KV',
  vars: { INTERCOM_CLIENT_ID: 'an-app', INTERCOM_OAUTH_URL: intercomOauth },
  secrets: { INTERCOM_CLIENT_SECRET: 'not-a-secret-of-the-app' },
  hosts: {
    [intercomOauth]: async (request) => {
      asked.push({ url: request.url, headers: request.headers, form: new URLSearchParams(await request.text()) });
      return Response.json({ token: 'intercom-demo-token', access_token: 'intercom-demo-token', token_type: 'Bearer' });
    },
  },
});
after(() => worker.close());
const { origin } = worker.url;

const link = async (wish = {}) => (await worker.must(201, 'POST', '/link-token', wish)).url;
const post = (url, fields, headers = {}) =>
  worker.fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin, 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
const words = ({ text }) => text.replace(/<style>[^]*?<\/style>/, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const accounts = async () => (await worker.must(200, 'GET', '/integrated-account')).result;

test('each vendor is connected from its page, and the page says what was found', async () => {
  const cases = [
    ['pylon', { 'credentials.api_token': 'pylon-demo-token' }, /Connected .*workspace|Connected to the workspace/],
    ['gladly', { 'credentials.email': 'agent@acme.example', 'credentials.api_token': 'gladly-demo-token', 'context.organization': 'acme' }, /Connected to the workspace/],
    ['intercom', { 'credentials.access_token': 'intercom-demo-token' }, /Connected as .*, workspace/],
    ['hubspot', { 'credentials.access_token': 'hubspot-demo-token' }, /HubSpot takes what you gave/],
  ];
  for (const [integration, fields, found] of cases) {
    const url = await link({ integration, tenant_id: `tenant-${integration}` });
    const page = await worker.fetch(url);
    assert.equal(page.status, 200, page.text);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    assert.match(words(page), /Where to find it/);
    const done = await post(url, fields);
    assert.equal(done.status, 200, done.text);
    assert.match(words(done), found);
    const account = (await accounts()).find(({ tenant_id: tenant }) => tenant === `tenant-${integration}`);
    assert.equal(account.integration, integration);
    assert.equal((await worker.fetch(url)).status, 404);
    assert.equal((await post(url, fields)).status, 404);
  }
});

test('who has a link without a vendor chooses, and looking uses nothing up', async () => {
  const url = await link();
  const page = await worker.fetch(url);
  const offered = [...page.text.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, href, label]) => [new URL(href, url).href, label]);
  assert.deepEqual(offered.map(([, label]) => label), ['Gladly', 'HubSpot', 'Intercom', 'Pylon']);
  for (const [href] of offered) assert.equal((await worker.fetch(href)).status, 200);
  assert.equal((await worker.fetch(url, { method: 'HEAD' })).status, 200);
  const done = await post(`${url}?vendor=pylon`, { 'credentials.api_token': 'pylon-demo-token' });
  assert.match(words(done), /Pylon is connected/);
});

test('what the vendor says is shown with what to do, and nothing is half-written', async () => {
  const url = await link({ integration: 'pylon' });
  const before = await worker.records();
  const said = await post(url, { 'credentials.api_token': 'no-such-token-<b>' });
  assert.equal(said.status, 400);
  assert.match(words(said), /Pylon was asked, and nothing was stored\. It does not take this/);
  assert.ok(!said.text.includes('no-such-token'));
  const wrong = await post(url, { 'credentials.api_token': 'é', 'context.region': 'mars' });
  assert.match(words(wrong), /Nothing was stored yet\. API token must be a text .* Region must be one of us, eu/);
  assert.deepEqual(await worker.records(), before);
  assert.match(words(await post(url, { 'credentials.api_token': 'pylon-demo-token-eu', 'context.region': 'eu' })), /Pylon is connected/);
});

test('an account is not connected again to another workspace', async () => {
  const cases = [
    ['pylon', { 'credentials.api_token': 'pylon-demo-token' }, { 'credentials.api_token': 'pylon-demo-token-eu', 'context.region': 'eu' }],
    ['intercom', { 'credentials.access_token': 'intercom-demo-token' }, { 'credentials.access_token': 'intercom-demo-token-eu', 'context.region': 'eu' }],
  ];
  for (const [integration, own, other] of cases) {
    const label = `${integration} of before`;
    assert.equal((await post(await link({ integration, label }), own)).status, 200);
    const { id } = (await accounts()).find((account) => account.label === label);
    const url = await link({ account_id: id });
    const before = await worker.records();
    const refused = await post(url, other);
    assert.equal(refused.status, 409, refused.text);
    assert.match(words(refused), /This is another workspace .* takes what you gave, but it belongs to the workspace .* of before was connected to a different one/);
    assert.deepEqual(await worker.records(), before);
    assert.match(words(await post(url, own)), /is connected again/);
  }
});

test('a form of another site, a link that is none, and other methods get nowhere', async () => {
  const url = await link({ integration: 'pylon' });
  const fields = { 'credentials.api_token': 'pylon-demo-token' };
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }]) {
    assert.equal((await post(url, fields, headers)).status, 403, JSON.stringify(headers));
  }
  for (const none of [`${origin}/connect/`, `${origin}/connect/${'A'.repeat(43)}`, `${url}x`, `${origin}/connect/..%2fmember`, `${url.toLowerCase()}`]) {
    assert.equal((await worker.fetch(none)).status, 404, none);
    assert.equal((await post(none, fields)).status, 404, none);
  }
  assert.equal((await worker.fetch(url, { method: 'DELETE' })).status, 405);
  assert.equal((await worker.fetch(`${origin}/connect/callback?code=x&state=y`)).status, 400);
  assert.equal((await post(`${origin}/connect/callback`, {})).status, 405);
  assert.equal((await post(url, { 'credentials.api_token': 'x'.repeat(70_000) })).status, 413);
  assert.match(words(await post(`${url}/`, fields)), /Pylon is connected/);
});

test('consent is offered beside the token, and the token that comes of it lasts', async () => {
  const url = await link({ integration: 'intercom', label: 'By consent', return_to: 'https://app.example/done' });
  assert.match(words(await worker.fetch(url)), /Agree at Intercom Or paste it yourself/);
  const sent = await post(url, { way: 'consent', 'context.region': 'us' });
  const location = new URL(/content="0;url=([^"]*)"/.exec(sent.text)[1].replaceAll('&amp;', '&'));
  assert.equal(location.origin + location.pathname, `${intercomOauth}/oauth`);
  assert.equal(location.searchParams.get('client_id'), 'an-app');
  assert.equal(location.searchParams.get('redirect_uri'), `${origin}/connect/callback`);
  const cookie = sent.headers.getSetCookie()[0];
  assert.match(cookie, /^__Host-fairlead-connect-[\w-]{12}=[\w-]+; Path=\/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax$/);
  const back = `${origin}/connect/callback?${new URLSearchParams({ code: 'a-code', state: location.searchParams.get('state') })}`;
  assert.equal((await worker.fetch(back)).status, 400, 'another browser');
  const done = await worker.fetch(back, { headers: { cookie: cookie.split(';')[0] } });
  assert.equal(done.status, 200, done.text);
  assert.match(words(done), /Intercom is connected Connected as .* workspace/);
  assert.match(done.headers.getSetCookie()[0], /Max-Age=0/);
  const [{ form, url: to }] = asked;
  assert.equal(to, `${intercomOauth}/auth/eagle/token`);
  assert.deepEqual(Object.fromEntries(form), { grant_type: 'authorization_code', code: 'a-code', redirect_uri: `${origin}/connect/callback`, client_id: 'an-app', client_secret: 'not-a-secret-of-the-app' });
  const account = (await accounts()).find(({ label }) => label === 'By consent');
  assert.deepEqual([account.authentication_method, account.context], ['bearer', { region: 'us' }]);
  assert.match(done.text, new RegExp(`href="https://app\\.example/done\\?integrated_account_id=${account.id}"`));
  assert.equal((await worker.fetch(back, { headers: { cookie: cookie.split(';')[0] } })).status, 404, 'a replay');
});

test('no line of the log has a link in it', async () => {
  const url = await link({ integration: 'pylon' });
  await worker.fetch(url);
  const code = url.split('/').pop();
  const lines = worker.logs().map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  assert.ok(lines.some((line) => line.includes('/connect/:link')));
  assert.ok(lines.every((line) => !line.includes(code)));
});
