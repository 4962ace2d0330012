// Sign-in: by the company's identity provider, by Cloudflare Access, else by a link. What comes of it is a session in a cookie.
import { accessClaim } from './access.js';
import { RETURN, SESSION, clearCookie, cookieOf, setCookie, transactionOf } from './cookies.js';
import { redirect } from './layout.js';
import { ProviderError, begin, finish } from './oidc.js';
import { askForLinkPage, failurePage, linkPage, refusedPage, signedInPage, signedOutPage } from './pages.js';
import { CALLBACK, LINK, MCP, SIGN_IN, isOwnForm, ownPath } from './paths.js';
import { ask } from './rust.js';

/** Seconds for a sign-in at the identity provider. */
const TRANSACTION_SECONDS = 600;

/** @typedef {import('./types.js').Visit} Visit */

/**
 * The member whose session the browser holds.
 * @param {Visit} visit
 */
async function memberOf(visit) {
  const session = cookieOf(visit.request, SESSION);
  return session === undefined ? undefined : (await ask(visit, 'session', { session })).member;
}

/**
 * `GET /sign-in`: on to the identity provider, or whatever else there is. `?return=` is where to go on to.
 * @param {Visit} visit
 */
export async function signIn(visit) {
  const { request, url, settings } = visit;
  if (request.method !== 'GET' && request.method !== 'HEAD') return notThisWay(visit, 'GET, HEAD');
  const back = ownPath(url.searchParams.get('return'), url.origin);
  const isAnother = url.searchParams.has('another');
  const member = isAnother ? undefined : await memberOf(visit);
  if (member !== undefined) return back === undefined ? signedInPage(member, url.origin + MCP) : redirect(back);
  if (settings.access !== null) return signInByAccess(visit, back);
  if (settings.oidc === null) return askForLink(back);
  const { location, transaction } = await begin(providerOf(visit, settings.oidc), url.origin + CALLBACK, isAnother).catch((error) => {
    throw failed(error, 502, again(back, false));
  });
  const { sealed } = await ask(visit, 'seal', { purpose: 'oidc', value: { ...transaction, return: back }, seconds: TRANSACTION_SECONDS });
  visit.note('sent_to_provider');
  return redirect(location, [setCookie(transactionOf(transaction.state), sealed, TRANSACTION_SECONDS)]);
}

/**
 * @param {Visit} visit
 * @param {NonNullable<import('./types.js').Settings['oidc']>} oidc
 */
const providerOf = ({ env }, oidc) => ({ ...oidc, secret: env.OIDC_CLIENT_SECRET?.trim() ?? '' });

/** @param {string | undefined} back */
async function askForLink(back) {
  const page = await askForLinkPage();
  if (back !== undefined) page.headers.append('set-cookie', setCookie(RETURN, encodeURIComponent(back), TRANSACTION_SECONDS));
  return page;
}

/**
 * @param {Visit} visit
 * @param {string | undefined} back
 */
async function signInByAccess(visit, back) {
  const claim = await accessClaim(visit);
  if (claim === undefined) {
    visit.note('access_missing');
    return failurePage({ title: 'This did not come through Cloudflare Access', text: 'Open the address that Cloudflare Access protects.', status: 403 });
  }
  return enter(visit, await ask(visit, 'sign-in', claim), back, []);
}

/**
 * `GET /sign-in/callback`: back from the identity provider.
 * @param {Visit} visit
 */
export async function callback(visit) {
  const { request, url, settings } = visit;
  if (request.method !== 'GET' && request.method !== 'HEAD') return notThisWay(visit, 'GET, HEAD');
  if (settings.oidc === null) return redirect(SIGN_IN);
  const name = transactionOf(url.searchParams.get('state') ?? '');
  const sealed = cookieOf(request, name);
  const value = sealed === undefined ? undefined : (await ask(visit, 'open', { purpose: 'oidc', sealed })).value;
  if (value === undefined) {
    visit.note('transaction_missing');
    return failurePage({
      title: 'This sign-in has ended',
      text: 'It took more than ten minutes, was used before, or began in another browser.',
      status: 400,
      again: SIGN_IN,
    });
  }
  const transaction = /** @type {import('./oidc.js').Transaction} */ (value);
  const claim = await finish(providerOf(visit, settings.oidc), url, url.origin + CALLBACK, transaction).catch((error) => {
    throw failed(error, 400, again(transaction.return, false), [clearCookie(name)]);
  });
  return enter(visit, await ask(visit, 'sign-in', claim), ownPath(transaction.return, url.origin), [clearCookie(name)]);
}

/**
 * Where to try again, as somebody else where it was the person that was refused.
 * @param {string | undefined} back
 * @param {boolean} isAnother
 */
const again = (back, isAnother) => `${SIGN_IN}?${new URLSearchParams({ ...(isAnother && { another: '' }), ...(back !== undefined && { return: back }) })}`;

/** A sign-in that the identity provider ended: the page to show, and why for the log. */
export class SignInFailed extends Error {
  /**
   * @param {ProviderError} cause
   * @param {number} status
   * @param {string} tryAgain
   * @param {string[]} cookies
   */
  constructor(cause, status, tryAgain, cookies) {
    super(cause.message, { cause: cause.cause });
    this.name = 'SignInFailed';
    this.status = status;
    this.said = cause.said;
    this.again = tryAgain;
    this.cookies = cookies;
  }
}

/**
 * @param {unknown} error
 * @param {number} status
 * @param {string} tryAgain
 * @param {string[]} cookies
 */
function failed(error, status, tryAgain, cookies = []) {
  return error instanceof ProviderError ? new SignInFailed(error, status, tryAgain, cookies) : error;
}

/**
 * `/sign-in/link/{code}`: a page with a button, and what the button does.
 * @param {Visit} visit
 */
export async function link(visit) {
  const { request, url } = visit;
  const code = url.pathname.slice(LINK.length);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const answer = await ask(visit, 'sign-in-link', { code, use: false });
    if (answer.refused === undefined) return linkPage(answer.member.name, url.pathname);
    visit.note(answer.refused);
    return refusedPage(answer.refused);
  }
  if (request.method !== 'POST') return notThisWay(visit, 'GET, HEAD, POST');
  if (!isOwnForm(request, url.origin)) return forged(visit);
  const answer = await ask(visit, 'sign-in-link', { code, use: true });
  const back = ownPath(decoded(cookieOf(request, RETURN)), url.origin);
  return enter(visit, /** @type {import('./types.js').SignedIn | { refused: import('./types.js').Refusal }} */ (answer), back, [clearCookie(RETURN)]);
}

/** @param {string | undefined} text */
function decoded(text) {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return undefined;
  }
}

/**
 * `POST /sign-out`.
 * @param {Visit} visit
 */
export async function signOut(visit) {
  const { request, url } = visit;
  if (request.method !== 'POST') return notThisWay(visit, 'POST');
  if (!isOwnForm(request, url.origin)) return forged(visit);
  return signedOutPage([clearCookie(SESSION)]);
}

/**
 * A session for who was let in, always a new one, so that none that somebody planted is kept.
 * @param {Visit} visit
 * @param {import('./types.js').SignedIn | { refused: import('./types.js').Refusal }} answer
 * @param {string | undefined} back
 * @param {string[]} cookies
 */
async function enter(visit, answer, back, cookies) {
  if (answer.refused !== undefined) {
    visit.note(answer.refused);
    const page = await refusedPage(answer.refused, answer.refused === 'expired' ? undefined : again(back, true));
    for (const cookie of cookies) page.headers.append('set-cookie', cookie);
    return page;
  }
  const { member, session, max_age: seconds } = answer;
  visit.note('signed_in', { member: member.id });
  const all = [...cookies, setCookie(SESSION, session, seconds)];
  return back === undefined ? signedInPage(member, visit.url.origin + MCP, all) : redirect(back, all);
}

/** @param {Visit} visit */
export function forged(visit) {
  visit.note('foreign_form');
  return failurePage({ title: 'This came from another site', text: 'Fairlead takes its forms from its own pages alone. Open the page again and use its button.', status: 403 });
}

/**
 * @param {Visit} visit
 * @param {string} allow
 */
export async function notThisWay(visit, allow) {
  visit.note('method_not_allowed');
  const page = await failurePage({ title: 'Not this way', text: `This address answers ${allow} alone.`, status: 405 });
  page.headers.set('allow', allow);
  return page;
}
