// Every vendor as one raw TCP server: what a test says goes out byte for byte, or does not go out.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The bytes of an HTTP answer. A header that is `undefined` is left out. */
export function answer(status, headers, body = '') {
  // workerd sends a request without a body once more when a connection that it kept turns out to be dead; no test of one call wants that.
  const usual = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries({ ...usual, ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`, 'latin1'), Buffer.from(body)]);
}

/** What a vendor in good health answers: the record that was asked for, or the one that was sent. */
export function healthy({ method, path, body }, headers = {}) {
  const id = path.split('/').at(-1);
  const record = method === 'GET' ? { id, name: `Name of ${id}` } : JSON.parse(body);
  return answer(200, headers, JSON.stringify({ data: record }));
}

/** Reads one request off the start of what a connection brought; `undefined` while it is not whole. */
function read(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const length = lines.map((line) => /^content-length: (\d+)$/i.exec(line)?.[1]).find(Boolean) ?? 0;
  const body = bytes.subarray(end + 4, end + 4 + Number(length));
  if (body.length < Number(length)) return undefined;
  const [method, target] = first.split(' ');
  return { method, path: target.split('?')[0], body: body.toString() };
}

/**
 * Opens the server. `calls` is what came, oldest first: `{method, path, body}`. `on(path, act)` hands the requests of a path to `act(socket, call)`,
 * until `heal()`; `otherwise(act)` does for all others what by default gives a healthy answer; `hold(path)` lets the next one wait.
 * A connection takes one request after the other.
 */
export async function openVendors() {
  const calls = [];
  const acts = new Map();
  const sockets = new Set();
  const healthily = (socket, call) => socket.end(healthy(call));
  let usually = healthily;

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    socket
      .on('close', () => sockets.delete(socket))
      // The Worker hangs up on what it has read enough of.
      .on('error', () => {})
      .on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        const call = read(bytes);
        if (!call) return;
        bytes = Buffer.alloc(0);
        calls.push(call);
        (acts.get(call.path) ?? usually)(socket, call);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${server.address().port}`,
    calls,
    on: (path, act) => acts.set(path, act),
    otherwise(act) {
      usually = act;
    },
    heal() {
      acts.clear();
      usually = healthily;
    },
    /** Resolves, once a request of the path is there, to what lets it go on, and tells whether the Worker was still waiting. */
    hold: (path) =>
      new Promise((arrived) => {
        acts.set(path, (socket, call) => {
          acts.delete(path);
          arrived(() => {
            const waits = !socket.destroyed;
            socket.end(healthy(call));
            return waits;
          });
        });
      }),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
