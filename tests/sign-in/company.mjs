// A company that signs its people in: the built Worker, the company's identity provider, its vendor accounts, and people of every kind.
import assert from 'node:assert/strict';
import { nodeFetch } from '../support/egress.mjs';
import { startWorker } from '../support/harness.mjs';
import { startOpenId } from '../support/openid.mjs';
import { createVisitor } from '../support/visitor.mjs';

export const scopes = ['mcp:read', 'mcp:write', 'mcp:destructive'];

/** Whom the identity provider knows. What Fairlead knows of them is in `members`. */
export const people = {
  ada: { name: 'Ada Admin', email: 'ada@acme.example', email_verified: true },
  mia: { name: 'Mia Member', email: 'mia@acme.example', email_verified: true },
  noa: { name: 'Noa New', email: 'noa@acme.example', email_verified: true },
  vic: { name: 'Vic Victim', email: 'vic@acme.example', email_verified: false },
  eve: { name: 'Eve Elsewhere', email: 'eve@evil.example', email_verified: true },
};

/** Vic may do everything; but whoever comes as Vic has shown no proof of that address. Eve is unknown. */
const members = {
  ada: { role: 'admin', mcp_access: true, accounts: ['pylon', 'intercom', 'own'] },
  mia: { role: 'member', mcp_access: true, accounts: ['pylon'] },
  noa: { role: 'member', mcp_access: false, accounts: [] },
  vic: { role: 'member', mcp_access: true, accounts: ['pylon', 'intercom'] },
};

/** Where clients publish who they are. */
export const clientHost = 'https://client.example';

/** A browser's way to the Worker and the identity provider. */
export const deliver = (url) => nodeFetch(url, { redirect: 'manual' });

/** The Worker's way to the identity provider. The mark of its fetches stays behind. */
function toLoopback(request) {
  request.headers.delete('cf-worker');
  return nodeFetch(request, { redirect: 'manual' });
}

/** What `startWorker` takes, beyond what the sign-in needs. Gives the company: `{worker, idp, origin, mcp, accounts, ids, ...}`. */
export async function startCompany({ vars = {}, secrets = {}, hosts = {}, ...options } = {}) {
  const known = { ...people };
  const idp = await startOpenId({ people: known });
  const documents = new Map();
  const { OIDC_CLIENT_SECRET, ...settings } = idp.settings;
  const worker = await startWorker({
    ...options,
    vars: { ...settings, ...vars },
    secrets: { OIDC_CLIENT_SECRET, ...secrets },
    hosts: {
      [idp.issuer]: toLoopback,
      [clientHost]: ({ url }) => documents.get(new URL(url).pathname)?.() ?? new Response('', { status: 404 }),
      ...hosts,
    },
  });
  const { origin } = worker.url;
  idp.trust(origin);
  worker.tokens.add(OIDC_CLIENT_SECRET);

  const ids = {};
  for (const [id, { role, mcp_access }] of Object.entries(members)) {
    const { name, email } = people[id];
    ids[id] = (await worker.must(201, 'POST', '/member', { email, name, role, mcp_access })).id;
  }
  const accounts = {
    pylon: await worker.connect('pylon', { label: 'Acme Pylon' }),
    intercom: await worker.connect('intercom', { label: 'Acme Intercom' }),
    // Ada connected it with a credential of her own: what is done in it is done in her name.
    own: await worker.connect('intercom', { label: 'Ada herself', owner_member_id: ids.ada }),
  };
  for (const [name, { accounts: theirs }] of Object.entries(members)) {
    const granted = theirs.map((slug) => ({ id: accounts[slug].id, config: { tool_names: 'short' } }));
    await worker.must(200, 'PATCH', `/member/${ids[name]}`, { accounts: granted });
  }

  /** A client's metadata document, under the host of clients: its address, which is the client's id. `answer` gives another answer. */
  function publish(path, metadata, answer) {
    const client_id = `${clientHost}${path}`;
    const document = { client_id, client_name: 'A client with a document', token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], ...metadata };
    documents.set(path, answer ?? (() => Response.json(document)));
    return client_id;
  }

  /** Somebody at a browser with nothing in it. */
  const visitor = () => createVisitor({ origins: [origin, idp.issuer] });

  return {
    worker, origin, accounts, ids, publish, visitor,
    idp: { ...idp, people: known },
    mcp: `${origin}/mcp`,
    account: (slug) => `${origin}/mcp/a/${accounts[slug].id}`,
    async close() {
      try {
        await worker.close();
      } finally {
        await idp.close();
      }
    },
  };
}

const isSignIn = ({ forms }) => forms.some(({ buttons }) => buttons.some(({ name }) => name === 'person'));
export const isConsent = ({ forms }) => forms.some(({ fields }) => fields.some(({ name }) => name === 'handle'));
export const consentForm = ({ forms }) => forms.find(({ fields }) => fields.some(({ name }) => name === 'handle'));

/** Opens a page as `as`, through the identity provider when it asks: the page that comes then, or where it led. */
export async function openAs(visitor, url, as) {
  const page = await visitor.open(url);
  if (page.left || !isSignIn(page)) return page;
  return visitor.submit(page, { press: ({ value }) => value === as });
}

/** All of a walk: opens the authorization URL, signs in, ticks what is in `allow` (what is ticked already unless given) and presses the button. */
export async function authorize(visitor, url, { as, allow, deny = false }) {
  const page = await openAs(visitor, url, as);
  if (page.left) return page.left;
  assert.ok(isConsent(page), `no consent page but ${page.status}: ${page.html}`);
  const { left, ...other } = await visitor.submit(page, {
    form: consentForm(page),
    press: ({ value }) => value === (deny ? 'deny' : 'allow'),
    tick: allow && ((value) => allow.includes(value)),
  });
  assert.ok(left, `not sent back to the client but ${other.status}: ${other.html}`);
  return left;
}
