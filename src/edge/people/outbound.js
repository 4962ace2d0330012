// What the OAuth library fetches: documents and keys of clients, at addresses that those name themselves. Such an address is public, and no redirect is
// followed from it: it could lead anywhere. What a public name resolves to, the runtime sees to (`global_fetch_strictly_public` in wrangler.toml).
// draft-ietf-oauth-client-id-metadata-document-00, 4 and 8.6.

/** The library says who it is, which tells its requests from everybody else's. */
const LIBRARY = 'workers-oauth-provider/';

/** Names that mean something inside a network alone. https://www.iana.org/assignments/special-use-domain-names */
const INSIDE = ['localhost', 'local', 'internal', 'home.arpa'];

/**
 * Whether a host has a public name. An address of numbers is none: what a client publishes has a name.
 * @param {string} hostname as URL has it, so that every spelling of an IPv4 address is four numbers
 */
export function isPublic(hostname) {
  const name = hostname.replace(/\.$/, '');
  if (!name.includes('.') || name.startsWith('[') || /^[\d.]+$/.test(name)) return false;
  return !INSIDE.some((inside) => name === inside || name.endsWith(`.${inside}`));
}

const { fetch } = globalThis;

/** @type {typeof fetch} */
globalThis.fetch = (target, init) => {
  if (typeof target !== 'string' || !new Headers(init?.headers).get('user-agent')?.startsWith(LIBRARY)) return fetch(target, init);
  const { protocol, hostname } = new URL(target);
  // Plain http is of an issuer that the operator named, on this machine; the library takes no client's.
  if (protocol === 'https:' && !isPublic(hostname)) return Promise.reject(new TypeError('the address is not public'));
  return fetch(target, { ...init, redirect: 'manual' });
};
