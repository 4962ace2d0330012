// Two public documents about `/mcp`, for who wants to know it before connecting. A token URL is in neither.
import { version } from '../index.js';
import { CARD, MCP } from './paths.js';

/** Anybody's page may read them (the drafts ask for it), and an hour old is new enough. */
const HEADERS = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET', 'cache-control': 'public, max-age=3600' };

/** @param {string} origin */
const hostOf = (origin) => new URL(origin).hostname.replace(/[^a-z0-9.-]/gi, '');

/**
 * Of SEP-2127, a draft: https://github.com/modelcontextprotocol/modelcontextprotocol/pull/2127
 * @param {string} origin
 */
export function serverCard(origin) {
  const host = hostOf(origin);
  // In reverse, as Java names packages; an address of numbers has no such order.
  const name = /[a-z]/i.test(host) ? host.split('.').reverse().join('.') : host;
  return answer('application/mcp-server-card+json', {
    $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
    name: `${name}/fairlead`,
    version: version(),
    title: 'Fairlead',
    description: 'The support tools of your company, for the accounts that you may use.',
    remotes: [{ type: 'streamable-http', url: origin + MCP }],
  });
}

/**
 * Of the AI Catalog, a draft: https://github.com/Agent-Card/ai-catalog. The card has the name and the version.
 * @param {string} origin
 */
export function catalog(origin) {
  return answer('application/ai-catalog+json', {
    specVersion: '0.9',
    entries: [{ identifier: `urn:air:${hostOf(origin)}:fairlead:mcp`, type: 'application/mcp-server-card+json', url: origin + CARD }],
  });
}

/**
 * @param {string} type
 * @param {unknown} document
 */
const answer = (type, document) => new Response(JSON.stringify(document), { headers: { ...HEADERS, 'content-type': type } });
