// The TypeScript client 2.x, which negotiates, in its three modes.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const adapter = (name, mode, version) => ({
  name: `TypeScript client 2.x, ${name}`,
  version,
  handshake: true,
  async connect(url) {
    const client = new Client({ name: 'fairlead-tests', version: '0' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    return {
      about: () => ({ version: client.getNegotiatedProtocolVersion(), instructions: client.getInstructions() }),
      listTools: () => client.listTools(),
      callTool: (tool, args) => client.callTool({ name: tool, arguments: args }),
      close: () => client.close(),
    };
  },
});

export const typescript2 = [
  adapter('auto', 'auto', '2026-07-28'),
  adapter('legacy', 'legacy', '2025-11-25'),
  adapter('pinned to 2026-07-28', { pin: '2026-07-28' }, '2026-07-28'),
];
