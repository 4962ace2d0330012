// What wasm-bindgen exports of `mod.rs`, beside entry.js in a build.
import type { Env } from './people/types.js';

/** The public door: token URLs, the operator's API, /healthz. */
export function fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response>;

/** The door of a member whose access token was checked. `identity` is the JSON of an `Identity`. */
export function serveMember(request: Request, env: Env, context: ExecutionContext, identity: string): Promise<Response>;

/** A question of this folder's JavaScript, at https://fairlead.internal/{question}. Never given a caller's own request. */
export function decide(request: Request, env: Env, context: ExecutionContext): Promise<Response>;

/** One pass over what the clock brings about. */
export function tick(request: Request, env: Env, context: ExecutionContext): Promise<Response>;

/** Of this Fairlead. */
export function version(): string;
