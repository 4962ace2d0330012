// What is measured. Each case is one request of the 2026-07-28 protocol, and what a right answer to it is.
import { claim, mirrored } from '../tests/support/mcp.mjs';

/** MCP servers of the one account, by name: the `config` that each is minted with. */
export const servers = {
  full: {},
  readOnly: { methods: ['read'] },
};

/** Connections at which every case is measured. Each keeps one request in flight. */
export const connectionCounts = [1, 16];

const getContact = 'get_single_intercom_contact_by_id';
const listContacts = 'list_all_intercom_contacts';

/** A contact that the upstream knows (bench/rig/src/bin/upstream/vendor.rs). */
const contact = (name, id, bytes, more = {}) => ({
  name,
  about: `tools/call, ${bytes} from the vendor`,
  server: 'full',
  method: 'tools/call',
  params: () => ({ name: getContact, arguments: { id } }),
  isRight: (result) => !result.isError && JSON.parse(textOf(result)).id === id,
  contains: 'amelie.dupre@northwind.example',
  ...more,
});

/**
 * `params` may ask the same peer first; `isRight` looks at a result once; every answer under load must have the length of that one and
 * the bytes of `contains`. `alone` is a case that only Fairlead has: its server is no URL but a person, who signed in before.
 */
export const cases = [
  {
    name: 'list-full',
    about: 'tools/list, all of Intercom',
    server: 'full',
    method: 'tools/list',
    params: () => ({}),
    isRight: ({ tools }) => tools.length > 200 && tools.every(({ inputSchema }) => inputSchema.type === 'object'),
    contains: `"${getContact}"`,
  },
  {
    name: 'list-read-only',
    about: 'tools/list, methods ["read"]',
    server: 'readOnly',
    method: 'tools/list',
    params: () => ({}),
    isRight: ({ tools }) => tools.length > 80 && tools.every(({ annotations }) => annotations.readOnlyHint),
    contains: `"${getContact}"`,
  },
  {
    name: 'discover',
    about: 'server/discover',
    server: 'full',
    method: 'server/discover',
    params: () => ({}),
    isRight: ({ supportedVersions }) => supportedVersions.includes('2026-07-28'),
    contains: '"supportedVersions"',
  },
  contact('call-1k', '1k', '1 KB'),
  contact('call-24k', '24k', '24 KB'),
  contact('call-1m', '1m', '1 MB'),
  contact('person-call-1k', '1k', '1 KB', { about: 'tools/call of a person who signed in, 1 KB from the vendor', server: 'person', alone: true }),
  {
    name: 'person-list-full',
    about: 'tools/list of a person who signed in, all of Intercom',
    server: 'person',
    alone: true,
    method: 'tools/list',
    params: () => ({}),
    isRight: ({ tools }) => tools.length > 200,
    contains: `"${getContact}"`,
  },
  {
    name: 'call-404',
    about: 'tools/call, the vendor answers 404',
    server: 'full',
    method: 'tools/call',
    params: () => ({ name: getContact, arguments: { id: 'missing' } }),
    isRight: (result) => result.isError && textOf(result).includes('User Not Found'),
    contains: 'User Not Found',
  },
  {
    name: 'list-page',
    about: 'tools/call, a list’s next page, 24 KB',
    server: 'full',
    method: 'tools/call',
    async params(ask) {
      const first = await ask('tools/call', { name: listContacts, arguments: {} });
      const { next_cursor: cursor = 'floor-gives-none' } = JSON.parse(textOf(first));
      return { name: listContacts, arguments: { next_cursor: cursor } };
    },
    isRight: (result) => !result.isError && (textOf(result).match(/northwind/g) ?? []).length === 20,
    contains: 'amelie.dupre@northwind.example',
  },
];

function textOf(result) {
  return result.content[0].text;
}

// What Cloudflare puts on every request.
const cloudflare = { 'cf-ray': '8f2a1b3c4d5e6f70-FRA', 'cf-connecting-ip': '203.0.113.7' };

/** A request's headers, with `more`, and body. */
export function message(method, params, more) {
  return {
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...cloudflare, ...mirrored(method, params), ...more },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: claim() } }),
  };
}
