// The Worker's entry. What the `worker` crate's own build tool puts here constructs a class and two proxies for each request, to start the module anew
// after a panic. wasm-bindgen's guard around each export does so as well (tests/faults/panic.test.mjs).
import { fetch as serve, tick } from './index.js';
import { consoleOf, openConsole } from './console/door.js';
import { serveWhole } from './log_csv.js';
import { doorOf, openDoor } from './people/door.js';
import * as grants from './people/grants.js';
import { APPROVE, CONNECT } from './people/paths.js';

// V8 keeps ten, and a panic's own take up more.
Error.stackTraceLimit = 100;

// `https://` has eight characters, and a host at least one.
const AFTER_SCHEME = 8;

/** @satisfies {ExportedHandler<import('./people/types.js').Env>} */
export default {
  fetch(request, env, context) {
    const { url } = request;
    const path = url.indexOf('/', AFTER_SCHEME);
    // A token URL is what most requests name: nothing else is looked at for it.
    if (url.startsWith('/mcp/fl_', path)) return serve(request, env, context);
    const { pathname } = new URL(url);
    const hasSignIn = env.OAUTH_KV !== undefined;
    if (hasSignIn) env.GRANTS ??= grants;
    // Without sign-in there are two of its pages: calls that wait for a person link to one, and links to connect an account to the other.
    const door = hasSignIn || pathname.startsWith(APPROVE) || pathname.startsWith(CONNECT) ? doorOf(pathname) : undefined;
    if (door !== undefined) return openDoor(door, request, env, context);
    const page = consoleOf(pathname, request, env);
    return page === undefined ? serveWhole(serve, request, env, context) : openConsole(page, request, env, context);
  },
  // The cron trigger (`[triggers]` in wrangler.toml). Rust writes the line of it.
  async scheduled(_controller, env, context) {
    await tick(new Request('https://fairlead.internal/tick', { method: 'POST' }), env, context);
  },
};
