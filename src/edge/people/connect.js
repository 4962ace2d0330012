// `/connect/{link}`: somebody connects an account of theirs. Who has the link needs nothing else, and it is there without sign-in too.
import { choosePage, connectPage, connectedPage } from './connect_pages.js';
import { failurePage } from './pages.js';
import { CONNECT, isOwnForm } from './paths.js';
import { ask } from './rust.js';
import { forged, notThisWay } from './sign_in.js';

/** @typedef {import('./types.js').Visit} Visit @typedef {import('./types.js').Texts} Texts */

/** @param {Visit} visit */
function ended(visit) {
  visit.note('unknown');
  return failurePage({
    title: 'This link has ended',
    text: 'An account was connected with it, it is older than seven days, or not all of it was copied. Ask whoever sent it to you for a new one.',
    status: 404,
  });
}

/**
 * A page with what to give and a button, and what the button does. Opening it uses nothing up, so previews of messages do not either.
 * @param {Visit} visit
 */
export async function connect(visit) {
  const { request, url } = visit;
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  if (!isLook && request.method !== 'POST') return notThisWay(visit, 'GET, HEAD, POST');
  if (!isLook && !isOwnForm(request, url.origin)) return forged(visit);
  const opened = openedOf(visit);
  const asked = await ask(visit, 'connect-link', opened);
  if (asked.refused !== undefined) return ended(visit);
  if (asked.form === undefined) {
    visit.note('to_choose');
    return choosePage({ vendors: asked.vendors, here: url.pathname });
  }
  const { form } = asked;
  const here = url.pathname + (form.is_chosen ? `?${new URLSearchParams({ vendor: form.vendor.slug })}` : '');
  if (isLook) {
    visit.note('asked');
    return connectPage({ form, here, start: url.pathname });
  }
  const { credentials, context } = await givenIn(request);
  const answer = await ask(visit, 'connect', { ...opened, credentials, context });
  if (answer.refused !== undefined) return ended(visit);
  if (answer.failures !== undefined) {
    visit.note('fields');
    return connectPage({ form, here, start: url.pathname, given: { credentials, context }, failures: answer.failures });
  }
  if (answer.said !== undefined) {
    visit.note('vendor_refused');
    return connectPage({ form, here, start: url.pathname, given: { credentials, context }, said: answer.said });
  }
  visit.note('connected');
  return connectedPage(answer.connected);
}

/** @param {Visit} visit */
function openedOf({ request, url }) {
  return {
    link: url.pathname.slice(CONNECT.length).replace(/\/+$/, ''),
    integration: url.searchParams.get('vendor') ?? undefined,
    address: request.headers.get('cf-connecting-ip') ?? undefined,
  };
}

/**
 * What was typed. A field that was left empty was not given.
 * @param {Request} request
 */
async function givenIn(request) {
  /** @type {{ credentials: Texts, context: Texts }} */
  const given = { credentials: {}, context: {} };
  for (const [name, value] of new URLSearchParams(await request.text())) {
    const text = value.trim();
    const [group, key] = /** @type {[string, string]} */ (/^(credentials|context)\.(.+)$/s.exec(name)?.slice(1) ?? ['', '']);
    if (text !== '' && (group === 'credentials' || group === 'context')) given[group][key] = text;
  }
  return given;
}
