// What the console may load and where it may be shown: itself, and nowhere else.

/** Scripts and styles are files of this origin; a page asks this origin alone, and no script makes markup of a text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Of everything. */
const ALWAYS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** A year: a file whose content changes has another name. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Kept, and asked about each time. */
export const REVALIDATED = 'no-cache';

/**
 * A file as it leaves.
 * @param {Response} file
 * @param {string} caching
 */
export function withHeaders(file, caching) {
  const response = new Response(file.body, file);
  for (const [name, value] of Object.entries(ALWAYS)) response.headers.set(name, value);
  response.headers.set('cache-control', caching);
  return response;
}
