// Fir, the fixture vendor that is connected by consent: a real OAuth server on loopback (npm oidc-provider), which wants PKCE, gives each refresh token
// once, and takes back all that came of a consent when one comes again; and its API, which takes the access tokens that are good there now.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { nodeFetch } from './egress.mjs';
import { memory } from './openid.mjs';

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fir</title><h1>Let Fairlead into Fir?</h1>
<form method="post"><button name="answer" value="yes">Yes</button><button name="answer" value="no">No</button></form></html>`;

/**
 * Starts it. Gives `{settings, hosts, origin, trust, lifetimes, asked, revoked, close}`: `hosts` are for the Worker's egress, `lifetimes` what the next
 * answers of the token endpoint say in place of an hour, `asked` the grants that it was asked for, `revoked()` how often it took one back.
 */
export async function startFir() {
  const clientSecret = `not-a-secret-${randomBytes(16).toString('hex')}`;
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const lifetimes = [];
  const asked = [];
  let revoked = 0;
  let provider;

  function trust(worker) {
    // Its own name is not where it is found here, as behind a proxy.
    provider = new Provider('https://id.fir.example', {
      adapter: memory(),
      clients: [
        {
          client_id: 'fairlead',
          client_secret: clientSecret,
          redirect_uris: [`${worker}/connect/callback`],
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
      cookies: { keys: [randomBytes(32).toString('hex')] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      pkce: { required: () => true },
      issueRefreshToken: () => true,
      rotateRefreshToken: true,
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
        await grant.save();
        return grant;
      },
      renderError: (ctx, { error, error_description: description }) => void (ctx.body = `${error}: ${description}`),
      clientBasedCORS: () => false,
      ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
    });
    provider.on('grant.revoked', () => (revoked += 1));
    const serve = provider.callback();
    async function interact(request, response) {
      if (request.method !== 'POST') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
      let body = '';
      for await (const chunk of request) body += chunk;
      const isYes = new URLSearchParams(body).get('answer') === 'yes';
      return provider.interactionFinished(request, response, isYes ? { login: { accountId: 'cara' } } : { error: 'access_denied', error_description: 'they said no' });
    }
    server.removeAllListeners('request').on('request', (request, response) => {
      if (!request.url.startsWith('/interaction/')) return void serve(request, response);
      interact(request, response).catch((error) => response.writeHead(400).end(String(error.message)));
    });
  }

  /** The Worker's way to the token endpoint. */
  async function exchange(request) {
    request.headers.delete('cf-worker');
    asked.push(new URLSearchParams(await request.clone().text()).get('grant_type'));
    const answer = await nodeFetch(request, { redirect: 'manual' });
    const tokens = await answer.json();
    const lifetime = answer.ok ? lifetimes.shift() : undefined;
    return Response.json(lifetime === undefined ? tokens : { ...tokens, expires_in: lifetime }, { status: answer.status });
  }

  async function api(request) {
    const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '');
    const known = await provider.AccessToken.find(token);
    if (known === undefined) return Response.json({ message: 'this token is not good' }, { status: 401 });
    return Response.json(new URL(request.url).pathname === '/v1/me' ? { email: 'cara@fir.example' } : { cones: [] });
  }

  return {
    origin,
    settings: { vars: { FIR_CLIENT_ID: 'fairlead', FIR_OAUTH_URL: origin }, secrets: { FIR_CLIENT_SECRET: clientSecret } },
    hosts: { [origin]: exchange, 'https://demo.fir.example': api },
    secrets: [clientSecret],
    trust,
    lifetimes,
    asked,
    revoked: () => revoked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
