// `/log` as CSV: Rust answers a part at a time and names the next one; the caller gets one stream, for which no part is kept.

/** @typedef {import('./people/types.js').Env} Env @typedef {(request: Request, env: Env, context: ExecutionContext) => Promise<Response>} Serve */

/** By which a part names the next one (src/admin/activity_csv.rs), and by which the answers that have parts are known. It never goes out. */
const NEXT = 'fairlead-next-cursor';

/**
 * Answers a request as Rust does, with all parts of what comes in parts.
 * @param {Serve} serve @param {Request} request @param {Env} env @param {ExecutionContext} context
 */
export async function serveWhole(serve, request, env, context) {
  const first = await serve(request, env, context);
  const next = first.headers.get(NEXT);
  if (next === null) return first;
  const headers = new Headers(first.headers);
  headers.delete(NEXT);
  const parts = partsOf(serve, first, next, request, env, context);
  const body = new ReadableStream({
    /** A part is asked for when the caller has taken the one before; what fails breaks the download off, so that no part of it looks like the whole. */
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { status: first.status, headers });
}

/**
 * @param {Serve} serve @param {Response} first @param {string} next @param {Request} request @param {Env} env @param {ExecutionContext} context
 */
async function* partsOf(serve, first, next, request, env, context) {
  yield new Uint8Array(await first.arrayBuffer());
  for (let cursor = /** @type {string | null} */ (next); cursor !== null; ) {
    const url = new URL(request.url);
    url.searchParams.set('next_cursor', cursor);
    const part = await serve(new Request(url, request), env, context);
    if (part.status !== 200) throw new Error(`a part of the log was answered with ${part.status}`);
    cursor = part.headers.get(NEXT);
    const bytes = new Uint8Array(await part.arrayBuffer());
    if (bytes.length > 0) yield bytes;
  }
}
