import { forbidden, unauthorized } from './errors.mjs';
import { stateKey } from './hosts.mjs';

const ROLES = ['API User', 'Compliance Admin'];

export const DEFAULT_TOKENS = {
  'gladly-demo-token': { email: 'agent@acme.example' },
  'gladly-clerk-token': { email: 'clerk@acme.example', roles: ['API User'] },
  'gladly-no-api-token': { email: 'trainee@acme.example', roles: [] },
  'gladly-sandbox-token': { email: 'agent@acme.example', environment: 'sandbox' },
  'gladly-second-token': { email: 'agent@globex.example', organization: 'globex' },
};

export function completeToken(token) {
  const organization = token.organization ?? 'acme';
  return { organization, email: `agent@${organization}.example`, environment: 'production', roles: ROLES, ...token };
}

function readBasic(authorization) {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '') ?? [];
  const text = encoded && Buffer.from(encoded, 'base64').toString();
  const at = text?.indexOf(':') ?? -1;
  return at > 0 ? { email: text.slice(0, at), secret: text.slice(at + 1) } : null;
}

/** The token the header proves, or null: unknown, another agent's, another organization's or environment's. */
export function findToken(tokens, authorization, host) {
  const sent = readBasic(authorization);
  const token = sent && tokens.get(sent.secret);
  if (!token || token.email.toLowerCase() !== sent.email.toLowerCase()) return null;
  return !host || stateKey(host) === stateKey(token) ? token : null;
}

export function authorize(token, endpoint) {
  if (!token) throw unauthorized();
  if (!token.roles.includes('API User')) throw forbidden('user does not have the API User permission');
  if (endpoint.op === 'customers.delete' && !token.roles.includes('Compliance Admin')) {
    throw forbidden('user does not have the Compliance Admin permission');
  }
}
