// The host of a vendor's files: signed addresses on a content network, which knows no tokens and refuses with XML.

/** A picture of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const denied = () =>
  new Response('<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>', {
    status: 403,
    headers: { 'content-type': 'text/xml' },
  });

/** `host` is the vendor's, `domain` that of all its hosts, `signature` the query of every address. */
export function createFiles({ host, domain, signature }) {
  const origin = `https://${host}`;
  return {
    /** An address; `path` is encoded already. */
    urlOf: (path) => `${origin}/${path}?${signature}`,

    /** Behind another address than the vendor's own, as `…_BASE_URL` names one, the files are there too. */
    placed: (text, url) => (url.hostname.endsWith(domain) ? text : text.replaceAll(`${origin}/`, `${url.origin}/files/`)),

    /** The path of the file that a request is for; `undefined` when it is for the API. */
    pathOf({ hostname, pathname }) {
      if (hostname === host) return pathname.slice(1);
      return !hostname.endsWith(domain) && pathname.startsWith('/files/') ? pathname.slice('/files/'.length) : undefined;
    },

    /** Whoever has the whole address reads the file; a credential has no business here. */
    read(path, { method, headers, url }) {
      if (method !== 'GET' || headers.has('authorization') || new URL(url).search !== `?${signature}`) return denied();
      if (path.endsWith('.png')) return new Response(Buffer.from(PNG, 'base64'), { headers: { 'content-type': 'image/png' } });
      return new Response(`The file ${decodeURIComponent(path)}.\n`, { headers: { 'content-type': 'text/plain' } });
    },
  };
}
