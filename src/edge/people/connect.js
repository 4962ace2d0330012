// `/connect/{link}`: somebody connects an account of theirs. Who has the link needs nothing else, and it is there without sign-in too.
import { choosePage, connectPage, connectedPage, consentPage, elsewherePage, refusedPage } from './connect_pages.js';
import { clearCookie, consentOf, cookieOf, setCookie } from './cookies.js';
import { failurePage } from './pages.js';
import { CONNECT, CONSENT_CALLBACK, isOwnForm } from './paths.js';
import { ask } from './rust.js';
import { forged, notThisWay } from './sign_in.js';

/** @typedef {import('./types.js').Visit} Visit @typedef {import('./types.js').Texts} Texts */

/** @type {Record<'unknown' | 'unset' | 'transaction', { title: string, text: string, status: number }>} */
const REFUSALS = {
  unknown: {
    title: 'This link has ended',
    text: 'An account was connected with it, it is older than seven days, or not all of it was copied. Ask whoever sent it to you for a new one.',
    status: 404,
  },
  unset: {
    title: 'This cannot be connected yet',
    text: 'Something is missing on the side of whoever sent you this link. Tell them; the link stays as good as it is.',
    status: 409,
  },
  transaction: {
    title: 'This did not begin here',
    text: 'It took more than half an hour, was used before, or began in another browser. Nothing was connected. Open your link again.',
    status: 400,
  },
};

/**
 * @param {Visit} visit
 * @param {keyof typeof REFUSALS} why
 * @param {string[]} [cookies]
 */
function refuse(visit, why, cookies) {
  visit.note(why);
  return failurePage({ ...REFUSALS[why], cookies });
}

/**
 * A page with what to give and a button, and what the button does. Opening it uses nothing up, so previews of messages do not either.
 * @param {Visit} visit
 */
export async function connect(visit) {
  const { request, url, base } = visit;
  if (url.pathname === CONSENT_CALLBACK) return callback(visit);
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  if (!isLook && request.method !== 'POST') return notThisWay(visit, 'GET, HEAD, POST');
  if (!isLook && !isOwnForm(request, url.origin)) return forged(visit);
  const opened = {
    link: url.pathname.slice(CONNECT.length).replace(/\/+$/, ''),
    integration: url.searchParams.get('vendor') ?? undefined,
    address: addressOf(request),
  };
  const asked = await ask(visit, 'connect-link', opened);
  if (asked.refused !== undefined) return refuse(visit, asked.refused);
  if (asked.form === undefined) {
    visit.note('to_choose');
    return choosePage({ vendors: asked.vendors, here: base + url.pathname });
  }
  const { form } = asked;
  const start = base + url.pathname;
  const here = start + (form.is_chosen ? `?${new URLSearchParams({ vendor: form.vendor.slug })}` : '');
  const page = { form, here, start };
  if (isLook) {
    visit.note('asked');
    return connectPage(page);
  }
  const { way, credentials, context } = await givenIn(request);
  const given = { credentials, context };
  const answer =
    way === 'consent' && form.can_consent
      ? await ask(visit, 'connect-consent', { ...opened, context, redirect_uri: url.origin + base + CONSENT_CALLBACK })
      : await ask(visit, 'connect', { ...opened, ...given });
  if (answer.refused !== undefined) return refuse(visit, answer.refused);
  if (answer.failures !== undefined) {
    visit.note('fields');
    return connectPage({ ...page, given, failures: answer.failures });
  }
  if (answer.said !== undefined) {
    visit.note('vendor_refused');
    return connectPage({ ...page, given, said: answer.said });
  }
  if ('elsewhere' in answer) {
    visit.note('elsewhere');
    return elsewherePage({ elsewhere: under(base, answer.elsewhere) });
  }
  if ('connected' in answer) {
    visit.note('connected');
    return connectedPage(answer.connected);
  }
  visit.note('sent_to_vendor');
  const { vendor, location: goTo, state, sealed, seconds } = answer;
  return consentPage({ vendor, goTo, cookies: [setCookie(consentOf(state), sealed, seconds)] });
}

/**
 * `GET /connect/callback`: back from the vendor, with a code that is good where it was asked for alone.
 * @param {Visit} visit
 */
async function callback(visit) {
  const { request, url, base } = visit;
  if (request.method !== 'GET') return notThisWay(visit, 'GET');
  /** @param {string} name */
  const returned = (name) => url.searchParams.get(name) ?? undefined;
  const state = returned('state');
  const name = consentOf(state ?? '');
  const sealed = cookieOf(request, name);
  if (sealed === undefined) return refuse(visit, 'transaction');
  const answer = await ask(visit, 'connect-callback', {
    sealed,
    state,
    address: addressOf(request),
    code: returned('code'),
    error: returned('error'),
    error_description: returned('error_description'),
    iss: returned('iss'),
  });
  const cookies = [clearCookie(name)];
  if (answer.refused !== undefined) return refuse(visit, answer.refused, cookies);
  if (answer.said !== undefined) {
    visit.note('vendor_refused');
    return refusedPage({ said: under(base, answer.said), cookies });
  }
  if (answer.elsewhere !== undefined) {
    visit.note('elsewhere');
    return elsewherePage({ elsewhere: under(base, answer.elsewhere), cookies });
  }
  visit.note('connected');
  return connectedPage(answer.connected, cookies);
}

/**
 * With the way to try again as people find it.
 * @template {{ again: string }} Told
 * @param {string} base
 * @param {Told} told
 * @returns {Told}
 */
const under = (base, told) => ({ ...told, again: base + told.again });

/** @param {Request} request */
const addressOf = (request) => request.headers.get('cf-connecting-ip') ?? undefined;

/**
 * What was typed, and which button was pressed. A field that was left empty was not given.
 * @param {Request} request
 */
async function givenIn(request) {
  /** @type {{ credentials: Texts, context: Texts }} */
  const given = { credentials: {}, context: {} };
  const form = new URLSearchParams(await request.text());
  for (const [name, value] of form) {
    const text = value.trim();
    const [, group, key] = /^(credentials|context)\.(.+)$/s.exec(name) ?? [];
    if (text !== '' && key !== undefined) given[group === 'credentials' ? 'credentials' : 'context'][key] = text;
  }
  return { way: form.get('way'), ...given };
}
