import { createClient } from '../shared/client.mjs';

const basic = (email, token) => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;

/** Speaks to the simulator as an agent with a token; `token: null` leaves authentication out. */
export const createGladlyClient = (
  fetch,
  { base = 'https://acme.gladly.com/api/v1', email = 'agent@acme.example', token = 'gladly-demo-token' } = {},
) => createClient(fetch, { base, headers: token === null ? {} : { authorization: basic(email, token) } });
