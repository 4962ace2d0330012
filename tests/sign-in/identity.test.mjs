// Attacks on who somebody is: an identity provider, or somebody in its place, that says too much; answers for another browser; addresses that prove
// nothing; links that were used.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { isConsent, openAs, startCompany } from './company.mjs';
import { createKey, createLiar, signedWith, unsigned } from './liar.mjs';
import { authorizationUrl, registerClient } from './oauth.mjs';

const liar = createLiar();
const clientSecret = 'not-a-secret-of-the-client-0123456789';
const company = await startCompany({ vars: liar.settings, secrets: { OIDC_CLIENT_SECRET: clientSecret }, hosts: { [liar.issuer]: liar.host } });
const house = await startCompany();
after(() => company.close());
after(() => house.close());
const attack = attacks('sign-in-identity');

const redirect = 'http://127.0.0.1:41902/callback';
const client = await registerClient(company, { redirect_uris: [redirect] });

/** A person who was sent to the provider: `{visitor, asked}`. */
async function begin() {
  const visitor = company.visitor();
  const { left, ...page } = await visitor.open(authorizationUrl(company, { client, redirect }));
  assert.ok(left, `not sent to the provider but ${page.status}: ${page.html}`);
  assert.equal(left.origin, liar.issuer);
  return { visitor, asked: left };
}

const session = (visitor) => [...visitor.jar.values()].find(({ name }) => name === '__Host-fairlead-session');

/** Nobody is signed in by it. */
function assertNobody(visitor, page, why) {
  assert.equal(page.left, undefined, `${why}: led to ${page.left}`);
  assert.ok(page.status >= 400 && page.status < 500, `${why}: ${page.status} ${page.html}`);
  assert.equal(isConsent(page), false, why);
  assert.equal(session(visitor), undefined, why);
}

attack('identity-is-proved', 'ID tokens: of other issuers, audiences, nonces, times, keys and algorithms; unsigned; missing', 'only the provider itself, asked just now, says who somebody is', async () => {
  const stranger = createKey('k1');
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000);
  const lies = {
    'another issuer': (asked) => liar.token(asked, { iss: 'https://id.evil.example' }),
    'an issuer that begins alike': (asked) => liar.token(asked, { iss: `${liar.issuer}.evil.example` }),
    'an issuer with a slash': (asked) => liar.token(asked, { iss: `${liar.issuer}/` }),
    'no issuer': (asked) => liar.token(asked, { iss: undefined }),
    'another audience': (asked) => liar.token(asked, { aud: 'another-client' }),
    'two audiences and another party': (asked) => liar.token(asked, { aud: ['fairlead', 'another-client'], azp: 'another-client' }),
    'another nonce': (asked) => liar.token(asked, { nonce: 'another' }),
    'no nonce': (asked) => liar.token(asked, { nonce: undefined }),
    'an end that is past': (asked) => liar.token(asked, { iat: now - 2 * hour, exp: now - hour }),
    'no end': (asked) => liar.token(asked, { exp: undefined }),
    'no subject': (asked) => liar.token(asked, { sub: undefined }),
    'a start that is to come': (asked) => liar.token(asked, { nbf: now + hour }),
    'a stranger\'s key': (asked) => liar.token(asked, {}, (claims) => stranger.sign({}, claims)),
    'a key that it brings': (asked) => liar.token(asked, {}, (claims) => stranger.sign({ jwk: stranger.jwk }, claims)),
    'no signature': (asked) => liar.token(asked, {}, unsigned),
    'a signature by the client\'s secret': (asked) => liar.token(asked, {}, (claims) => signedWith(clientSecret, claims)),
    'a signature by the public key': (asked) => liar.token(asked, {}, (claims) => signedWith(JSON.stringify(liar.key.jwk), claims)),
    'a broken token': () => ({ id_token: 'a.b.c' }),
    'no ID token': () => ({}),
    'an error': () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
  };
  for (const [why, lie] of Object.entries(lies)) {
    const { visitor, asked } = await begin();
    liar.say(() => lie(asked));
    assertNobody(visitor, await visitor.open(liar.callback(asked)), why);
  }
  // The control: the same way with an honest token leads in.
  const { visitor, asked } = await begin();
  liar.say(() => liar.token(asked));
  const page = await visitor.open(liar.callback(asked));
  assert.ok(isConsent(page), page.html);
  assert.ok(session(visitor));
  return Object.keys(lies).length;
});

attack('identity-is-proved', 'answers of a provider: another issuer, state, browser; twice; an error in its place', 'an answer opens in the browser that asked, once', async () => {
  const wrong = [
    { iss: 'https://id.evil.example' },
    { iss: undefined },
    { state: 'another' },
    { state: undefined },
    { state: '' },
    { code: undefined },
    { code: undefined, error: 'access_denied' },
    { error: 'access_denied', error_description: '<script>alert(1)</script>' },
  ];
  for (const more of wrong) {
    const { visitor, asked } = await begin();
    liar.say(() => liar.token(asked));
    const page = await visitor.open(liar.callback(asked, more));
    if (page.left) {
      // The person declined: the client may be told so, and gets no code.
      assert.equal(page.left.origin, new URL(redirect).origin);
      assert.equal(page.left.searchParams.get('code'), null);
      assert.equal(page.left.searchParams.get('error'), 'access_denied');
      assert.equal(session(visitor), undefined);
    } else {
      assertNobody(visitor, page, JSON.stringify(more));
      assert.doesNotMatch(page.html, /<script/);
    }
  }
  // Somebody else's answer, opened in a browser that did not ask, signs nobody in as them.
  const thief = await begin();
  liar.say(() => liar.token(thief.asked));
  for (const victim of [company.visitor(), (await begin()).visitor]) assertNobody(victim, await victim.open(liar.callback(thief.asked)), 'another browser');
  // The thief's own browser may go on, and only once.
  assert.ok(isConsent(await thief.visitor.open(liar.callback(thief.asked))));
  const again = company.visitor();
  for (const [key, cookie] of thief.visitor.jar) if (!/session/.test(cookie.name)) again.jar.set(key, cookie);
  assertNobody(again, await again.open(liar.callback(thief.asked)), 'twice');
  assert.ok(liar.asked.every((form) => (form.get('code_verifier') ?? '').length >= 43), 'each code goes with its verifier');
  return wrong.length + 3;
});

attack('identity-is-proved', 'addresses: not verified, verified in words, missing, lists, of a domain or person that is not known', 'an address counts when the provider says it is the person\'s', async () => {
  const claims = [
    { email_verified: false },
    { email_verified: undefined },
    { email_verified: null },
    { email_verified: 0 },
    { email_verified: 'false' },
    { email_verified: 'yes' },
    { email: undefined },
    { email: '' },
    { email: ['mia@acme.example'] },
    { email: { address: 'mia@acme.example' } },
    { email: 'mia@acme.example ', email_verified: false },
    { email: 'mia@acme.example\u0000.evil.example' },
    { email: 'mia@acme.example,eve@evil.example' },
    { email: 'mia@acme.example@evil.example' },
    { email: '"mia@acme.example"@evil.example' },
    { email: 'eve@evil.example' },
    { email: 'mia+x@acme.example' },
    { email: 'm\u0131a@acme.example' },
    { email: '\u217fia@acme.example' },
    { sub: 'mia', email: 'nobody@acme.example' },
  ];
  for (const change of claims) {
    const { visitor, asked } = await begin();
    liar.say(() => liar.token(asked, change));
    assertNobody(visitor, await visitor.open(liar.callback(asked)), JSON.stringify(change));
  }
  // Spelt with capitals it is the same address.
  const { visitor, asked } = await begin();
  liar.say(() => liar.token(asked, { email: 'MIA@Acme.Example' }));
  assert.ok(isConsent(await visitor.open(liar.callback(asked))));
  return claims.length;
});

attack('identity-is-proved', 'a provider whose discovery document names another issuer', 'the provider is the one that is set', async () => {
  const other = createLiar('https://id2.acme.example');
  const lone = await startCompany({ vars: other.settings, secrets: { OIDC_CLIENT_SECRET: clientSecret }, hosts: { [other.issuer]: other.host } });
  const names = ['https://id.evil.example', 'http://id2.acme.example', 'https://id2.acme.example/x', undefined, 42];
  try {
    for (const issuer of names) {
      other.discover({ issuer });
      const page = await lone.visitor().open(`${lone.origin}/sign-in`);
      assert.equal(page.left, undefined, String(issuer));
      assert.ok(page.status >= 400, String(page.status));
    }
    other.discover({});
    assert.equal((await lone.visitor().open(`${lone.origin}/sign-in`)).left?.origin, other.issuer);
  } finally {
    await lone.close();
  }
  return names.length;
});

attack('identity-is-proved', 'real sign-ins: an unproved address, a stranger, somebody without access', 'who may not come in is told, and no client gets a code', async () => {
  const ours = await registerClient(house, { redirect_uris: [redirect] });
  const told = { vic: /verif|proof|confirm/i, eve: /not known|no member|unknown|does not know/i, noa: /Ada Admin/ };
  for (const [who, words] of Object.entries(told)) {
    const visitor = house.visitor();
    const page = await openAs(visitor, authorizationUrl(house, { client: ours, redirect }), who);
    assert.equal(page.left, undefined, `${who} led to ${page.left}`);
    assert.equal(page.status, 403, `${who}: ${page.html}`);
    assert.equal(isConsent(page), false);
    assert.match(page.html, words, who);
  }
  return Object.keys(told).length;
});

attack('sessions-are-fresh', 'sessions that are planted, spoilt, of another kind, of another key', 'no session is taken from outside', async () => {
  const planted = 'fls_' + Buffer.from('k1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAA').toString('base64url');
  const visitor = house.visitor();
  visitor.plant(house.origin, '__Host-fairlead-session', planted);
  const ours = await registerClient(house, { redirect_uris: [redirect] });
  const page = await openAs(visitor, authorizationUrl(house, { client: ours, redirect }), 'mia');
  assert.ok(isConsent(page), page.html);
  const own = session(visitor).value;
  assert.notEqual(own, planted, 'who signs in gets a session of their own');
  assert.match(session(visitor).line, /Secure/i);
  assert.match(session(visitor).line, /HttpOnly/i);
  assert.match(session(visitor).line, /SameSite=Lax/i);
  assert.doesNotMatch(session(visitor).line, /Domain/i);

  const spoilt = [planted, own.slice(0, -2), `${own}A`, own.replace('fls_', 'fla_'), own.slice(4), own.toLowerCase(), 'fls_', '', 'null', `fls_${Buffer.from('k1:a:b').toString('base64url')}`, own.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), `${own.slice(0, 40)}${own.slice(41)}`];
  for (const value of spoilt) {
    const other = house.visitor();
    other.plant(house.origin, '__Host-fairlead-session', value);
    const asked = await other.open(authorizationUrl(house, { client: ours, redirect }));
    assert.equal(isConsent(asked), false, value);
    // Nor does it open the operator's API.
    for (const headers of [{ authorization: `Bearer ${value}` }, { cookie: `__Host-fairlead-session=${value}`, 'sec-fetch-site': 'same-origin' }]) {
      const answer = await house.worker.fetch('/member', { headers: { ...headers, 'cf-connecting-ip': '203.0.113.251' } });
      assert.equal(answer.status, 401, `${value}: ${answer.text}`);
    }
  }
  return spoilt.length * 3 + 1;
});

attack('sessions-are-fresh', 'a member\'s session, and an admin\'s from another site, at the operator\'s API', 'only an admin\'s own page or token operates', async () => {
  const ours = await registerClient(house, { redirect_uris: [redirect] });
  const sessions = {};
  for (const who of ['ada', 'mia']) {
    const visitor = house.visitor();
    await openAs(visitor, authorizationUrl(house, { client: ours, redirect }), who);
    sessions[who] = session(visitor).value;
    house.worker.tokens.add(sessions[who]);
  }
  const cookie = (who) => `__Host-fairlead-session=${sessions[who]}`;
  const tries = [
    [{ authorization: `Bearer ${sessions.mia}` }, [401, 403]],
    [{ cookie: cookie('mia'), 'sec-fetch-site': 'same-origin' }, [401, 403]],
    [{ cookie: cookie('ada') }, [401]],
    [{ cookie: cookie('ada'), 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, [401, 403]],
    [{ cookie: cookie('ada'), 'sec-fetch-site': 'same-site' }, [401, 403]],
    [{ cookie: cookie('ada'), 'sec-fetch-site': 'none' }, [401, 403]],
  ];
  for (const [headers, statuses] of tries) {
    for (const [method, path] of [['GET', '/member'], ['POST', '/integrated-account'], ['DELETE', `/member/${house.ids.noa}`], ['POST', `/member/${house.ids.ada}/sign-in-link`]]) {
      const answer = await house.worker.fetch(path, { method, headers: { ...headers, 'content-type': 'application/json' }, body: method === 'POST' ? '{}' : undefined });
      assert.ok(statuses.includes(answer.status), `${method} ${path} ${JSON.stringify(headers)}: ${answer.status} ${answer.text}`);
    }
  }
  // The control: an admin's own do.
  assert.equal((await house.worker.fetch('/member', { headers: { authorization: `Bearer ${sessions.ada}` } })).status, 200);
  assert.equal((await house.worker.fetch('/member', { headers: { cookie: cookie('ada'), 'sec-fetch-site': 'same-origin' } })).status, 200);
  return tries.length * 4;
});
