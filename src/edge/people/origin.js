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
 * Where people find this Worker: by PUBLIC_URL, else where the request was sent. A path is one that a proxy takes away before a request gets here, so
 * what a page links to begins with it.
 * @param {import('./types.js').Settings} settings
 * @param {URL} url of the request
 * @returns {{ origin: string, base: string }}
 */
export function placeOf({ public_url: publicUrl }, url) {
  if (publicUrl === null) return { origin: url.origin, base: '' };
  const { origin, pathname } = new URL(publicUrl);
  return { origin, base: pathname.replace(/\/+$/, '') };
}

/**
 * The origin that an issuer, its resource and its cookies belong to, which no path is part of.
 * @param {import('./types.js').Settings} settings
 * @param {URL} url of the request
 */
export function originOf(settings, url) {
  const { origin, base } = placeOf(settings, url);
  if (base !== '') throw new SettingsError('the var PUBLIC_URL has a path, and sign-in needs a host of its own: set it to https://HOST, or take the binding OAUTH_KV away');
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
