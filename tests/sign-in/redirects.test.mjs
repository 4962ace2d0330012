// Attacks on where a code is sent: redirects that were not registered, that are no https, that only look right; and metadata documents of clients
// that lead into the house, have no end, or lie.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { startCompany } from './company.mjs';
import { authorizationUrl, openClient, register, registerClient, token } from './oauth.mjs';

const company = await startCompany();
after(() => company.close());
const attack = attacks('sign-in-redirects');

/** The page says no, and nobody is sent anywhere. */
async function stays(visitor, parameters, why) {
  const page = await visitor.open(authorizationUrl(company, parameters));
  assert.equal(page.left, undefined, `${why}: sent to ${page.left}`);
  assert.ok(page.status === 400 || page.status === 401 || page.status === 404, `${why}: ${page.status}`);
  assert.equal(page.headers.get('location'), null);
  assert.doesNotMatch(page.html, /name="handle"/, why);
  assert.doesNotMatch(page.html, /<script|http-equiv|evil\.example\/[^<]*"/i, why);
}

attack('redirects-are-registered', 'redirects that were not registered: other hosts, paths, ports, spellings, schemes', 'a code goes to a registered address alone', async () => {
  const registered = 'https://app.client.example/callback?tenant=1';
  const client = await registerClient(company, { redirect_uris: [registered, 'http://127.0.0.1/callback'] });
  const visitor = company.visitor();
  const wrong = [
    null,
    '',
    'https://evil.example/callback',
    'https://app.client.example.evil.example/callback?tenant=1',
    'https://app.client.example@evil.example/callback?tenant=1',
    'https://evil.example\\@app.client.example/callback?tenant=1',
    'https://app.client.example/callback',
    'https://app.client.example/callback?tenant=1&x=2',
    'https://app.client.example/callback?tenant=1#fragment',
    'https://app.client.example/callback/../evil?tenant=1',
    'https://app.client.example/callback%2f..%2fevil?tenant=1',
    'https://app.client.example/Callback?tenant=1',
    'https://app.client.example:8443/callback?tenant=1',
    'http://app.client.example/callback?tenant=1',
    'https://APP.client.example./callback?tenant=1',
    '//evil.example/callback',
    '/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://127.0.0.1:5000/other',
    'http://127.0.0.2:5000/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://[::ffff:7f00:1]/callback',
    'https://127.0.0.1:5000/callback',
    'http://localhost:5000/callback',
  ];
  for (const redirect of wrong) await stays(visitor, { client, redirect }, String(redirect));
  return wrong.length;
});

attack('redirects-are-registered', 'registrations of plain http, of scripts, of schemes of the machine', 'what could never be safe is not registered', async () => {
  const wrong = [
    ['http://client.example/callback'],
    ['http://10.0.0.5/callback'],
    ['javascript:alert(1)'],
    ['data:text/html,<h1>x</h1>'],
    ['file:///etc/passwd'],
    ['https://client.example/callback#x'],
    ['https://user:word@client.example/callback'],
    ['myapp:/callback'],
    ['*'],
    [],
    ['callback'],
  ];
  for (const uris of wrong) {
    const { status, body, text } = await register(company, { redirect_uris: uris });
    assert.equal(status, 400, `${uris}: ${text}`);
    assert.match(body.error, /^invalid_(redirect_uri|client_metadata)$/, text);
  }
  // Beside a good one it may be stored, and is refused when it is used.
  for (const bad of ['http://client.example/callback', 'myapp:/callback']) {
    const { status, body } = await register(company, { redirect_uris: [bad, 'https://client.example/callback'] });
    if (status === 201) await stays(company.visitor(), { client: body.client_id, redirect: bad }, bad);
    else assert.equal(status, 400);
  }
  return wrong.length + 2;
});

attack('redirects-are-registered', 'ways back after a sign-in that lead to another host', 'after a sign-in one is at home', async () => {
  const ways = [
    'https://evil.example/', '//evil.example/', '/\\evil.example/', '\\\\evil.example', '/%09/evil.example', '/\t/evil.example', 'javascript:alert(1)', 'evil.example',
    'http:evil.example', '/%5cevil.example', '/.//evil.example', '/..//evil.example', '@evil.example', ' //evil.example', '/\n/evil.example', '', '/authorize/../../evil',
  ];
  for (const way of ways) {
    const visitor = company.visitor();
    let page = await visitor.open(`${company.origin}/sign-in?return=${encodeURIComponent(way)}`);
    if (!page.left && page.forms?.some(({ buttons }) => buttons.some(({ name }) => name === 'person'))) {
      page = await visitor.submit(page, { press: ({ value }) => value === 'mia' });
    }
    assert.equal(page.left, undefined, `${way} led to ${page.left}`);
    assert.equal(new URL(page.url).origin === company.origin || new URL(page.url).origin === company.idp.issuer, true);
  }
  return ways.length;
});

const document = (client_id, more = {}) => ({ client_id, client_name: 'A document', redirect_uris: ['https://client.example/callback'], token_endpoint_auth_method: 'none', ...more });

attack('client-documents-are-checked', 'documents at private, local, odd or spoilt addresses: none is fetched', 'no address of a client leads into the house', async () => {
  const visitor = company.visitor();
  const inside = [
    'http://client.example/app.json', 'https://127.0.0.1/app.json', 'https://localhost/app.json', 'https://[::1]/app.json', 'https://10.0.0.5/app.json', 'https://192.168.1.1/app.json',
    'https://172.16.0.1/app.json', 'https://169.254.169.254/latest/meta-data', 'https://[fd00::1]/app.json', 'https://[::ffff:10.0.0.5]/app.json', 'https://0x7f000001/app.json', 'https://2130706433/app.json',
    'https://0.0.0.0/app.json', 'https://017700000001/app.json', 'https://printer/app.json', 'https://localhost./app.json', 'https://a.localhost/app.json', 'https://client.internal/app.json',
    'https://metadata.google.internal/app.json', 'https://printer.local/app.json', 'https://nas.home.arpa/app.json', 'https://1.1.1.1/app.json',
  ];
  const odd = [
    'https://client.example', 'https://client.example/', 'https://client.example/a/../app.json', 'https://user@client.example/app.json', 'https://user:word@client.example/app.json',
    'https://client.example/app.json#x', 'ftp://client.example/app.json', 'file:///app.json', 'https://', 'urn:app',
  ];
  for (const client of [...inside, ...odd]) {
    await stays(visitor, { client, redirect: 'https://client.example/callback' }, client);
    const { status, body } = await token(company, { grant_type: 'authorization_code', code: 'x:y:z', code_verifier: 'x'.repeat(43), client_id: client, redirect_uri: 'https://client.example/callback' });
    assert.ok(status === 400 || status === 401, client);
    assert.equal(body.error, 'invalid_client', client);
  }
  assert.deepEqual(company.worker.egress.refused, [], 'nothing was asked of an address inside');
  return 2 * (inside.length + odd.length);
});

attack('client-documents-are-checked', 'documents that are huge, endless, slow, redirecting, no JSON, or say something else', 'a document that cannot be trusted ends the walk', async () => {
  const bytes = (count) => new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1024).fill(32));
      if ((count -= 1024) <= 0) controller.close();
    },
  });
  const late = [];
  const answers = {
    huge: (id) => new Response(JSON.stringify(document(id, { padding: 'x'.repeat(6 * 1024) }))),
    endless: () => new Response(bytes(1024 * 1024)),
    slow: () => new Promise((resolve) => late.push(() => resolve(new Response('')))),
    redirecting: () => new Response(null, { status: 302, headers: { location: 'https://client.example/good.json' } }),
    inwards: () => new Response(null, { status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data' } }),
    missing: () => new Response('gone', { status: 404 }),
    broken: () => new Response('{"client_id"'),
    list: () => Response.json([]),
    page: () => new Response('<!doctype html><p>no', { headers: { 'content-type': 'text/html' } }),
    other: () => Response.json(document('https://client.example/someone-else.json')),
    anonymous: (id) => Response.json(document(id, { client_name: undefined })),
    homeless: (id) => Response.json(document(id, { redirect_uris: undefined })),
    nowhere: (id) => Response.json(document(id, { redirect_uris: [] })),
    plain: (id) => Response.json(document(id, { redirect_uris: ['http://client.example/callback'] })),
    script: (id) => Response.json(document(id, { redirect_uris: ['javascript:alert(1)', 'https://client.example/callback'] })),
    secret: (id) => Response.json(document(id, { client_secret: 'not-a-secret' })),
    evil: (id) => Response.json(document(id, { redirect_uris: ['https://evil.example/callback'] })),
  };
  company.publish('/good.json', { redirect_uris: ['https://client.example/callback'] });
  await Promise.all(
    Object.entries(answers).map(async ([name, answer]) => {
      const id = company.publish(`/${name}.json`, {}, () => answer(`https://client.example/${name}.json`));
      await stays(company.visitor(), { client: id, redirect: 'https://client.example/callback' }, name);
    }),
  );
  late.forEach((answer) => answer());
  assert.deepEqual(company.worker.egress.sent.filter(({ url }) => url.includes('169.254') || url.endsWith('/good.json')), []);
  return Object.keys(answers).length;
});

attack('client-documents-are-checked', 'names and addresses of clients that are HTML, script or endless', 'what a client says of itself is shown as text', async () => {
  const names = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '<style>*{display:none}</style>', '</title><svg onload=alert(1)>', 'x'.repeat(2000), '\u202eevil', '&lt;b&gt;'];
  for (const client_name of names) {
    const mine = await openClient(company, { metadata: { client_name, client_uri: 'https://client.example/"onclick="alert(1)' } });
    const visitor = company.visitor();
    const url = authorizationUrl(company, { client: mine.client, redirect: mine.redirect });
    let page = await visitor.open(url);
    if (!/name="handle"/.test(page.html)) page = await visitor.submit(page, { press: ({ value }) => value === 'mia' });
    assert.match(page.html, /name="handle"/);
    assert.doesNotMatch(page.html, /<script|<img|<style>\*|<[a-z][^<>]*\son\w+\s*=/i, client_name);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    assert.doesNotMatch(page.html, /\u202e/);
  }
  return names.length;
});
