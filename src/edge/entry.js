// The Worker's entry. What the `worker` crate's own build tool puts here constructs a class and two proxies for each request, to start the module anew
// after a panic. wasm-bindgen's guard around each export does so as well (tests/faults/panic.test.mjs).
import { fetch } from './index.js';

// V8 keeps ten, and a panic's own take up more.
Error.stackTraceLimit = 100;

export default { fetch };
