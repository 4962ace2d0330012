// The paths of sign-in, and where a person may be sent from them.

export const AUTHORIZE = '/authorize';
export const TOKEN = '/oauth/token';
export const REGISTER = '/oauth/register';
export const SIGN_IN = '/sign-in';
export const CALLBACK = '/sign-in/callback';
export const LINK = '/sign-in/link/';
export const SIGN_OUT = '/sign-out';
export const APPROVE = '/approve/';
export const CONNECT = '/connect/';
export const CONSENT_CALLBACK = '/connect/callback';
export const MCP = '/mcp';
export const ACCOUNT = '/mcp/a/';
export const CARD = '/mcp/server-card';
export const CATALOG = '/.well-known/ai-catalog.json';
export const RESOURCE_METADATA = '/.well-known/oauth-protected-resource/mcp';
export const SERVER_METADATA = '/.well-known/oauth-authorization-server';

/**
 * A path of this host, with its query, from what a request says; undefined when it leads anywhere else. What a URL parser makes of the text counts,
 * because a browser has one too: `//host`, `/\host` and `javascript:` are other places to it.
 * @param {string | null | undefined} value
 * @param {string} origin
 */
export function ownPath(value, origin) {
  if (!value?.startsWith('/') || !URL.canParse(value, origin)) return undefined;
  const url = new URL(value, origin);
  // `/.//host` is of this origin, and its path on its own is not.
  if (url.origin !== origin || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search;
}

/**
 * Whether a form of this host's own pages posted the request. Every browser of today says so; one that says nothing is no browser, and has no
 * cookies to misuse.
 * @param {Request} request
 * @param {string} origin
 */
export function isOwnForm(request, origin) {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const from = request.headers.get('origin');
  return from === null || from === origin;
}
