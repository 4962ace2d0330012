import { createRoutes, readCatalogue } from '../shared/catalogue.mjs';

// catalogue.json notation: a trailing ! marks a mandatory key, ^ a read-only one; a|b is an enum, [T] or [T, least, most]
// a list, {"*":T} a map, {"|":[A,B]} one of several shapes, string<=N a text of limited length, a capitalised word one of
// the objects or enums. `cap` is the longest list, `flagged` says that it tells of truncation, `odd` names the statuses
// whose documented error is not a list.
export const { enums, objects, endpoints } = readCatalogue(new URL('./catalogue.json', import.meta.url));

/** What every path begins with. */
export const PREFIX = '/api/v1';

const route = createRoutes(endpoints);

/** The endpoint behind a method and path; null when there is none, and for a path that cannot be decoded. */
export function findEndpoint(method, pathname) {
  if (!pathname.startsWith(`${PREFIX}/`)) return null;
  let parts;
  try {
    parts = pathname
      .slice(PREFIX.length + 1)
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
  const found = route(method, parts);
  return found && { endpoint: found.endpoint, params: Object.fromEntries(found.texts) };
}
