// The token endpoint, and what ends with theft. A refresh token that comes again after its successor was used is held by two, and nobody knows which of
// them is the thief: all that came of it ends (RFC 9700, 4.14.2). The library refuses the token, and leaves its family alive.

/** The library's words where nothing is left that could end. To end it all the same would let anybody who sends a made-up token list and delete keys. */
const NO_GRANT = 'Grant not found';

/**
 * @param {import('./types.js').Visit} visit
 * @param {import('@cloudflare/workers-oauth-provider').OAuthAuthorizationServer<import('./types.js').Env>} server
 */
export async function exchange({ request, env, context }, server) {
  const copy = request.clone();
  const answer = await server.fetch(request, env, context);
  if (answer.status !== 400) return answer;
  const { error, error_description: why } = await answer.clone().json();
  const form = new URLSearchParams(await copy.text());
  if (error !== 'invalid_grant' || why === NO_GRANT || form.get('grant_type') !== 'refresh_token') return answer;
  // `member:grant:secret`. Who can name the grant has held one of its tokens: no answer and no page shows its id.
  const [member, grant, secret] = (form.get('refresh_token') ?? '').split(':');
  if (member && grant && secret) await server.getOAuthApi(env).revokeGrant(grant, member);
  return answer;
}
