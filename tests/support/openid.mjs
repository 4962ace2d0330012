// A company's identity provider on loopback: a real OpenID provider (npm oidc-provider) whose sign-in page asks who one is, and takes one's word.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/** What it remembers, in a form of its own, because the one that it brings warns on the console. Ends with the process, so nothing is cleaned up. */
export function memory() {
  const stores = new Map();
  return (model) => {
    const store = stores.get(model) ?? new Map();
    stores.set(model, store);
    const found = (wanted) => [...store.values()].find(wanted);
    return {
      upsert: async (id, payload) => void store.set(id, payload),
      find: async (id) => store.get(id),
      findByUid: async (uid) => found((payload) => payload.uid === uid),
      findByUserCode: async (code) => found((payload) => payload.userCode === code),
      consume: async (id) => void (store.get(id).consumed = Math.floor(Date.now() / 1000)),
      destroy: async (id) => void store.delete(id),
      revokeByGrantId: async (grant) => {
        for (const [id, payload] of store) if (payload.grantId === grant) store.delete(id);
      },
    };
  };
}

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (people) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Simulated identity provider</title>
<style>body{font:1.1rem/1.5 system-ui;margin:15vh auto;max-width:26rem;padding:0 1rem;color-scheme:light dark}button{font:inherit;display:block;width:100%;margin:.6rem 0;padding:.7rem}</style>
<h1>Who are you?</h1>
<form method="post">
${Object.entries(people).map(([id, { name, email }]) => `<button name="person" value="${escaped(id)}">${escaped(name)}, ${escaped(email)}</button>`).join('\n')}
</form>
`;

/**
 * Starts the provider. `people` are, by id, `{name, email, email_verified}`.
 * Gives `{issuer, clientId, clientSecret, settings, trust, close}`: `settings` are the Worker's, `trust(origin)` lets the Worker at that origin in as a
 * client.
 */
export async function startOpenId({ people }) {
  const clientId = 'fairlead';
  const clientSecret = `not-a-secret-${randomBytes(24).toString('hex')}`;
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  function trust(...origins) {
    const provider = new Provider(issuer, {
      adapter: memory(),
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: origins.map((origin) => `${origin}/sign-in/callback`),
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
      cookies: { keys: [randomBytes(32).toString('hex')] },
      // Addresses stand in the ID token, as with Google, Microsoft and Okta.
      conformIdTokenClaims: false,
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
      // Whoever signs in here has agreed that the company's own Worker learns the address.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
        await grant.save();
        return grant;
      },
      renderError: (ctx, { error, error_description: description }) => void (ctx.body = `${error}: ${description}`),
      clientBasedCORS: () => false,
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    });
    const serve = provider.callback();

    async function interact(request, response) {
      if (request.method !== 'POST') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page(people));
      let body = '';
      for await (const chunk of request) body += chunk;
      const accountId = new URLSearchParams(body).get('person');
      return provider.interactionFinished(request, response, people[accountId] ? { login: { accountId } } : { error: 'access_denied' });
    }

    server.removeAllListeners('request').on('request', (request, response) => {
      if (!request.url.startsWith('/interaction/')) return void serve(request, response);
      interact(request, response).catch((error) => response.writeHead(400).end(String(error.message)));
    });
  }

  return {
    issuer,
    clientId,
    clientSecret,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret },
    trust,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
