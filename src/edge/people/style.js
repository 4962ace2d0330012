// The pages' one style sheet, and the policy that lets a browser take this one alone.

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f1; --card: #ffffff; --line: #d9dcd4; --edge: #767c70; --ink: #1b1f1a; --soft: #545b52;
  --sea: #0b5c55; --sea-ink: #ffffff; --sea-wash: #e6f1ef; --warn: #7a4300; --warn-wash: #fdf1dc; --warn-line: #e8c68a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11150f; --card: #1a1f19; --line: #343b33; --edge: #8b9388; --ink: #eef0ea; --soft: #b0b8ac;
    --sea: #6fd0c2; --sea-ink: #06231f; --sea-wash: #17302c; --warn: #f6cf8f; --warn-wash: #33260f; --warn-line: #6b5222;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center;
  padding: max(2rem, 7vh) 1rem 2rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
header { display: flex; align-items: center; gap: .6rem; margin: 0 0 1.25rem; font-weight: 650; letter-spacing: .01em; color: var(--ink); }
header svg { width: 1.75rem; height: 1.75rem; color: var(--sea); }
main { width: 100%; max-width: 30rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 680; letter-spacing: -.01em; text-wrap: balance; }
h2 { margin: 1.75rem 0 .6rem; font-size: 1rem; font-weight: 650; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
strong { font-weight: 650; }
.soft { color: var(--soft); font-size: .9375rem; }
.who { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; margin: 0 0 1.25rem; color: var(--soft); font-size: .9375rem; }
.facts, .rows { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: .75rem; }
.facts li, .rows li { padding: .75rem 1rem; }
.facts li + li, .rows li + li { border-top: 1px solid var(--line); }
.rows small, label small { display: block; color: var(--soft); font-size: .875rem; }
.warn { margin: 1rem 0 0; padding: .75rem 1rem; color: var(--warn); background: var(--warn-wash); border: 1px solid var(--warn-line); border-radius: .75rem; }
fieldset { margin: 1.75rem 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin: 0 0 .6rem; font-weight: 650; }
.ticks { border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
.ticks label { display: flex; gap: .75rem; padding: .75rem 1rem; cursor: pointer; }
.ticks label + label { border-top: 1px solid var(--line); }
.ticks label:hover, .ticks label:has(:checked) { background: var(--sea-wash); }
input[type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; accent-color: var(--sea); }
input:not([type]), input[type=password], select { width: 100%; min-height: 3rem; padding: .6rem 1rem; border: 1px solid var(--edge); border-radius: .75rem; background: var(--ground); color: var(--ink); font: 1.125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .06em; }
select, .plain { font: inherit; letter-spacing: normal; }
.steps { margin: 0 0 1rem; padding-left: 1.25rem; }
.steps li + li { margin-top: .4rem; }
.field { display: block; margin: 1.5rem 0 .5rem; font-weight: 650; }
.field small { font-weight: 400; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.75rem 0 0; }
button, .button {
  flex: 1 1 8rem; display: flex; align-items: center; justify-content: center; min-height: 3rem; padding: .6rem 1.25rem; border: 1px solid var(--edge); border-radius: .75rem; background: transparent; color: var(--ink);
  font: inherit; font-weight: 620; text-align: center; text-decoration: none; cursor: pointer;
}
button.main, .button.main { border-color: var(--sea); background: var(--sea); color: var(--sea-ink); }
button:hover, .button:hover { filter: brightness(1.06); text-decoration: underline; text-underline-offset: .2em; }
a { color: var(--sea); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--sea); outline-offset: 2px; }
.ticks label:focus-within { outline: 3px solid var(--sea); outline-offset: -3px; border-radius: .7rem; }
.ticks input:focus-visible { outline: none; }
code { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
footer { margin-top: 1.25rem; color: var(--soft); font-size: .8125rem; text-align: center; }
@media (max-width: 26rem) {
  body { padding: 1.25rem .75rem 1.5rem; }
  main { padding: 1.25rem; }
  .actions { flex-direction: column; }
  .actions > * { flex: none; width: 100%; }
}
@media (forced-colors: active) { .ticks label:focus-within, :focus-visible { outline-color: Highlight; } }
`;

/** @type {string | undefined} */
let policy;

/** Nothing is loaded, run or framed, and forms go to this host alone: what goes elsewhere does so by a refresh, which no policy restricts. */
export async function contentSecurityPolicy() {
  if (policy === undefined) {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
    const text = btoa(String.fromCharCode(...new Uint8Array(hash)));
    policy = `default-src 'none'; style-src 'sha256-${text}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
  }
  return policy;
}
