import type { Config } from '../api/client';

/** What a config comes to, in few words. */
export function inWords(config: Config): string {
  const words: string[] = [];
  const { methods = [], tags = [], tools = {} } = config;
  if (methods.length === 1 && methods[0] === 'read') words.push('only what reads');
  else if (methods.length > 0) words.push(methods.join(', '));
  if (tags.length > 0) words.push(`tagged ${tags.join(' or ')}`);
  const { allow = [], deny = [] } = tools;
  if (allow.length > 0) words.push(`${allow.length} name${allow.length === 1 ? '' : 's'} allowed`);
  if (deny.length > 0) words.push(`${deny.length} denied`);
  if (config.tool_exposure === 'discovery') words.push('by discovery');
  if (config.require_api_token_auth === true) words.push('second factor');
  if (config.allowed_ips !== undefined) words.push(`from ${config.allowed_ips.length} address${config.allowed_ips.length === 1 ? '' : 'es'}`);
  return words.length === 0 ? 'all tools' : words.join(', ');
}
