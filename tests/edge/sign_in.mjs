// The doors of sign-in with the real OAuth library in this process: KV that counts, a brake of the test's own, and answers in Rust's place.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const stubs = {
  'cloudflare:workers': 'export class WorkerEntrypoint {}',
  '../index.js': 'export const version = () => "0.0.0"; export const decide = (request) => globalThis.rust.decide(request); export const serveMember = (...all) => globalThis.rust.serveMember(...all);',
};
const hook = `
  const stubs = ${JSON.stringify(stubs)};
  export const resolve = (name, context, next) => (name in stubs ? { url: 'data:text/javascript,' + encodeURIComponent(stubs[name]), shortCircuit: true } : next(name, context));
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`, pathToFileURL('./'));
const { doorOf, openDoor } = await import('../../src/edge/people/door.js');
console.log = () => {};
console.warn = () => {};

export const origin = 'https://mcp.example.com';
const member = { id: 'm1', name: 'Mia', email: 'mia@acme.example', role: 'member', mcp_access: true };
const answers = {
  setup: { public_url: null, access: null, scopes: ['mcp:read', 'mcp:write'], access_token_seconds: 3600, refresh_token_seconds: 90 * 86_400, ema_issuers: [] },
  offer: { member, accounts: [], ask: [] },
  approve: { member: member.id, grant: 'g1', scopes: ['mcp:read'] },
};

globalThis.rust = {
  decide: async (request) => Response.json(answers[new URL(request.url).pathname.slice(1)]),
  // The header says that the answer is Rust's.
  serveMember: async (request) => new Response('{}', { status: request.headers.has('x-is-gone') ? 401 : 200, headers: { 'x-request-id': '1' } }),
};

/** What Cloudflare bills of a namespace, kept in memory. */
function createKv() {
  const kept = new Map();
  let bill;
  const count = (what) => (bill[what] += 1);
  const take = () => {
    const taken = bill;
    bill = { read: 0, written: 0, deleted: 0, listed: 0 };
    return taken;
  };
  take();
  return {
    take,
    get: async (key, { type } = {}) => (count('read'), type === 'json' ? JSON.parse(kept.get(key) ?? 'null') : (kept.get(key) ?? null)),
    put: async (key, value) => (count('written'), void kept.set(key, value)),
    delete: async (key) => (count('deleted'), void kept.delete(key)),
    list: async ({ prefix }) => (count('listed'), { keys: [...kept.keys()].filter((name) => name.startsWith(prefix)).map((name) => ({ name })), list_complete: true }),
  };
}

/** A deployment: `limit` wrong tokens from an address, and no more. */
export function createSignIn({ limit = Infinity } = {}) {
  const kv = createKv();
  const counts = new Map();
  const WRONG_TOKEN_LIMIT = {
    async limit({ key }) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: counts.get(key) <= limit };
    },
  };
  const env = { OAUTH_KV: kv, WRONG_TOKEN_LIMIT };
  const context = { waitUntil() {} };
  const cookies = new Map([['__Host-fairlead-session', 'a-session']]);

  /** A request at its door, with the cookies of one person. */
  async function send(method, target, { headers = {}, body } = {}) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const request = new Request(origin + target, { method, headers: { cookie, ...headers }, body });
    const response = await openDoor(doorOf(new URL(request.url).pathname), request, env, context);
    for (const set of response.headers.getSetCookie()) {
      const [name, ...value] = set.split(';')[0].split('=');
      cookies.set(name, value.join('='));
    }
    return response;
  }

  return { kv, counts, send };
}
