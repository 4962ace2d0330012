// What the operator set for sign-in. Rust reads and checks the settings, for both languages; this keeps what it says.
import { ask } from './rust.js';

/** @type {WeakMap<object, import('./types.js').Settings>} */
const known = new WeakMap();

/**
 * The settings, the same for every request of an isolate.
 * @param {import('./types.js').Env} env
 * @param {ExecutionContext} context
 */
export async function settingsOf(env, context) {
  let settings = known.get(env);
  if (settings === undefined) {
    settings = await ask({ env, context }, 'setup', {});
    known.set(env, settings);
  }
  return settings;
}
