// The paths of the console. Those of the operator's API and of MCP servers are Rust's, and none of these is one.

/** Where an operator's session is asked for, begun and ended. */
export const SESSION = '/session';

/** Files with the hash of their content in their names. */
export const HASHED = '/assets/';

/** Files without. */
export const FILES = ['/icon.svg', '/robots.txt'];

/** First segments of the pages, which the console's own router tells apart. */
const PAGES = ['', 'accounts', 'servers', 'people', 'tokens', 'catalogue', 'playground', 'activity'];

/** @param {string} path */
export function isPage(path) {
  const end = path.indexOf('/', 1);
  return PAGES.includes(path.slice(1, end === -1 ? undefined : end));
}
