// The pages, in plain words. What a client, a person or an identity provider said gets into them through `html` alone.
import { html } from './html.js';
import { show } from './layout.js';
import { SIGN_IN, SIGN_OUT } from './paths.js';

/** @type {{ scope: import('./types.js').Scope, effect: 'read' | 'write' | 'destructive', text: string }[]} */
const SCOPES = [
  { scope: 'mcp:read', effect: 'read', text: 'Read conversations, customers and articles' },
  { scope: 'mcp:write', effect: 'write', text: 'Reply and change' },
  { scope: 'mcp:destructive', effect: 'destructive', text: 'Delete for good' },
];

/** @param {number} number */
const tools = (number) => (number === 1 ? '1 tool' : `${number} tools`);

/** @param {import('./types.js').Admin[]} ask */
function whomToAsk(ask) {
  if (ask.length === 0) return html`<p>Ask whoever runs Fairlead in your company.</p>`;
  return html`<p>Ask ${ask.length === 1 ? 'this person' : 'one of these people'}:</p>
<ul class="rows">${ask.map(({ name, email }) => html`<li>${name}<small>${email}</small></li>`)}</ul>`;
}

/**
 * What an MCP client would be allowed to do.
 * @param {object} page
 * @param {import('@cloudflare/workers-oauth-provider').ConsentDescription} page.client
 * @param {import('./types.js').Member} page.member
 * @param {import('./types.js').OfferedAccount[]} page.accounts
 * @param {import('./types.js').Admin[]} page.ask
 * @param {string} page.handle
 * @param {string} page.here path and query of this page
 * @param {string[]} page.cookies
 */
export function consentPage({ client, member, accounts, ask, handle, here, cookies }) {
  const ticks = SCOPES.map(({ scope, effect, text }) => {
    const count = accounts.reduce((sum, account) => sum + account.tools[effect], 0);
    return html`<label><input type="checkbox" name="scope" value="${scope}"${client.scope.includes(scope) && html` checked`}><span>${text}<small>${tools(count)}</small></span></label>
`;
  });
  const rows = accounts.map(
    ({ label, vendor, tools: { read, write, destructive } }) => html`<li>${label}<small>${vendor}, ${tools(read + write + destructive)}</small></li>`,
  );
  return show({
    title: `Connect ${client.clientName}`,
    cookies,
    content: html`<h1>Connect ${client.clientName} to Fairlead?</h1>
<p class="who"><span>Signed in as ${member.name} (${member.email})</span> <a href="${anotherAccount(here)}">Use another account</a></p>
<ul class="facts">
<li>${client.clientDomain === undefined ? html`The app gave itself this name, and nobody has checked it.` : html`The app is published by <strong>${client.clientDomain}</strong>.`}</li>
<li>Access goes to <strong>${client.redirectHost}</strong>.</li>
</ul>
${client.redirectIsLoopback && html`<p class="warn"><strong>This gives access to an app on your own computer.</strong> Go on only if you have just started connecting from it.</p>`}
<form method="post" action="${here}">
<input type="hidden" name="handle" value="${handle}">
<input type="hidden" name="member" value="${member.id}">
<fieldset>
<legend>What it may do for you</legend>
<div class="ticks">
${ticks}</div>
</fieldset>
<h2>In these accounts</h2>
${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p>You have no account yet, so it would have no tools.</p>${whomToAsk(ask)}`}
<div class="actions">
<button class="main" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button>
</div>
</form>`,
  });
}

/** @param {string} here path and query */
const anotherAccount = (here) => `${SIGN_IN}?${new URLSearchParams({ another: '', return: here })}`;

/**
 * After a decision. A page goes on by itself where a redirect could not: browsers hold a form's redirects to the page's form-action, and where a
 * client sends its people next is not known here.
 * @param {object} page
 * @param {string} page.client
 * @param {string} page.goTo
 * @param {boolean} page.allowed
 * @param {string[]} page.cookies
 */
export function donePage({ client, goTo, allowed, cookies }) {
  return show({
    title: allowed ? 'Connected' : 'Not connected',
    goTo,
    cookies,
    content: html`<h1>${allowed ? 'Connected' : 'Not connected'}</h1>
<p>${allowed ? html`${client} has what you allowed.` : html`${client} gets no access.`} You are on your way back to it.</p>
<div class="actions"><a class="button main" href="${goTo}">Back to ${client}</a></div>`,
  });
}

/**
 * Somebody who is known and may not use MCP.
 * @param {object} page
 * @param {import('./types.js').Member} page.member
 * @param {import('./types.js').Admin[]} page.ask
 * @param {string} page.here
 * @param {string} page.goTo where the client learns that there is no access
 * @param {string} page.client
 */
export function noAccessPage({ member, ask, here, goTo, client }) {
  return show({
    title: 'No access yet',
    status: 403,
    content: html`<h1>You have no access yet</h1>
<p class="who"><span>Signed in as ${member.name} (${member.email})</span> <a href="${anotherAccount(here)}">Use another account</a></p>
<p>Fairlead knows you, but you may not connect an AI client so far. Once you may, start again from ${client}.</p>
${whomToAsk(ask)}
<div class="actions"><a class="button" href="${goTo}">Back to ${client}</a></div>`,
  });
}

/** Without an identity provider: a link is how to sign in. */
export function askForLinkPage() {
  return show({
    title: 'Sign in',
    content: html`<h1>Sign in with a link</h1>
<p>Ask whoever runs Fairlead in your company for a sign-in link. Open it in this browser, and you go on from here.</p>
<p class="soft">A link works once, for 15 minutes.</p>`,
  });
}

/**
 * A link that was opened. Whatever looks at links in messages uses nothing up, because only the button does.
 * @param {string} name
 * @param {string} action
 */
export function linkPage(name, action) {
  return show({
    title: 'Sign in',
    content: html`<h1>Sign in as ${name}?</h1>
<p>This link signs this browser in to Fairlead for 12 hours. It works once.</p>
<form method="post" action="${action}"><div class="actions"><button class="main">Sign in</button></div></form>`,
  });
}

/**
 * @param {import('./types.js').Member} member
 * @param {string} address of the MCP server
 * @param {string[]} [cookies]
 */
export function signedInPage(member, address, cookies) {
  return show({
    title: 'Signed in',
    cookies,
    content: html`<h1>You are signed in</h1>
<p>As ${member.name} (${member.email}).</p>
<p class="soft">To connect an AI client, give it this address: <code>${address}</code></p>
<form method="post" action="${SIGN_OUT}"><div class="actions"><button>Sign out</button></div></form>`,
  });
}

/** @param {string[]} cookies */
export function signedOutPage(cookies) {
  return show({
    title: 'Signed out',
    cookies,
    content: html`<h1>You are signed out</h1>
<p>In this browser. Clients that you connected go on working until their access is taken back.</p>
<div class="actions"><a class="button" href="${SIGN_IN}">Sign in again</a></div>`,
  });
}

/** @type {Record<import('./types.js').Refusal, { title: string, text: string }>} */
const REFUSALS = {
  unverified: {
    title: 'Your address is not verified',
    text: 'The identity provider has not verified your e-mail address, so Fairlead cannot tell that it is yours. Verify it there, then sign in again.',
  },
  domain: {
    title: 'This address is of another company',
    text: 'People of its domain may not sign in here. Sign in with your company’s address.',
  },
  unknown: {
    title: 'Fairlead does not know you',
    text: 'You are signed in at the identity provider, but nobody has added your address here. Ask whoever runs Fairlead in your company to add you.',
  },
  expired: {
    title: 'This link has ended',
    text: 'It was used before, or is older than 15 minutes. Ask for a new one.',
  },
};

/**
 * A sign-in that was refused.
 * @param {import('./types.js').Refusal} refusal
 * @param {string} [again] where to try again
 */
export function refusedPage(refusal, again) {
  const { title, text } = REFUSALS[refusal];
  return failurePage({ title, text, status: 403, again });
}

/**
 * What went wrong, and what to do about it.
 * @param {object} page
 * @param {string} page.title
 * @param {string} page.text
 * @param {number} page.status
 * @param {string} [page.detail] in somebody else's words
 * @param {string} [page.again] where to try again
 * @param {string[]} [page.cookies]
 */
export function failurePage({ title, text, status, detail, again, cookies }) {
  return show({
    title,
    status,
    cookies,
    content: html`<h1>${title}</h1>
<p>${text}</p>
${detail !== undefined && html`<p class="soft">It said: <code>${detail}</code></p>`}
${again !== undefined && html`<div class="actions"><a class="button main" href="${again}">Try again</a></div>`}`,
  });
}

/** @param {string} text */
const lines = (text) => text.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`);

/**
 * A call that waits for a person. What a model wrote stands here as text, too; of a body that is too long the longest values are cut, and say so.
 * @param {import('./types.js').Call & { action: string, approvalCode?: string }} page
 */
export function approvalPage({ vendor, account, server, tool, title, verb, path, body, action, approvalCode }) {
  return show({
    title: 'Do you agree?',
    content: html`<h1>${title}: do you agree?</h1>
<p>An assistant wants to do this in ${vendor}. If you agree, it is done once, when the assistant asks again within five minutes.</p>
<ul class="rows">
<li><small>Account</small>${account}</li>
<li><small>MCP server</small>${server}</li>
<li><small>Tool</small><code>${tool}</code></li>
<li><small>Request</small><code>${verb} ${path}</code></li>
${body.map(([name, value]) => html`<li><small>${name}</small>${lines(value)}</li>
`)}</ul>
<form method="post" action="${action}">${approvalCode !== undefined && html`<input type="hidden" name="approval_code" value="${approvalCode}">`}
<div class="actions"><button class="main" name="decision" value="approve">Agree</button><button name="decision" value="decline">Say no</button></div></form>`,
  });
}

/**
 * Who is it that wants to agree?
 * @param {object} page
 * @param {boolean} page.isWrong the code that was typed is none
 * @param {boolean} page.hasCode there is one for this call
 * @param {boolean} page.isSignedIn as somebody who may not decide this
 * @param {boolean} page.canSignIn
 * @param {string} page.here
 */
export function approvalCodePage({ isWrong, hasCode, isSignedIn, canSignIn, here }) {
  return show({
    title: 'Who are you?',
    status: isWrong ? 403 : 200,
    content: html`<h1>Something waits for a person</h1>
<p>An assistant wants to do something that a person has to agree to. Show that you are one who may: then you see what it is.</p>
${isSignedIn && html`<p class="warn">You are signed in as somebody who may not decide this.</p>`}
${isWrong && html`<p class="warn" role="alert">This is not the code of this MCP server. After five wrong ones nobody can agree to this call.</p>`}
${hasCode && html`<form method="post" action="${here}"><label class="field" for="code">Approval code<small>Of the MCP server, from whoever runs Fairlead in your company</small></label>
<input id="code" name="approval_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
<div class="actions"><button class="main">Go on</button></div></form>`}
${canSignIn && html`<div class="actions"><a class="button" href="${isSignedIn ? anotherAccount(here) : `${SIGN_IN}?${new URLSearchParams({ return: here })}`}">Sign in</a></div>`}
${!hasCode && !canSignIn && html`<p>Ask whoever runs Fairlead in your company.</p>`}`,
  });
}

/** @param {boolean} isApproved */
export function approvedPage(isApproved) {
  return show({
    title: isApproved ? 'Agreed' : 'Not agreed',
    content: isApproved
      ? html`<h1>You agreed</h1>
<p>Tell the assistant to go on. It can do this once, within five minutes.</p>`
      : html`<h1>You said no</h1>
<p>Nothing is done.</p>`,
  });
}
