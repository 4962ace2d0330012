// A person at a browser without scripts, who follows links and forms: what the pages of a sign-in need. It keeps cookies like a browser, except that
// loopback counts as https, as it does for browsers. Chromium itself is in browser.mjs.
import { nodeFetch } from './egress.mjs';

const attribute = (tag, name) => new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>]|$)`, 'i').exec(tag);

export const unescaped = (text) =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&(lt|gt|quot|amp|apos);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" })[name]);

function valueOf(tag, name) {
  const found = attribute(tag, name);
  return found && unescaped(found[1] ?? '');
}

/** The forms of a page: `[{action, method, fields, buttons}]`; `fields` are `{name, value, type, checked}`, `buttons` `{name, value, text}`. */
export function formsOf(html, url) {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const [head] = /<form\b[^>]*>/i.exec(form);
    return {
      action: new URL(valueOf(head, 'action') || url, url).href,
      method: (valueOf(head, 'method') ?? 'get').toUpperCase(),
      fields: [...form.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => ({
        name: valueOf(tag, 'name'),
        value: valueOf(tag, 'value') ?? 'on',
        type: valueOf(tag, 'type') ?? 'text',
        checked: attribute(tag, 'checked') !== null,
        disabled: attribute(tag, 'disabled') !== null,
      })),
      buttons: [...form.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/gi)].map(([, tag, text]) => ({
        name: valueOf(tag, 'name'),
        value: valueOf(tag, 'value') ?? '',
        text: unescaped(text.replace(/<[^>]*>/g, '')).trim(),
      })),
    };
  });
}

/** The fields of a form as it would be sent: `tick` decides of each checkbox by its value, as it stands without. */
export function filled(form, { press, tick } = {}) {
  const sent = new URLSearchParams();
  for (const { name, value, type, checked, disabled } of form.fields) {
    if (!name || disabled) continue;
    if (type === 'checkbox' || type === 'radio' ? (tick ? tick(value) : checked) : true) sent.append(name, value);
  }
  const button = press && form.buttons.find(press);
  if (press && !button) throw new Error(`no such button; there are ${form.buttons.map(({ text }) => text).join(', ')}`);
  if (button?.name) sent.append(button.name, button.value);
  return sent;
}

/**
 * A person with an empty cookie jar. `open` and `submit` follow redirects, and pages that go on by themselves, as long as they lead to one of
 * `origins`; the first that leads elsewhere ends the walk as `{left: URL}`, which is how a client's callback is reached without being called.
 */
export function createVisitor({ origins }) {
  const jar = new Map();
  const known = new Set(origins.map((origin) => new URL(origin).origin));

  function keep(url, headers) {
    for (const line of headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const settings = new Map(attributes.map((text) => text.split('=')).map(([name, value = '']) => [name.toLowerCase(), value]));
      const path = settings.get('path') || '/';
      const gone = settings.get('max-age') === '0' || (settings.has('expires') && Date.parse(settings.get('expires')) <= Date.now());
      const key = `${url.host}\n${path}\n${pair.slice(0, at)}`;
      if (gone) jar.delete(key);
      else jar.set(key, { host: url.host, path, name: pair.slice(0, at), value: pair.slice(at + 1), line });
    }
  }

  const cookiesFor = (url) =>
    [...jar.values()]
      .filter(({ host, path }) => host === url.host && (url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/'))))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  async function go(target, { method = 'GET', body } = {}, hops = 0) {
    const url = new URL(target);
    if (!known.has(url.origin)) return { left: url };
    if (hops > 12) throw new Error(`redirected in a circle, at ${url}`);
    const cookie = cookiesFor(url);
    const answer = await nodeFetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin, 'sec-fetch-site': 'same-origin' }),
      },
      body: body?.toString(),
    });
    keep(url, answer.headers);
    const html = await answer.text();
    const location = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && location) {
      const next = new URL(location, url);
      return go(next, answer.status === 307 || answer.status === 308 ? { method, body } : {}, hops + 1);
    }
    // Where a page goes on by itself, as browsers do.
    const onward = answer.status === 200 && /<meta http-equiv="refresh" content="0;url=([^"]*)">/i.exec(html);
    if (onward) return go(new URL(unescaped(onward[1]), url), {}, hops + 1);
    return { url: url.href, status: answer.status, headers: answer.headers, html, forms: formsOf(html, url.href) };
  }

  return {
    jar,
    /** Puts a cookie into the jar, as somebody who sits at the browser can. */
    plant(origin, name, value) {
      const { host } = new URL(origin);
      jar.set(`${host}\n/\n${name}`, { host, path: '/', name, value });
    },
    open: (url) => go(url),
    /** Sends a page's form, the first unless `form` says which. */
    submit(page, { form = page.forms[0], press, tick } = {}) {
      const fields = filled(form, { press, tick });
      if (form.method === 'GET') return go(`${form.action}?${fields}`);
      return go(form.action, { method: 'POST', body: fields });
    },
  };
}
