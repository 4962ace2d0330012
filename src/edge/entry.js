// The Worker's entry. worker-build makes one too, but that constructs a class and two proxies for each request, to start the module anew after a
// panic. wasm-bindgen's own guard around each export does so as well (tests/faults/panic.test.mjs), so the method alone is taken.
import Worker from './index.js';

const { fetch } = Worker.prototype;

export default {
  fetch: (request, env, ctx) => fetch.call({ env, ctx }, request),
};
