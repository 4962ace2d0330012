import { bearerHeader, createClient } from '../shared/client.mjs';

/** Speaks to the simulator with a token; `token: null` leaves authentication out. */
export const createPylonClient = (fetch, { base = 'https://api.usepylon.com', token = 'pylon-demo-token' } = {}) =>
  createClient(fetch, { base, headers: bearerHeader(token) });
