// `/approve/{code}`: a call that waits for a person's yes. It is there without sign-in too: an approval code is another way to show who one is.
import { SESSION, cookieOf } from './cookies.js';
import { approvalCodePage, approvalPage, approvedPage, failurePage } from './pages.js';
import { APPROVE, isOwnForm } from './paths.js';
import { ask } from './rust.js';
import { forged, notThisWay } from './sign_in.js';

/** @typedef {import('./types.js').Visit} Visit */

/** @type {Record<string, { title: string, text: string, status: number }>} */
const REFUSALS = {
  unknown: {
    title: 'There is nothing to agree to',
    text: 'This link has ended, or what it is about was asked for a moment ago elsewhere: then it works within a minute. Else have the assistant try again.',
    status: 404,
  },
  used: { title: 'This was done already', text: 'Somebody agreed, and the assistant has done it. Each yes counts once.', status: 410 },
  approved: { title: 'Somebody has agreed already', text: 'The assistant can do it once, within five minutes of that.', status: 409 },
  declined: { title: 'Somebody has said no already', text: 'Nothing is done. It can be asked for again in five minutes.', status: 409 },
  locked: { title: 'Too many wrong codes', text: 'Nobody can agree to this any more. It can be asked for again in an hour.', status: 403 },
  not_yours: { title: 'This is not yours to decide', text: 'Open the link again and show who you are.', status: 403 },
};

/** @param {string} why */
function refuse(why) {
  return failurePage(REFUSALS[why] ?? { title: 'This did not work', text: 'Open the link again.', status: 403 });
}

/**
 * A page with what is asked and two buttons, and what the buttons do. Opening it decides nothing.
 * @param {Visit} visit
 */
export async function approve(visit) {
  const { request, url, base, env } = visit;
  const here = base + url.pathname;
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  if (!isLook && request.method !== 'POST') return notThisWay(visit, 'GET, HEAD, POST');
  if (!isLook && !isOwnForm(request, url.origin)) return forged(visit);
  const form = isLook ? new URLSearchParams() : new URLSearchParams(await request.text());
  const shown = {
    code: url.pathname.slice(APPROVE.length).replace(/\/+$/, ''),
    session: cookieOf(request, SESSION),
    approval_code: form.get('approval_code') ?? undefined,
    address: request.headers.get('cf-connecting-ip') ?? undefined,
  };
  const decision = form.get('decision');
  if (decision === 'approve' || decision === 'decline') {
    const answer = await ask(visit, 'approve-call', { ...shown, decision });
    if (answer.refused === 'code') return codePage(true);
    if (answer.refused !== undefined) return refuse(answer.refused);
    visit.note(answer.done);
    return approvedPage(answer.done === 'approved');
  }
  const answer = await ask(visit, 'approval', shown);
  if (answer.refused === 'code') return codePage(true);
  if (answer.refused !== undefined) return refuse(answer.refused);
  if (answer.needs !== undefined) return codePage(false, answer.needs);
  if (answer.state !== 'asked') return refuse(answer.state);
  return approvalPage({ ...answer.approval, action: here, approvalCode: shown.approval_code });

  /**
   * @param {boolean} isWrong
   * @param {{ approval_code: boolean, is_signed_in: boolean }} [needs]
   */
  function codePage(isWrong, needs = { approval_code: true, is_signed_in: false }) {
    visit.note(isWrong ? 'wrong_code' : 'who_is_it');
    return approvalCodePage({ isWrong, hasCode: needs.approval_code, isSignedIn: needs.is_signed_in, canSignIn: env.OAUTH_KV !== undefined, here });
  }
}
