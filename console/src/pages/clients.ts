// What each client wants of a URL: docs/clients.md says the same at length.

interface Client {
  id: string;
  label: string;
  steps: string;
  snippet?: string;
  link?: { href: string; label: string };
}

/** A word for a config file or a command line. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24);
  return slug === '' ? 'fairlead' : slug;
}

export function clientsFor(url: string, name: string, hasSecondFactor: boolean): Client[] {
  const slug = slugOf(name);
  const isLocal = /^http:\/\/(127\.|localhost|\[::1\])/.test(url);
  const far = isLocal ? ' It calls from its maker’s cloud, so it cannot reach this Worker until that is deployed.' : hasSecondFactor ? ' It cannot send the second factor, so this URL is not for it.' : '';
  const headers = hasSecondFactor ? { headers: { Authorization: 'Bearer YOUR-API-TOKEN' } } : {};
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  const header = hasSecondFactor ? ' --header "Authorization: Bearer YOUR-API-TOKEN"' : '';
  const cursor = btoa(JSON.stringify({ url, ...headers }));
  const code = encodeURIComponent(JSON.stringify({ name: slug, type: 'http', url, ...headers }));
  return [
    { id: 'claude', label: 'Claude', steps: `Settings, Connectors, Add custom connector: a name and the URL; leave the OAuth fields empty.${far}` },
    { id: 'claude-code', label: 'Claude Code', steps: 'Run this in a terminal:', snippet: `claude mcp add --transport http ${slug} ${url}${header}` },
    { id: 'chatgpt', label: 'ChatGPT', steps: `Settings, Apps & Connectors, Advanced settings: switch developer mode on. Then Create: a name, the URL, authentication “No authentication”.${far}` },
    {
      id: 'cursor',
      label: 'Cursor',
      steps: 'Add it by a click, or put this into .cursor/mcp.json:',
      link: { href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(slug)}&config=${encodeURIComponent(cursor)}`, label: 'Add to Cursor' },
      snippet: json({ mcpServers: { [slug]: { url, ...headers } } }),
    },
    {
      id: 'vscode',
      label: 'VS Code',
      steps: 'Add it by a click, or put this into .vscode/mcp.json:',
      link: { href: `vscode:mcp/install?${code}`, label: 'Add to VS Code' },
      snippet: json({ servers: { [slug]: { type: 'http', url, ...headers } } }),
    },
    { id: 'inspector', label: 'Inspector', steps: 'Run this in a terminal:', snippet: `npx @modelcontextprotocol/inspector --cli --server-url ${url} --transport http --method tools/list` },
  ];
}
