import { describeBody } from './body.mjs';

const queryOf = (searchParams) =>
  Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );

/** A request as a simulator records it: of its credentials the scheme alone, and no status yet. */
export async function describeCall({ method, headers: sent }, url, bytes, route) {
  const headers = Object.fromEntries(sent);
  if (headers.authorization !== undefined) {
    headers.authorization = /^\S+(?= )/.exec(headers.authorization)?.[0] ?? '(no scheme)';
  }
  return {
    method,
    host: url.host,
    path: url.pathname,
    route: route?.endpoint.key ?? null,
    query: queryOf(url.searchParams),
    headers,
    body: await describeBody(bytes, sent),
    // The exact text too: parsing would hide what happened to a large integer.
    text: headers['content-type']?.startsWith('multipart/') ? undefined : new TextDecoder().decode(bytes),
    status: null,
  };
}
