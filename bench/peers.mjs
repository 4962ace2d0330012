// Who is measured: where each peer's modules are, and what it is bound to beyond what all are bound to.
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** In the order of the table. `bindings` is given what Fairlead answered to each case (world.mjs). */
export const peers = [
  {
    name: 'floor',
    modules: [`${root}bench/peers/floor/worker.mjs`],
    bindings: constants,
  },
  {
    name: 'fairlead',
    modules: [`${root}build/index.js`, `${root}build/index_bg.wasm`],
  },
];

/** What the floor answers with: Fairlead's own bytes. */
function constants({ servers, answers, bodies }) {
  const ready = {};
  for (const { path, keys } of Object.values(servers)) ready[path] = { keys, texts: {} };
  for (const { path, method, text } of answers) {
    if (method !== 'tools/call') ready[path].texts[method] = text;
  }
  const text = answers.find(({ name }) => name === 'call-1k').text;
  const [prefix, suffix] = text.split(JSON.stringify(bodies['1k']));
  return {
    ANSWERS: JSON.stringify(ready),
    ENVELOPE: JSON.stringify({ prefix, suffix, failed: suffix.replace(']', '],"isError":true') }),
  };
}
