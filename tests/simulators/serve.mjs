import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const CONTROL = '/__simulator/';

/** Remote control for tests in another process or language. */
function control(simulator, method, noun, text) {
  const body = text === '' ? {} : JSON.parse(text);
  const actions = {
    'POST faults': () => simulator.faults.add(body),
    'DELETE faults': () => simulator.faults.clear(),
    'GET calls': () => simulator.calls,
    'DELETE calls': () => void (simulator.calls.length = 0),
    'GET snapshot': () => ({ snapshot: simulator.snapshot() }),
    'POST clock': () => simulator.clock.advance(body.advance_ms),
    'POST reset': () => simulator.reset(),
  };
  const action = actions[`${method} ${noun}`];
  if (!action) return Response.json({ error: `choose one of ${Object.keys(actions).join(', ')}` }, { status: 404 });
  try {
    return Response.json(action() ?? { ok: true });
  } catch (error) {
    return Response.json({ error: error.message }, { status: 400 });
  }
}

function toRequest(message, body, signal) {
  const headers = new Headers();
  for (let at = 0; at < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at], message.rawHeaders[at + 1]);
  }
  const bodyless = message.method === 'GET' || message.method === 'HEAD' || body.length === 0;
  // Joined as text: resolving would let a path of // name another host.
  const url = `http://${message.headers.host ?? '127.0.0.1'}${message.url}`;
  return new Request(url, { method: message.method, headers, body: bodyless ? undefined : body, signal });
}

async function answer(simulator, message, reply) {
  const abort = new AbortController();
  reply.on('close', () => abort.abort());
  let response;
  try {
    const body = await buffer(message);
    const request = toRequest(message, body, abort.signal);
    const { pathname } = new URL(request.url);
    response = pathname.startsWith(CONTROL)
      ? control(simulator, message.method, pathname.slice(CONTROL.length), body.toString())
      : await simulator.fetch(request);
  } catch (error) {
    if (abort.signal.aborted) return;
    if (error.cause?.code === 'ECONNRESET') return void message.socket.resetAndDestroy();
    response = Response.json({ errors: [`Internal error: ${error.message}`] }, { status: 500 });
  }
  reply.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return void reply.end();
  // Fails only when the client has left, which is the client's business.
  await pipeline(Readable.fromWeb(response.body), reply).catch(() => {});
}

/** Puts a simulator behind HTTP on loopback; port 0 takes a free one. */
export async function serve(simulator, { port = 0 } = {}) {
  const server = createServer((message, reply) => void answer(simulator, message, reply));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      vendor: { type: 'string', default: 'pylon' },
      region: { type: 'string' },
    },
  });
  const { [`create${values.vendor[0].toUpperCase()}${values.vendor.slice(1)}`]: create } = await import(
    `./${values.vendor}/index.mjs`
  );
  const running = await serve(create({ now: Date.now, region: values.region }), { port: Number(values.port) });
  process.stdout.write(`${values.vendor} simulator on ${running.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => running.close());
}
