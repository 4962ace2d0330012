// The pages of somebody who connects an account, in plain words: they may never have heard of Fairlead, nor of an API.
import { html } from './html.js';
import { show } from './layout.js';

/** @typedef {import('./types.js').ConnectForm} ConnectForm @typedef {import('./types.js').Texts} Texts */

/**
 * @param {object} page
 * @param {import('./types.js').Vendor[]} page.vendors
 * @param {string} page.here
 */
export function choosePage({ vendors, here }) {
  const rows = vendors.map(({ slug, label }) => html`<li><a href="${here}?${new URLSearchParams({ vendor: slug })}">${label}</a></li>
`);
  return show({
    title: 'Connect an account',
    content: html`<h1>What do you want to connect?</h1>
<p>With this link you let Fairlead work in an account of yours, for whoever sent it to you.</p>
<ul class="rows">${rows}</ul>`,
  });
}

/**
 * What to give, and what came of the last try.
 * @param {object} page
 * @param {ConnectForm} page.form
 * @param {string} page.here
 * @param {string} page.start without the vendor that was chosen
 * @param {{ credentials: Texts, context: Texts }} [page.given]
 * @param {{ field: string, message: string }[]} [page.failures]
 * @param {import('./types.js').VendorSaid} [page.said]
 */
export function connectPage({ form, here, start, given, failures, said }) {
  const { vendor, account, reconnects, is_chosen: isChosen, steps, credentials, variables, can_consent: canConsent } = form;
  const canPaste = credentials.length > 0;
  return show({
    title: `Connect ${vendor.label}`,
    status: failures === undefined && said === undefined ? 200 : 400,
    content: html`<h1>Connect ${vendor.label}${reconnects && ' again'}</h1>
<p>${reconnects ? html`Give new access to <strong>${account ?? vendor.label}</strong>. What uses it goes on as before.` : html`${account === null ? html`Whoever sent you this link` : html`<strong>${account}</strong>`} wants to work in your ${vendor.label} account with AI assistants, through Fairlead.`}</p>
${failures !== undefined && problems(form, failures)}
${said !== undefined && refusal(said)}
${canConsent && html`<form method="post" action="${here}">
${variables.map((field) => variable(field, given?.context[field.name], 'consent.'))}
<p class="soft">At ${vendor.label} you see what is asked for, and can take it back there at any time.</p>
<div class="actions"><button class="main" name="way" value="consent">Agree at ${vendor.label}</button>${isChosen && !canPaste && another(start)}</div>
</form>`}
${canConsent && canPaste && html`<h2>Or paste it yourself</h2>`}
${where(steps)}
${canPaste && html`<form method="post" action="${here}">
${variables.map((field) => variable(field, given?.context[field.name], ''))}
${credentials.map((field) => credential(field, given?.credentials[field.name]))}
<p class="soft">It is stored encrypted and shown to nobody. ${vendor.label} is asked whether it works.</p>
<div class="actions"><button${!canConsent && html` class="main"`}>Connect ${vendor.label}</button>${isChosen && another(start)}</div>
</form>`}`,
  });
}

/** @param {string} start */
const another = (start) => html`<a class="button" href="${start}">Choose another</a>`;

/** @param {string[]} steps */
function where(steps) {
  return (
    steps.length > 0 &&
    html`<h2>Where to find it</h2>
<ol class="steps">${steps.map((step) => html`<li>${step}</li>
`)}</ol>`
  );
}

/** @param {string} name as records spell it */
const words = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

/**
 * @param {ConnectForm['variables'][number]} field
 * @param {string | undefined} given
 * @param {string} form what tells its ids from those of another form
 */
function variable({ name, help, values, value, is_required: isRequired }, given, form) {
  const field = `context.${name}`;
  const id = form + field;
  const now = given ?? value ?? '';
  const label = html`<label class="field" for="${id}">${words(name)}<small>${help}</small></label>
`;
  if (values.length === 0) {
    return html`${label}<input class="plain" id="${id}" name="${field}" value="${now}" autocomplete="off" autocapitalize="none" spellcheck="false"${isRequired && html` required`}>
`;
  }
  return html`${label}<select id="${id}" name="${field}">${values.map((one) => html`<option value="${one}"${one === now && html` selected`}>${one}</option>`)}</select>
`;
}

/**
 * A secret is never shown again, not to who typed it either.
 * @param {ConnectForm['credentials'][number]} field
 * @param {string | undefined} given
 */
function credential({ name, label, help, is_shown: isShown }, given) {
  const id = `credentials.${name}`;
  return html`<label class="field" for="${id}">${label}<small>${help}</small></label>
${
    isShown
      ? html`<input class="plain" id="${id}" name="${id}" value="${given ?? ''}" autocomplete="off" autocapitalize="none" spellcheck="false" required>`
      : html`<input type="password" id="${id}" name="${id}" autocomplete="off" required>`
  }
`;
}

/**
 * @param {ConnectForm} form
 * @param {{ field: string, message: string }[]} failures
 */
function problems({ credentials, variables }, failures) {
  /** @type {Map<string, string>} */
  const labels = new Map([
    ...credentials.map(({ name, label }) => /** @type {[string, string]} */ ([`credentials.${name}`, label])),
    ...variables.map(({ name }) => /** @type {[string, string]} */ ([`context.${name}`, words(name)])),
  ]);
  return html`<div class="warn" role="alert"><p><strong>Nothing was stored yet.</strong></p>
${failures.map(({ field, message }) => html`<p>${labels.get(field) ?? field} ${message}</p>
`)}</div>`;
}

/** @param {import('./types.js').VendorSaid} said */
function refusal({ vendor, status, message }) {
  return html`<div class="warn" role="alert"><p><strong>${vendor} was asked, and nothing was stored.</strong></p>
<p>${advice(vendor, status)}</p>
<p>It said: <code>${message}</code></p></div>`;
}

/**
 * @param {string} vendor
 * @param {number | null} status
 */
function advice(vendor, status) {
  if (status === 401) return 'It does not take this. Copy it again, all of it, and look whether the other fields are right: what is of one place often does not work at another.';
  if (status === 403) return 'It knows this, but does not let it read what is needed. Give it the permissions that the steps name, or have an admin do it.';
  if (status === 404) return 'It has nothing at this address. Look whether the fields that say where your account is are right.';
  if (status === 429) return 'It gets too many requests at the moment. Wait a minute and try again.';
  if (status === null || status >= 500) return `${vendor} does not answer as it should at the moment. Look whether the fields that say where your account is are right, or try again later.`;
  return 'Look at what it said, and try again.';
}

/**
 * On the way to the vendor. A page goes on by itself where a redirect could not: browsers hold a form's redirects to the page's form-action.
 * @param {object} page
 * @param {string} page.vendor
 * @param {string} page.goTo
 * @param {string[]} page.cookies
 */
export function consentPage({ vendor, goTo, cookies }) {
  return show({
    title: `On to ${vendor}`,
    goTo,
    cookies,
    content: html`<h1>On to ${vendor}</h1>
<p>Agree there, and you come back here.</p>
<div class="actions"><a class="button main" href="${goTo}">Go to ${vendor}</a></div>`,
  });
}

/**
 * Back from the vendor, with nothing.
 * @param {object} page
 * @param {import('./types.js').VendorSaid} page.said
 * @param {string[]} page.cookies
 */
export function refusedPage({ said, cookies }) {
  return show({
    title: 'Not connected',
    status: 400,
    cookies,
    content: html`<h1>${said.vendor} is not connected</h1>
${refusal(said)}
<div class="actions"><a class="button main" href="${said.again}">Try again</a></div>`,
  });
}

/**
 * The vendor takes what was given, and it is of another workspace than before.
 * @param {object} page
 * @param {import('./types.js').Elsewhere} page.elsewhere
 * @param {string[]} [page.cookies]
 */
export function elsewherePage({ elsewhere: { vendor, account, workspace, again }, cookies }) {
  return show({
    title: 'Not connected',
    status: 409,
    cookies,
    content: html`<h1>This is another workspace</h1>
<p>${vendor} takes what you gave, but it belongs to ${workspace === null ? html`another workspace` : html`the workspace <strong>${workspace}</strong>`}, and <strong>${account ?? vendor}</strong> was connected to a different one. What uses it would go on in the wrong place, so nothing was stored.</p>
<p>Give access to the workspace of before. To connect this one too, ask whoever sent you the link for another link.</p>
<div class="actions"><a class="button main" href="${again}">Try again</a></div>`,
  });
}

/**
 * @param {string} vendor
 * @param {string | undefined} person
 * @param {string | undefined} workspace
 */
function whose(vendor, person, workspace) {
  if (person === undefined && workspace === undefined) return html`${vendor} takes what you gave.`;
  if (person === undefined) return html`Connected to the workspace <strong>${workspace}</strong>.`;
  return html`Connected as <strong>${person}</strong>${workspace !== undefined && html`, workspace <strong>${workspace}</strong>`}.`;
}

/**
 * @param {import('./types.js').Connected} connected
 * @param {string[]} [cookies]
 */
export function connectedPage({ vendor, account, person, workspace, reconnects, return_to: goTo }, cookies) {
  return show({
    title: 'Connected',
    cookies,
    content: html`<h1>${vendor} is connected${reconnects && ' again'}</h1>
<p>${whose(vendor, person, workspace)}</p>
<p class="soft">It is called ${account} here. ${goTo === null && 'You are done, and can close this page.'}</p>
${goTo !== null && html`<div class="actions"><a class="button main" href="${goTo}">Go on${URL.canParse(goTo) && ` to ${new URL(goTo).host}`}</a></div>`}`,
  });
}
