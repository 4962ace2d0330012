// mcp-remote and the MCP Inspector as clients that sign in. Both listen on loopback for the person's return and print the URL to open.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { commandPath, node } from '../clients/command.mjs';
import { deliver } from './company.mjs';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A home of its own, and no browser to start: each login begins with nothing, and the person of the test opens the URL. */
function stranger() {
  const home = mkdtempSync(join(tmpdir(), 'fairlead-sign-in-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER, ...rest } = process.env;
  // The Inspector asks nobody where it has no terminal, unless it may open a browser: there is none on this PATH, so it prints the URL.
  return { ...rest, HOME: home, PATH: home, MCP_AUTO_OPEN_ENABLED: 'true' };
}

/** Reads a stream until it shows an authorization URL, takes the person there and back, once for each URL. */
export function watch(stream, walk) {
  const seen = { text: '', asked: [], failure: undefined };
  stream.setEncoding('utf8').on('data', (chunk) => {
    seen.text += chunk;
    for (const [url] of seen.text.matchAll(/http:\/\/127\.0\.0\.1:\d+\/authorize\?[^\s"'\u001b]+(?=[\s"'\u001b])/g)) {
      if (seen.asked.includes(url)) continue;
      seen.asked.push(url);
      walk(new URL(url)).then(deliver).catch((error) => (seen.failure ??= error));
    }
  });
  return seen;
}

const remote = {
  name: 'mcp-remote',
  async connect(url, { walk, publish }) {
    const port = await freePort();
    const document = publish && publish('/mcp-remote.json', { redirect_uris: [`http://localhost:${port}/oauth/callback`] });
    const client = new Client({ name: 'fairlead-tests', version: '0' });
    const transport = new StdioClientTransport({
      command: node,
      args: [commandPath('mcp-remote'), url, String(port), '--allow-http', '--auth-timeout', '120', ...(document ? ['--client-metadata-url', document] : [])],
      env: stranger(),
      stderr: 'pipe',
    });
    const seen = watch(transport.stderr, walk);
    try {
      await client.connect(transport, { timeout: 120_000 });
    } catch (error) {
      throw seen.failure ?? new Error(`${error.message}\n${seen.text}`);
    }
    return {
      listTools: () => client.listTools(),
      callTool: (tool, args) => client.callTool({ name: tool, arguments: args }),
      registered: () => new URL(seen.asked[0]).searchParams.get('client_id'),
      close: () => client.close(),
    };
  },
};

const inspector = {
  name: 'MCP Inspector',
  async connect(url, { walk, publish }) {
    const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
    const document = publish && publish('/inspector.json', { redirect_uris: [callback] });
    const env = stranger();
    let asked;

    async function ask(...args) {
      const child = execFile(node, [
        commandPath('mcp-inspector'), '--cli', '--server-url', url, '--transport', 'http', '--format', 'json', '--callback-url', callback,
        '--connect-timeout', '120000', ...(document ? ['--client-metadata-url', document] : []), ...args,
      ], { env, maxBuffer: 64 * 1024 * 1024 });
      const seen = watch(child.stderr, walk);
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
      await once(child, 'close');
      asked ??= seen.asked[0];
      if (seen.failure) throw seen.failure;
      assert.notEqual(stdout, '', seen.text);
      return JSON.parse(stdout).result;
    }

    const tools = await ask('--method', 'tools/list');
    return {
      listTools: async () => tools,
      callTool: (tool, args) => ask('--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(args)),
      registered: () => new URL(asked).searchParams.get('client_id'),
      close() {},
    };
  },
};

export const commandClients = [remote, inspector];
