import { createClient } from '../client.mjs';

/** A client that sends the headers every call to this vendor needs. */
export function createIntercomClient(
  fetch,
  { base = 'https://api.intercom.io', token = 'intercom-demo-token', headers = {} } = {},
) {
  const plain = createClient(fetch, { base, token });
  const call = (method, path, options = {}) =>
    plain.call(method, path, {
      ...options,
      headers: { accept: 'application/json', 'intercom-version': '2.16', ...headers, ...options.headers },
    });
  return {
    call,
    get: (path, query) => call('GET', path, { query }),
    post: (path, body) => call('POST', path, { body }),
    put: (path, body) => call('PUT', path, { body }),
    delete: (path, body) => call('DELETE', path, { body }),
  };
}
