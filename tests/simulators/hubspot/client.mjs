import { bearerHeader, createClient } from '../shared/client.mjs';

/** Speaks to the simulator with a token; `token: null` leaves authentication out. */
export const createHubspotClient = (fetch, { base = 'https://api.hubapi.com', token = 'hubspot-demo-token' } = {}) =>
  createClient(fetch, { base, headers: bearerHeader(token) });
