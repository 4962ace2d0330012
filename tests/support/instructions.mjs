// What `make start` prints: the URL, and the line or file that each client wants.

const heading = (text) => `\n${text}`;
const indent = (text) => text.replace(/^/gm, '  ');
const json = (value) => indent(JSON.stringify(value, null, 2));

/** The text for a running Worker: where it is, who may operate it, how to connect to `server`, and what is real about it. */
export function instructions({ origin, adminToken, account, server, simulated }) {
  const { url } = server;
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  return [
    simulated
      ? `Fairlead runs on ${origin}, with a simulated Pylon behind it: invented data, and no token of yours.`
      : `Fairlead runs on ${origin}, connected to the real Pylon: a tool that writes, writes there.`,
    heading(`MCP server for "${account.label}". Whoever has this URL has its tools:`),
    indent(url),
    heading('Claude Code'),
    indent(`claude mcp add --transport http pylon ${url}`),
    heading('Claude Desktop: Settings, Developer, Edit Config'),
    json({ mcpServers: { pylon: { command: 'npx', args: ['-y', 'mcp-remote', url, '--allow-http'] } } }),
    heading('Cursor: .cursor/mcp.json'),
    json({ mcpServers: { pylon: { url } } }),
    heading('VS Code: .vscode/mcp.json'),
    json({ servers: { pylon: { type: 'http', url } } }),
    heading('MCP Inspector, from this folder'),
    indent(`npx mcp-inspector --cli --server-url ${url} --transport http --method tools/list`),
    heading('curl'),
    indent(`curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify(list)}'`),
    heading('The operator, whose API the README walks through'),
    indent(`export FAIRLEAD=${origin} ADMIN_TOKEN=${adminToken}`),
    indent('curl -s "$FAIRLEAD/integrated-account" -H "authorization: Bearer $ADMIN_TOKEN"'),
    heading('Accounts and URLs are kept in memory and end with this process. Ctrl-C stops it. One line per request follows.\n'),
  ].join('\n');
}
