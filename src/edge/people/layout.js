// What every page has around its content.
import { Html, html } from './html.js';
import { STYLE, contentSecurityPolicy } from './style.js';

// A fairlead: what a rope is led through to where it is wanted.
const LOGO = new Html(
  '<svg viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true"><circle cx="14" cy="14" r="8"/><path d="M1.5 14h8M18.5 14h8"/><circle cx="14" cy="14" r="2.75" fill="currentColor" stroke="none"/></svg>',
);

/**
 * A page as an answer.
 * @param {object} page
 * @param {string} page.title
 * @param {Html} page.content
 * @param {number} [page.status]
 * @param {string} [page.goTo] where the browser goes on to, at once
 * @param {string[]} [page.cookies] values of Set-Cookie
 */
export async function show({ title, content, status = 200, goTo, cookies = [] }) {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${goTo !== undefined && html`<meta http-equiv="refresh" content="0;url=${goTo}">`}
<title>${title} · Fairlead</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>${LOGO}<span>Fairlead</span></header>
<main>
${content}
</main>
</body>
</html>
`;
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': await contentSecurityPolicy(),
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(page.text, { status, headers });
}

/**
 * Sends the browser elsewhere.
 * @param {string} location
 * @param {string[]} [cookies] values of Set-Cookie
 */
export function redirect(location, cookies = []) {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
