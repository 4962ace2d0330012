// Cookies that this host alone can set and read: `__Host-`, so Secure, Path=/ and no Domain.

/** Holds a session; read by Rust too (src/access). */
export const SESSION = '__Host-fairlead-session';
/** Where somebody wanted to go before they signed in by a link. */
export const RETURN = '__Host-fairlead-return';

/** @param {string} state of a sign-in at the identity provider; each has a cookie of its own, so that two tabs can sign in at once */
export const transactionOf = (state) => `__Host-fairlead-oidc-${state.slice(0, 12).replace(/[^\w-]/g, '')}`;

/** @param {string} state of a consent at a vendor, likewise */
export const consentOf = (state) => `__Host-fairlead-connect-${state.slice(0, 12).replace(/[^\w-]/g, '')}`;

/**
 * A cookie's value, the newest where something sends two of a name.
 * @param {Request} request
 * @param {string} name
 */
export function cookieOf(request, name) {
  let value;
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) value = pair.slice(at + 1).trim();
  }
  return value;
}

/**
 * Lax, because each of these is needed when another site sends somebody here.
 * @param {string} name
 * @param {string} value
 * @param {number} seconds
 */
export const setCookie = (name, value, seconds) => `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`;

/** @param {string} name */
export const clearCookie = (name) => setCookie(name, '', 0);
