import { bearer } from '../shared/tokens.mjs';
import { forbidden, unauthorized } from './errors.mjs';

export const DEFAULT_TOKENS = {
  'pylon-demo-token': { organization: 'acme', region: 'us' },
  'pylon-demo-token-eu': { organization: 'acme-eu', region: 'eu' },
  'pylon-restricted-token': { organization: 'acme', region: 'us', restricted: true },
  'pylon-second-token': { organization: 'globex', region: 'us' },
};

export function authenticate(tokens, authorization, region) {
  const text = bearer(authorization);
  if (!text) {
    throw unauthorized(
      'invalid_authorization_header',
      'The Authorization header must use the Bearer scheme, see RFC 6750 section 2.1',
    );
  }
  const token = tokens.get(text);
  if (!token) throw unauthorized('invalid_api_token', 'The API token is unknown or was revoked');
  if (token.region !== region) throw unauthorized('wrong_region_token', 'The API token belongs to another region');
  return token;
}

const isRead = ({ method, op }) => method === 'GET' || op.endsWith('.search');

export function authorize(token, endpoint) {
  const closed = !isRead(endpoint) || endpoint.op.startsWith('audit_logs.');
  if (token.restricted && closed) throw forbidden('The API token is not allowed to do this');
}
