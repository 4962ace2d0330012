// The two TypeScript SDKs as clients that sign in: with a document (CIMD) or by registration (DCR).
import assert from 'node:assert/strict';
import * as two from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError as Unauthorized1 } from '@modelcontextprotocol/sdk/client/auth.js';

export const redirectUrl = 'http://127.0.0.1:41900/callback';

/** What a host keeps for its client: an OAuthClientProvider of either SDK, in memory. */
function createKeeper({ clientMetadataUrl, name }) {
  const kept = { asked: [] };
  return {
    kept,
    redirectUrl,
    clientMetadataUrl,
    clientMetadata: {
      client_name: name,
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => (kept.state = crypto.randomUUID()),
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void kept.asked.push(url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: (state) => void (kept.discovery = state),
    discoveryState: () => kept.discovery,
  };
}

const sdks = {
  'TypeScript client 2.x': {
    create: (url, authProvider) => ({
      client: new two.Client({ name: 'fairlead-tests', version: '0' }, { versionNegotiation: { mode: 'auto' } }),
      transport: new two.StreamableHTTPClientTransport(new URL(url), { authProvider }),
    }),
    refused: two.UnauthorizedError,
    finish: (transport, callback) => transport.finishAuth(callback.searchParams),
  },
  'TypeScript SDK 1.x': {
    create: (url, authProvider) => ({
      client: new Client1({ name: 'fairlead-tests', version: '0' }),
      transport: new Transport1(new URL(url), { authProvider }),
    }),
    refused: Unauthorized1,
    finish: (transport, callback) => transport.finishAuth(callback.searchParams.get('code')),
  },
};

const adapter = ([name, { create, refused, finish }]) => ({
  name,
  /** `walk(url)` takes the person through and gives the callback's URL. */
  async connect(url, { walk, clientMetadataUrl }) {
    const keeper = createKeeper({ clientMetadataUrl, name });
    const { kept } = keeper;

    async function signedIn(action, transport) {
      await assert.rejects(action, refused);
      const callback = await walk(kept.asked.at(-1));
      assert.equal(callback.origin + callback.pathname, redirectUrl);
      assert.equal(callback.searchParams.get('state'), kept.state);
      await finish(transport(), callback);
    }

    let open = create(url, keeper);
    await signedIn(() => open.client.connect(open.transport), () => open.transport);
    open = create(url, keeper);
    await open.client.connect(open.transport);
    return {
      listTools: () => open.client.listTools(),
      callTool: (tool, args) => open.client.callTool({ name: tool, arguments: args }),
      /** A call that needs more than was allowed: the person is asked again, and the same call works. */
      async stepUp(tool, args) {
        await signedIn(() => open.client.callTool({ name: tool, arguments: args }), () => open.transport);
        return open.client.callTool({ name: tool, arguments: args });
      },
      /** What was allowed last, as the token's answer says. */
      granted: () => kept.tokens.scope.split(' ').sort(),
      registered: () => kept.client?.client_id,
      close: () => open.client.close(),
    };
  },
});

export const sdkClients = Object.entries(sdks).map(adapter);
