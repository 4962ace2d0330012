import { ApiError, unauthorized } from './errors.mjs';

export const DEFAULT_TOKENS = {
  'intercom-demo-token': { workspace: 'acme', region: 'us' },
  'intercom-demo-token-eu': { workspace: 'acme-eu', region: 'eu' },
  'intercom-demo-token-au': { workspace: 'acme-au', region: 'au' },
  'intercom-restricted-token': { workspace: 'acme', region: 'us', restricted: true },
  'intercom-second-token': { workspace: 'globex', region: 'us' },
};

// A token of another region is simply unknown where it is tried.
export function authenticate(tokens, text, region) {
  const token = text && tokens.get(text);
  if (!token || token.region !== region) throw unauthorized();
  return token;
}

export function authorize(token, endpoint) {
  if (!token.restricted || endpoint.effect === 'read') return;
  const scope = endpoint.scope ? ` (${endpoint.scope})` : '';
  throw new ApiError(403, 'forbidden', `You do not have the required scope${scope} to access this resource`);
}
