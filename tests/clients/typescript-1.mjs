// The 1.x SDK, which most hosts have inside: straight over HTTP, and over stdio through mcp-remote as Claude Desktop's config file has it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { commandPath, environment, node } from './command.mjs';

const adapter = (name, transportTo) => ({
  name,
  version: '2025-11-25',
  handshake: true,
  async connect(url) {
    const client = new Client({ name: 'fairlead-tests', version: '0' });
    const transport = transportTo(url);
    let version;
    // The client tells its transport, and nobody else, what it has negotiated.
    const told = transport.setProtocolVersion?.bind(transport);
    transport.setProtocolVersion = (negotiated) => {
      version = negotiated;
      told?.(negotiated);
    };
    await client.connect(transport);
    return {
      about: () => ({ version, instructions: client.getInstructions() }),
      listTools: () => client.listTools(),
      callTool: (tool, args) => client.callTool({ name: tool, arguments: args }),
      close: () => client.close(),
    };
  },
});

export const typescript1 = adapter('TypeScript SDK 1.x', (url) => new StreamableHTTPClientTransport(new URL(url)));

export const bridge = adapter(
  'mcp-remote as a stdio bridge',
  (url) =>
    new StdioClientTransport({
      command: node,
      args: [commandPath('mcp-remote'), url, '--allow-http'],
      env: environment,
      stderr: 'ignore', // it prints the URL there, which holds the token
    }),
);
