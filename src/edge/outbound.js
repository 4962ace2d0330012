// Where Fairlead goes on somebody's word: documents and keys of OAuth clients, at addresses that those name themselves, and webhooks. Such an address is
// public, and no redirect is followed from it: it could lead anywhere. What a public name resolves to, the runtime sees to
// (`global_fetch_strictly_public` in wrangler.toml): a Worker resolves none.
// draft-ietf-oauth-client-id-metadata-document-00, 4 and 8.6.

/** The OAuth library and our webhooks say who they are, which tells their requests from everybody else's. */
const GUARDED = ['workers-oauth-provider/', 'Fairlead-Webhooks/'];

/**
 * Names that mean something inside a network, or on this machine, alone. src/events/receiver.rs refuses a webhook there when it is made.
 * https://www.iana.org/assignments/special-use-domain-names
 */
const INSIDE = ['localhost', 'localdomain', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'arpa', 'test', 'invalid', 'onion', 'alt'];

/**
 * Whether a host has a public name. An address of numbers is none, in whatever notation: what others publish and what receives has a name.
 * @param {string} hostname as URL has it, so that every spelling of an IPv4 address is four numbers
 */
export function isPublic(hostname) {
  const name = hostname.replace(/\.$/, '');
  if (!name.includes('.') || name.startsWith('[') || /^[\d.]+$/.test(name)) return false;
  return !INSIDE.some((inside) => name.endsWith(`.${inside}`));
}

const { fetch } = globalThis;

/** @type {typeof fetch} */
globalThis.fetch = (target, init) => {
  const agent = typeof target === 'string' ? new Headers(init?.headers).get('user-agent') : null;
  if (typeof target !== 'string' || !GUARDED.some((name) => agent?.startsWith(name))) return fetch(target, init);
  const { protocol, hostname } = new URL(target);
  // Plain http is on this machine, where the operator's settings named it or let webhooks go; neither the library nor Rust takes another's.
  if (protocol === 'https:' && !isPublic(hostname)) return Promise.reject(new TypeError('the address is not public'));
  return fetch(target, { ...init, redirect: 'manual' });
};
