// The origin that sign-in has: its issuer, its cookies and its links are named by it.

/** What is set and cannot work. Names it, never shows its value. */
export class SettingsError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SettingsError';
  }
}

/**
 * The origin that an issuer, its resource and its cookies belong to: of PUBLIC_URL, else of the request.
 * @param {import('./types.js').Settings} settings
 * @param {URL} url of the request
 */
export function originOf({ public_url: publicUrl }, url) {
  if (publicUrl === null) return url.origin;
  const { origin, pathname } = new URL(publicUrl);
  if (pathname !== '/') throw new SettingsError('the var PUBLIC_URL has a path, and sign-in needs a host of its own: set it to https://HOST, or take the binding OAUTH_KV away');
  return origin;
}

/**
 * Whether tokens may travel to this origin: over TLS, or on this machine.
 * @param {string} origin
 */
export function isSafe(origin) {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || isLoopback(hostname);
}

/** @param {string} host */
export function isLoopback(host) {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}
