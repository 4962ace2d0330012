// The pages of who connects an account, without a Worker: what records, vendors, operators and people say stays text, and no secret is shown again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePage, connectPage, connectedPage, consentPage, elsewherePage, refusedPage } from '../../src/edge/people/connect_pages.js';

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u0000\`&amp;`;
const secret = 'fake-secret-that-was-typed';
const vendor = { slug: hostile, label: hostile };
const form = {
  vendor,
  account: hostile,
  reconnects: false,
  is_chosen: true,
  steps: [hostile],
  credentials: [{ name: hostile, label: hostile, help: hostile, is_shown: false }, { name: 'email', label: hostile, help: hostile, is_shown: true }],
  variables: [{ name: hostile, help: hostile, values: [hostile], value: hostile, is_required: false }, { name: 'site', help: hostile, values: [], value: null, is_required: true }],
  can_consent: true,
};
const given = { credentials: { [hostile]: secret, email: hostile }, context: { [hostile]: hostile, site: hostile } };
const said = { vendor: hostile, status: 401, message: hostile, again: hostile };
const connected = { vendor: hostile, account: hostile, person: hostile, workspace: hostile, reconnects: true, return_to: `https://app.example/?${encodeURIComponent(hostile)}` };
const page = (more) => connectPage({ form, here: hostile, start: hostile, ...more });

const pages = {
  choose: () => choosePage({ vendors: [vendor], here: '/connect/x' }),
  asked: () => page(),
  'asked of an account that is there': () => page({ form: { ...form, reconnects: true } }),
  'asked without consent': () => page({ form: { ...form, can_consent: false, is_chosen: false, account: null } }),
  'asked for consent alone': () => page({ form: { ...form, credentials: [] } }),
  'wrong fields': () => page({ given, failures: [{ field: `credentials.${hostile}`, message: hostile }, { field: hostile, message: hostile }] }),
  'what a vendor said': () => page({ given, said }),
  'on to the vendor': () => consentPage({ vendor: hostile, goTo: `https://vendor.example/?x=${hostile}`, cookies: [] }),
  'back with nothing': () => refusedPage({ said, cookies: [] }),
  'of another workspace': () => elsewherePage({ elsewhere: { vendor: hostile, account: hostile, workspace: hostile, again: hostile } }),
  connected: () => connectedPage(connected),
  'connected, and nothing is known': () => connectedPage({ ...connected, person: undefined, workspace: undefined, return_to: null }),
};

for (const [name, open] of Object.entries(pages)) {
  test(`${name}: what others say is text, and one heading names the page`, async () => {
    const answer = await open();
    const text = await answer.text();
    assert.doesNotMatch(text, /<script|<img|\u202e|\u0000/);
    const tags = [...text.replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\w+)((?:\s[^<>]*)?)>/g)];
    for (const [, , attributes] of tags) assert.doesNotMatch(attributes.replace(/"[^"]*"/g, ''), /\son\w+=|['`]|\ssrc=/i);
    assert.equal(text.match(/<h1>/g).length, 1);
    assert.ok(!text.includes(secret), 'a secret is shown again');
    assert.match(answer.headers.get('content-security-policy'), /default-src 'none'.*form-action 'self'/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, 'an id is there twice');
    const labels = [...text.matchAll(/<label[^>]* for="([^"]*)"/g)].map(([, id]) => id);
    assert.deepEqual([...labels].sort(), [...ids].sort(), 'each field has its label');
  });
}

const plain = { vendor: { slug: 'acme', label: 'Acme' }, account: null, reconnects: false, is_chosen: false, steps: [], credentials: [{ name: 'key', label: 'Key', help: 'Of Acme.', is_shown: false }], variables: [], can_consent: false };

test('each answer of a vendor has its advice, and what was typed and is no secret is still there', async () => {
  const advice = async (status) => (await connectPage({ form: plain, here: '/', start: '/', given, said: { ...said, vendor: 'Acme', status } })).text();
  for (const [status, words] of [[401, 'does not take this'], [403, 'Give it the permissions'], [404, 'nothing at this address'], [429, 'Wait a minute'], [500, 'does not answer as it should'], [null, 'does not answer as it should'], [400, 'Look at what it said']]) {
    assert.match(await advice(status), new RegExp(words), String(status));
  }
  const email = { name: 'email', label: 'E-mail', help: 'Yours.', is_shown: true };
  const again = await connectPage({ form: { ...plain, credentials: [email] }, here: '/', start: '/', given: { credentials: { email: 'cara@x.example' }, context: {} }, failures: [{ field: 'credentials.email', message: 'is wrong' }] });
  assert.equal(again.status, 400);
  const text = await again.text();
  assert.match(text, /value="cara@x\.example"/);
  assert.match(text, /E-mail is wrong/);
});

test('an address that is none is shown without a host, and stops no page', async () => {
  const text = async (goTo) => (await connectedPage({ ...connected, return_to: goTo })).text();
  assert.match(await text('https://app.example:8443/done'), />Go on to app\.example:8443</);
  for (const none of ['https://app.example:99999/', 'https://1.2.3.999/']) assert.match(await text(none), />Go on</);
});

test('what was found is said as far as it is known', async () => {
  const words = async (more) => (await (await connectedPage({ vendor: 'Acme', account: 'Acme of Cara', reconnects: false, return_to: null, ...more })).text()).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
  assert.match(await words({ person: 'cara', workspace: 'Forest' }), /Connected as cara, workspace Forest\./);
  assert.match(await words({ person: 'cara' }), /Connected as cara\./);
  assert.match(await words({ workspace: 'Forest' }), /Connected to the workspace Forest\./);
  assert.match(await words({}), /Acme takes what you gave\./);
});
