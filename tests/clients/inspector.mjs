// The MCP Inspector's command line, a process a call, in its three eras.
import assert from 'node:assert/strict';
import { run } from './command.mjs';

/** Its exit code for a result with `isError`. */
const TOOL_ERROR = 5;

const adapter = (era, version) => ({
  name: `Inspector, ${era}`,
  version,
  handshake: true,
  connect(url) {
    async function ask(...args) {
      const { code, stdout, stderr } = await run('mcp-inspector', [
        '--cli', '--server-url', url, '--transport', 'http', '--protocol-era', era, '--format', 'json',
        '--stored-auth-only', '--connect-timeout', '120000', ...args,
      ]);
      assert.notEqual(stdout, '', stderr);
      return { code, result: JSON.parse(stdout).result, stderr };
    }
    return {
      async about() {
        const { code, result } = await ask('--method', 'initialize');
        assert.equal(code, 0);
        return { version: result.protocolVersion, instructions: result.instructions };
      },
      async listTools() {
        const { code, result, stderr } = await ask('--method', 'tools/list', '--strict');
        assert.deepEqual([code, stderr], [0, '']);
        return result;
      },
      async callTool(name, args) {
        const { code, result } = await ask('--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args));
        assert.equal(code, result.isError ? TOOL_ERROR : 0);
        return result;
      },
      close() {},
    };
  },
});

export const inspector = [
  adapter('legacy', '2025-11-25'),
  adapter('auto', '2026-07-28'),
  adapter('modern', '2026-07-28'),
];
