// The host of Pylon's files: signed addresses on a content network, which knows no tokens and refuses with XML.

const HOST = 'https://assets.usepylon.com';
const SIGNATURE = 'Expires=253370764800&Signature=simulated~signature_&Key-Pair-Id=SIMULATED';

/** A picture of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The address of a file; the slash in its name is encoded, as Pylon's are. */
export const fileUrl = (slug, name) => `${HOST}/${slug}%2F${encodeURIComponent(name)}?${SIGNATURE}`;

/** Behind another address than Pylon's own, as `…_BASE_URL` names one, the files are there too. */
export const placed = (text, { hostname, origin }) => (hostname.endsWith('.usepylon.com') ? text : text.replaceAll(`${HOST}/`, `${origin}/files/`));

/** The name of the file that a request is for; `undefined` when it is for the API. */
export function fileOf({ hostname, pathname }) {
  const folder = hostname === new URL(HOST).hostname ? '/' : '/files/';
  const isFile = folder === '/files/' ? pathname.startsWith(folder) : true;
  return isFile ? decodeURIComponent(pathname.slice(folder.length)) : undefined;
}

const denied = () =>
  new Response('<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>', {
    status: 403,
    headers: { 'content-type': 'text/xml' },
  });

/** Answers for a file: whoever has the whole address reads it, and a credential has no business here. */
export function readFile(name, { method, headers, url }) {
  if (headers.has('authorization') || method !== 'GET') return denied();
  const { search } = new URL(url);
  if (search !== `?${SIGNATURE}`) return denied();
  if (name.endsWith('.png')) return new Response(Buffer.from(PNG, 'base64'), { headers: { 'content-type': 'image/png' } });
  return new Response(`The file ${name}.\n`, { headers: { 'content-type': 'text/plain' } });
}
