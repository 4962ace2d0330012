import type { ConfigChange } from '../api/client';
import { noun } from '../ui/number';

const VISIBLE = { on: 'customers see what it sends', approve: 'what customers see waits for a person', draft: 'drafts alone for customers', off: 'nothing that customers see' };

/** What a config comes to, in few words. */
export function inWords(config: ConfigChange): string {
  const words: string[] = [];
  const methods = config.methods ?? [];
  const tags = config.tags ?? [];
  const { allow = [], deny = [] } = config.tools ?? {};
  const addresses = config.allowed_ips ?? [];
  if (methods.length === 1 && methods[0] === 'read') words.push('only what reads');
  else if (methods.length > 0) words.push(methods.join(', '));
  if (tags.length > 0) words.push(`tagged ${tags.join(' or ')}`);
  if (allow.length > 0) words.push(`${allow.length} ${noun(allow.length, 'name')} allowed`);
  if (deny.length > 0) words.push(`${deny.length} denied`);
  if (config.tool_exposure === 'discovery') words.push('by discovery');
  if (config.customer_visible != null) words.push(VISIBLE[config.customer_visible]);
  if ((config.approve ?? []).length > 0) words.push('some calls wait for a person');
  if (config.dry_run === true) words.push('rehearses what it writes');
  if (config.require_api_token_auth === true) words.push('second factor');
  if (addresses.length > 0) words.push(`from ${addresses.length} ${noun(addresses.length, 'address', 'addresses')}`);
  return words.length === 0 ? 'all tools' : words.join(', ');
}
