import { createClient } from '../client.mjs';

const basic = (email, token) => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;

/** Speaks to the simulator as an agent with a token; `token: null` leaves authentication out. */
export function createGladlyClient(
  fetch,
  { base = 'https://acme.gladly.com/api/v1', email = 'agent@acme.example', token = 'gladly-demo-token' } = {},
) {
  const client = createClient(fetch, { base, token: null });
  const authorization = token === null ? {} : { authorization: basic(email, token) };
  const call = (method, path, options = {}) =>
    client.call(method, path, { ...options, headers: { ...authorization, ...options.headers } });
  return {
    call,
    get: (path, query) => call('GET', path, { query }),
    post: (path, body) => call('POST', path, { body }),
    put: (path, body) => call('PUT', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    delete: (path) => call('DELETE', path),
  };
}
