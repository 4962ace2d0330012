// KV behind workerd's binding, as a server: what the Worker stores is a Map here, and a test can make any operation fail in any way.
// The protocol is in https://github.com/cloudflare/workerd/blob/main/src/workerd/api/kv.c++
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Which operation of KV a request is. */
function operationOf({ method, url }) {
  if (method === 'POST' && url === '/bulk/get') return 'get';
  return { PUT: 'put', DELETE: 'delete', GET: 'list' }[method];
}

/**
 * Opens the server. `values` is what is stored, by key. `fail(operation, act)` hands every `get`, `put`, `list` or `delete` to
 * `act({serve, reply, reset, response})` instead, until `heal()`; `hold(operation, part)` lets the next one wait whose keys or prefix hold the part.
 * `take()` gives the keys that were asked for since the last time, by operation.
 */
export async function openRecords() {
  const values = new Map();
  const faults = new Map();
  const holds = [];
  let asked = {};

  const operations = {
    get: ({ keys }) => JSON.stringify(Object.fromEntries(keys.map((key) => [key, values.get(key) ?? null]))),
    put({ keys: [key], body }) {
      values.set(key, body);
      return '';
    },
    delete({ keys: [key] }) {
      values.delete(key);
      return '';
    },
    list({ query: { prefix = '', cursor = '0', key_count_limit: limit = '1000' } }) {
      const names = [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
      const end = Number(cursor) + Number(limit);
      const keys = names.slice(Number(cursor), end).map((name) => ({ name }));
      return JSON.stringify({ keys, list_complete: end >= names.length, cursor: String(end) });
    },
  };

  // An idle connection that this side closed just as workerd sends on it would be a fault that no test asked for.
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const operation = operationOf(request);
    const { pathname, searchParams } = new URL(request.url, 'http://records');
    const keys = operation === 'get' ? JSON.parse(body).keys : [decodeURIComponent(pathname.slice(1))];
    const serve = () => operations[operation]({ keys, body, query: Object.fromEntries(searchParams) });
    const reply = (text, status = 200) => response.writeHead(status).end(text);
    const call = { serve, reply, response, reset: () => request.socket.resetAndDestroy() };
    (asked[operation] ??= []).push(...keys);
    const about = `${keys} ${searchParams.get('prefix')}`;
    const hold = holds.find((one) => one.operation === operation && about.includes(one.part));
    if (hold) {
      holds.splice(holds.indexOf(hold), 1);
      hold.arrived(call);
    } else {
      (faults.get(operation) ?? (() => reply(serve())))(call);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${server.address().port}`,
    values,
    fail: (operation, act) => faults.set(operation, act),
    heal: () => faults.clear(),
    take() {
      const taken = asked;
      asked = {};
      return taken;
    },
    /** Resolves, once such a request is there, to what lets it go on, and tells whether the Worker was still waiting. */
    hold: (operation, part) =>
      new Promise((resolve) => {
        const arrived = ({ serve, reply, response }) =>
          resolve(() => {
            const waits = !response.destroyed;
            reply(serve());
            return waits;
          });
        holds.push({ operation, part, arrived });
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
