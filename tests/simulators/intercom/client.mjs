import { bearerHeader, createClient } from '../shared/client.mjs';

/** A client that sends the headers every call to this vendor needs. */
export const createIntercomClient = (
  fetch,
  { base = 'https://api.intercom.io', token = 'intercom-demo-token', headers = {} } = {},
) =>
  createClient(fetch, {
    base,
    headers: { ...bearerHeader(token), accept: 'application/json', 'intercom-version': '2.16', ...headers },
  });
