// What `make start` prints: the URLs, and the line or file that each client wants.

const heading = (text) => `\n${text}`;
const indent = (text) => text.replace(/^/gm, '  ');
const json = (value) => indent(JSON.stringify(value, null, 2));
const listed = (words) => (words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words[0]);

/** Where the Worker is, and what of it is real. */
function opening(origin, servers) {
  const namesOf = (simulated) => listed(servers.filter((server) => server.simulated === simulated).map(({ name }) => name));
  const [real, invented] = [namesOf(false), namesOf(true)];
  if (!real) return `Fairlead runs on ${origin}, with simulated ${invented} behind it: invented data, and no token of yours.`;
  const rest = invented ? ` Simulated, with invented data: ${invented}.` : '';
  return `Fairlead runs on ${origin}, connected to the real ${real}: a tool that writes, writes there.${rest}`;
}

/**
 * The text for a running Worker: where it is, who may operate it, and how to connect, to a URL of one of `servers`, `{slug, name, account, server,
 * simulated}` each, or as one of `people`.
 */
export function instructions({ origin, adminToken, servers, people }) {
  const urls = servers.map(({ slug, server }) => [slug, server.url]);
  const [[, first]] = urls;
  const each = (entry) => Object.fromEntries(urls.map(([slug, url]) => [slug, entry(url)]));
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  return [
    opening(origin, servers),
    heading('MCP servers. Whoever has such a URL has its tools:'),
    ...servers.map(({ account, server }) => indent(`"${account.label}"  ${server.url}`)),
    heading('People. Whoever signs in at this address, which is no secret, has the tools of their accounts:'),
    indent(`${origin}/mcp  as ${listed(Object.values(people).map(({ name }) => name)).replace(' and ', ' or ')}, by a click at a simulated identity provider`),
    indent(`claude mcp add --transport http fairlead ${origin}/mcp`),
    indent('/mcp in Claude Code signs you in.'),
    heading('Claude Code'),
    ...urls.map(([slug, url]) => indent(`claude mcp add --transport http ${slug} ${url}`)),
    heading('Claude Desktop: Settings, Developer, Edit Config'),
    json({ mcpServers: each((url) => ({ command: 'npx', args: ['-y', 'mcp-remote', url, '--allow-http'] })) }),
    heading('Cursor: .cursor/mcp.json'),
    json({ mcpServers: each((url) => ({ url })) }),
    heading('VS Code: .vscode/mcp.json'),
    json({ servers: each((url) => ({ type: 'http', url })) }),
    heading('MCP Inspector'),
    indent(`npx -y @modelcontextprotocol/inspector --cli --server-url ${first} --transport http --method tools/list`),
    heading('curl'),
    indent(`curl -s ${first} -H 'content-type: application/json' -d '${JSON.stringify(list)}'`),
    heading('The console, in a browser'),
    indent(`${origin}/  signs in with the ADMIN_TOKEN below, or as ${Object.values(people).find(({ role }) => role === 'admin').name}`),
    heading('The operator, whose API docs/provision.md walks through'),
    indent(`export FAIRLEAD=${origin} ADMIN_TOKEN=${adminToken}`),
    indent('curl -s "$FAIRLEAD/integrated-account" -H "authorization: Bearer $ADMIN_TOKEN"'),
    heading('Accounts and URLs are kept in memory and end with this process. Ctrl-C stops it. One line per request follows.\n'),
  ].join('\n');
}
