import { bearer } from '../shared/tokens.mjs';
import { missingScopes, unauthenticated } from './errors.mjs';

export const DEFAULT_TOKENS = {
  'hubspot-demo-token': { portal: 'acme' },
  'hubspot-second-token': { portal: 'globex' },
  'hubspot-restricted-token': { portal: 'acme', readOnly: true },
};

export function authenticate(tokens, authorization) {
  const token = tokens.get(bearer(authorization));
  if (!token) throw unauthenticated();
  return token;
}

const READS = ['search', 'batch_read'];
export const isRead = ({ method, op }) => method === 'GET' || READS.includes(op.split('.')[1]);

export function authorize(token, endpoint) {
  if (!token.readOnly || isRead(endpoint)) return;
  const [noun] = endpoint.op.split('.');
  const isInbox = ['threads', 'messages'].includes(noun);
  throw missingScopes(isInbox ? 'conversations.write' : `crm.objects.${endpoint.object ?? noun}.write`);
}
