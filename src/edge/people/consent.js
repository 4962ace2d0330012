// `/authorize`: whether an MCP client may act for the person who is signed in, and how far.
import { AuthorizationError, CimdFetchError, authorizationErrorRedirect } from '@cloudflare/workers-oauth-provider';
import { SESSION, cookieOf } from './cookies.js';
import { redirect } from './layout.js';
import { consentPage, donePage, failurePage, noAccessPage } from './pages.js';
import { AUTHORIZE, SIGN_IN, isOwnForm } from './paths.js';
import { ask } from './rust.js';
import { forged, notThisWay } from './sign_in.js';

const NO_SESSION = /** @type {const} */ ({ refused: 'session' });

/**
 * @typedef {import('./types.js').Visit} Visit
 * @typedef {import('@cloudflare/workers-oauth-provider').OAuthHelpers} Helpers
 */

/**
 * @param {Visit} visit
 * @param {Helpers} oauth
 */
export async function authorize(visit, oauth) {
  const { method } = visit.request;
  try {
    if (method === 'GET' || method === 'HEAD') return await offer(visit, oauth);
    if (method === 'POST') return await decide(visit, oauth);
  } catch (error) {
    return refuse(visit, error);
  }
  return notThisWay(visit, 'GET, HEAD, POST');
}

/**
 * The page to tick.
 * @param {Visit} visit
 * @param {Helpers} oauth
 */
async function offer(visit, oauth) {
  const { request, url } = visit;
  const here = AUTHORIZE + url.search;
  // Before anybody signs in: a request that is wrong, or whose client is not known, gets no further.
  const asked = await oauth.parseAuthRequest(request);
  const session = cookieOf(request, SESSION);
  const offered = session === undefined ? NO_SESSION : await ask(visit, 'offer', { session, scopes: asked.scope });
  if (offered.refused !== undefined) return toSignIn(visit, here);
  const { member, accounts, ask: admins } = offered;
  const client = await oauth.describeConsent(asked);
  if (!member.mcp_access) {
    visit.note('no_access', { member: member.id });
    const goTo = authorizationErrorRedirect(asked, 'access_denied', 'This person may not use MCP');
    return noAccessPage({ member, ask: admins, here, goTo, client: client.clientName });
  }
  const { handle, headers } = await oauth.beginConsent(asked);
  visit.note('asked', { member: member.id });
  return consentPage({ client, member, accounts, ask: admins, handle, here, cookies: headers.getSetCookie() });
}

/**
 * What was decided.
 * @param {Visit} visit
 * @param {Helpers} oauth
 */
async function decide(visit, oauth) {
  const { request, url } = visit;
  const here = AUTHORIZE + url.search;
  if (!isOwnForm(request, url.origin)) return forged(visit);
  const form = await formOf(request);
  const handle = form.get('handle') ?? '';
  if (form.get('decision') !== 'allow') {
    const { request: asked, redirectTo, headers } = await oauth.denyConsent(request, handle);
    visit.note('denied');
    return done(oauth, asked, redirectTo, false, headers);
  }
  const session = cookieOf(request, SESSION);
  const approved = session === undefined ? NO_SESSION : await ask(visit, 'approve', { session, scopes: form.getAll('scope') });
  if (approved.refused === 'session') return toSignIn(visit, here);
  if (approved.refused === 'scopes') {
    visit.note('nothing_ticked');
    return failurePage({ title: 'Nothing was ticked', text: 'Tick what the app may do for you, or cancel.', status: 400, again: here });
  }
  // The page tells more than could be told here: whom to ask, or who is signed in now.
  if (approved.refused !== undefined || approved.member !== form.get('member')) {
    visit.note(approved.refused ?? 'another_member');
    return redirect(here);
  }
  const { member, grant, scopes } = approved;
  const { request: asked, headers } = await oauth.approveConsent(request, handle, { scope: scopes });
  const client = await oauth.describeConsent(asked);
  const { redirectTo } = await oauth.completeAuthorization({
    request: asked,
    userId: member,
    scope: scopes,
    metadata: { grant, client: client.clientName, redirect_host: client.redirectHost, created_at: new Date().toISOString() },
    props: { member, grant },
  });
  visit.note('allowed', { member, grant });
  return done(oauth, asked, redirectTo, true, headers, client.clientName);
}

/**
 * @param {Helpers} oauth
 * @param {import('@cloudflare/workers-oauth-provider').AuthRequest} asked
 * @param {string} goTo
 * @param {boolean} allowed
 * @param {Headers} headers
 * @param {string} [name]
 */
async function done(oauth, asked, goTo, allowed, headers, name) {
  const client = name ?? (await oauth.describeConsent(asked)).clientName;
  return donePage({ client, goTo, allowed, cookies: headers.getSetCookie() });
}

/**
 * @param {Visit} visit
 * @param {string} here
 */
function toSignIn(visit, here) {
  visit.note('not_signed_in');
  return redirect(`${SIGN_IN}?${new URLSearchParams({ return: here })}`);
}

/** @param {Request} request */
async function formOf(request) {
  const isForm = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
  if (!isForm) throw new AuthorizationError('invalid_request', { description: 'The form is not one of this page' });
  return new URLSearchParams(await request.text());
}

/**
 * A client learns of an error where it may: at a redirect URI that is known to be its own. Else the person does.
 * @param {Visit} visit
 * @param {unknown} error
 */
function refuse(visit, error) {
  if (error instanceof AuthorizationError) {
    visit.note(error.code, { detail: error.description });
    if (error.redirectTo !== undefined) return redirect(error.redirectTo);
    return failurePage({
      title: 'This request cannot go on',
      text: 'The app asked for access in a way that cannot be trusted, or this page was open for too long. Go back to the app and start again.',
      detail: error.description,
      status: 400,
    });
  }
  if (error instanceof CimdFetchError) {
    visit.note('client_unreadable', { detail: error.detail });
    return failurePage({
      title: 'This app cannot be verified',
      text: 'The app says who it is at an address of its own, and what is there cannot be read or is not right. Its makers have to mend that.',
      detail: error.metadataUrl,
      status: 400,
    });
  }
  throw error;
}
