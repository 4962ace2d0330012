// A person who signs in to a running Fairlead, once, before anything is measured: by an operator's link, so that no identity provider takes part.
import { createVisitor } from '../tests/support/visitor.mjs';
import { authorizationUrl, pkce, register, token } from '../tests/sign-in/oauth.mjs';
import { authorize } from '../tests/sign-in/company.mjs';

const redirect = 'http://127.0.0.1:41904/callback';

/** Makes a member with this account and lets them allow a client everything: `{path, headers}` for that client. */
export async function signIn({ port }, adminToken, account) {
  const origin = `http://127.0.0.1:${port}`;
  const at = { origin, mcp: `${origin}/mcp` };
  const post = async (path, body) => {
    const answer = await fetch(origin + path, { method: 'POST', headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const member = await post('/member', { email: 'ada@northwind.example', name: 'Ada', role: 'member', mcp_access: true, accounts: [{ id: account, config: {} }] });
  const { url } = await post(`/member/${member.id}/sign-in-link`, {});
  const visitor = createVisitor({ origins: [origin] });
  await visitor.submit(await visitor.open(url));
  const { body: client } = await register(at, { redirect_uris: [redirect] });
  const { verifier, challenge } = pkce();
  const scope = 'mcp:read mcp:write mcp:destructive';
  const back = await authorize(visitor, authorizationUrl(at, { client: client.client_id, redirect, challenge, scope }), { allow: scope.split(' ') });
  const { body } = await token(at, { grant_type: 'authorization_code', code: back.searchParams.get('code'), code_verifier: verifier, redirect_uri: redirect, client_id: client.client_id, resource: at.mcp });
  return { path: '/mcp', keys: [], headers: { authorization: `Bearer ${body.access_token}` } };
}
