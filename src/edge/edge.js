// Bytes in and out. worker's own Request, Response, Headers and Fetch cross into wasm entry by entry and double the cost of a call; here a
// message crosses as one text and one array of bytes.

/** @typedef {import('./people/types.js').Env} Env @typedef {(task: number, status: number, text: string, bytes: Uint8Array) => void} Run */

// The runtime's own, before outbound.js puts itself in front of what goes to addresses of others: a call of a tool does not pass there.
const { fetch } = globalThis;

// Statuses of what is brought, beside those of HTTP.
const FAILED = 0;
const DONE = 1;
const EXCEEDED = 2;
const LATE = 3;
const UNKNOWN_CODING = 4;
const BROKEN_CODING = 5;

const EMPTY = new Uint8Array(0);

// What undoes a request's Content-Encoding (RFC 9110, 8.4.1). HTTP's deflate is the format of zlib, and so is the runtime's.
/** @type {Map<string, 'deflate' | 'gzip'>} */
const CODINGS = new Map([['gzip', 'gzip'], ['x-gzip', 'gzip'], ['deflate', 'deflate']]);

// Most bodies of unknown length fit one read of this many bytes; a longer one doubles it.
const FIRST_READ = 32 * 1024;

// Until it is collected, a Response keeps the bytes that it was made of, and V8 does not know how many they are: those of long answers would grow
// the process by hundreds of megabytes. From so many bytes on, an answer is streamed; below, that costs more than it is worth.
const LONG = 512 * 1024;

// A request that was stopped is forgotten after ten minutes. Until then it may hold a body of so many bytes.
const SHORT = 16 * 1024;

// Texts that many answers share: lists of tools, which hold nothing of an account. Each has so many bytes of room at either end.
const ROOM = 4096;
const MOST_KEPT = 32;
/** @type {Map<string, { bytes: Uint8Array, length: number }>} */
const kept = new Map();

/** @param {string} key */
export const keptLength = (key) => kept.get(key)?.length;

/** @param {string} key @param {Uint8Array} text */
export function keep(key, text) {
  if (kept.size >= MOST_KEPT) kept.clear();
  const bytes = new Uint8Array(ROOM + text.length + ROOM);
  bytes.set(text, ROOM);
  kept.set(key, { bytes, length: text.length });
  return text.length;
}

// One request while it is answered. Rust asks for one thing at a time, and what comes of it goes to `run(task, status, text, bytes)`.
export class Exchange {
  /**
   * Begins to bring the method, the URL and one header a line, and at most `most` + 1 bytes of the body, decompressed. When the caller hangs up,
   * the runtime stops the request where it waits, and Rust keeps all that it holds: where that is much, `mayStop` is false.
   * @param {number} task @param {number} most @param {Request} request @param {Env} env @param {ExecutionContext} context @param {boolean} mayStop
   * @param {Run} run
   */
  constructor(task, most, request, env, context, mayStop, run) {
    this.task = task;
    this.env = env;
    this.context = context;
    this.run = run;
    // Counts what was brought, so that what comes after its deadline is told from what Rust waits for by then.
    this.turn = 0;
    // When what Rust waits for is late, and when the timer rings.
    this.deadline = Infinity;
    this.rings = Infinity;
    /** @type {number | null} */
    this.timer = null;
    /** @type {PromiseWithResolvers<Response>} */
    const { promise, resolve, reject } = Promise.withResolvers();
    this.answered = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.end = nothing;
    this.stays = false;
    const coding = request.headers.get('content-encoding');
    // What a compressed body comes to is not known from its length.
    const isShort = coding === null && Number(request.headers.get('content-length') ?? NaN) <= SHORT;
    if (!mayStop || !isShort) this.stay();
    const text = `${request.method}\n${request.url}\n${lines(request.headers)}`;
    if (coding === null) this.bring(() => read(request, most + 1), (bytes) => this.resume(DONE, text, bytes));
    else this.bring(() => decode(request, coding, most + 1), ({ status, bytes }) => this.resume(status, text, bytes));
  }

  // What changes something goes on to its end when its caller hangs up. Asked for late, because it costs a list a tenth of its time: the runtime
  // wraps the promise in two functions and wakes its loop for it.
  stay() {
    if (this.stays) return;
    this.stays = true;
    this.context.waitUntil(this.answered);
  }

  /**
   * Brings the values of all keys in one read, one a line; what is not there is an empty line.
   * @param {string} keys @param {number} cacheTtl @param {number} timeout
   */
  load(keys, cacheTtl, timeout) {
    const names = keys.split('\n');
    this.record(timeout, (records) => records.get(names, { type: 'text', cacheTtl }), (found) => {
      const values = names.map((name) => found.get(name) ?? '');
      // To JSON, a line break outside of its strings is a space like another, and inside them it is none.
      return values.every(isText) ? values.map((value) => value.replaceAll('\n', ' ')) : undefined;
    });
  }

  /** @param {string} key @param {string} value @param {number | undefined} expiration @param {number} timeout */
  save(key, value, expiration, timeout) {
    this.stay();
    this.record(timeout, (records) => records.put(key, value, { expiration }), () => []);
  }

  /** @param {string} key @param {number} timeout */
  remove(key, timeout) {
    this.stay();
    this.record(timeout, (records) => records.delete(key), () => []);
  }

  /**
   * Brings the next page's cursor, empty at the end, and one key a line, with a tab and its expiration. A page may be empty and not the last: `list_complete` alone tells the end.
   * @param {string} prefix @param {number} limit @param {string | undefined} cursor @param {number} timeout
   */
  list(prefix, limit, cursor, timeout) {
    this.record(timeout, (records) => records.list({ prefix, limit, cursor }), (page) => {
      /** @type {{ keys: { name: string, expiration?: number }[], list_complete: boolean, cursor?: string }} */
      const { keys, list_complete: isLast, cursor: next } = page;
      const names = Array.isArray(keys) ? keys.map((key) => key?.name) : [undefined];
      return names.every(isText) && typeof isLast === 'boolean' ? [isLast ? '' : next ?? '', ...keys.map(({ name, expiration }) => `${name}\t${expiration ?? ''}`)] : undefined;
    });
  }

  /**
   * Brings, one a line, what `read` makes of the outcome of an operation of KV; it makes nothing of garbage.
   * @template T @param {number} timeout @param {(records: KVNamespace) => Promise<T>} operation @param {(outcome: T) => string[] | undefined} read
   */
  record(timeout, operation, read) {
    this.limit(timeout);
    this.bring(() => operation(this.env.RECORDS), (outcome) => {
      const lines = read(outcome);
      if (!lines) throw new TypeError('KV answered garbage');
      this.resume(DONE, lines.join('\n'), EMPTY);
    });
  }

  /**
   * Brings a vendor's answer: its status, one header a line, at most `most` + 1 bytes of its body. What is late is not aborted here, which takes
   * an AbortSignal: the runtime ends it with the request, whose answer says that it was late.
   * @param {string} method @param {string} url @param {string} headers @param {Uint8Array | undefined} body @param {number} timeout
   * @param {number} most
   */
  send(method, url, headers, body, timeout, most) {
    this.stay();
    const start = () => fetch(url, {
      method,
      headers: fill(new Headers(), headers),
      // Copied by the time that this returns (Fetch, "extract a body"), so a view of wasm's memory will do; `answer` counts on it too.
      body,
      // A redirect could carry the credentials to another host.
      redirect: 'manual',
      cache: 'no-store',
    });
    this.limit(timeout);
    this.bring(start, (response) => {
      /** @param {Uint8Array} bytes */
      const deliver = (bytes) => this.resume(response.status, lines(response.headers), bytes);
      this.bring(() => read(response, most + 1), deliver);
    });
  }

  /** Brings nothing, after so many milliseconds. @param {number} milliseconds */
  pause(milliseconds) {
    this.bring(() => new Promise((resolve) => setTimeout(resolve, milliseconds)), () => this.resume(DONE, '', EMPTY));
  }

  /** Brings whether one more of this key is one too many for a rate limiting binding. @param {string} binding @param {string} key */
  count(binding, key) {
    this.bring(() => /** @type {Record<string, any>} */ (this.env)[binding].limit({ key }), ({ success }) => this.resume(success ? DONE : EXCEEDED, '', EMPTY));
  }

  /**
   * Brings, as a list in JSON, what a member allowed clients. Who keeps it is lent by the entry; where there is nobody, there is nothing.
   * @param {string} member @param {number} timeout
   */
  grants(member, timeout) {
    this.limit(timeout);
    this.bring(async () => this.env.GRANTS?.grantsOf(this.env, member) ?? [], (grants) => this.resume(DONE, JSON.stringify(grants), EMPTY));
  }

  /**
   * Brings how many were revoked: one, or all of a member's.
   * @param {string} member @param {string | undefined} grant @param {number} timeout
   */
  revokeGrants(member, grant, timeout) {
    this.stay();
    this.limit(timeout);
    this.bring(async () => this.env.GRANTS?.revokeGrants(this.env, member, grant) ?? 0, (count) => this.resume(DONE, String(count), EMPTY));
  }

  /** @param {number} status @param {string} headers @param {Uint8Array} body */
  answer(status, headers, body) {
    const content = body.length > LONG ? streamed(body) : body;
    const response = new Response(body.length ? content : null, status === 200 ? undefined : { status });
    fill(response.headers, headers);
    this.resolve(response);
  }

  /**
   * Only the few bytes before and after a kept text are written, into the room that it has around it; `Response` copies the whole.
   * @param {number} status @param {string} headers @param {Uint8Array} before @param {string} key @param {Uint8Array} after
   */
  answerAround(status, headers, before, key, after) {
    // Rust made sure of it for this answer.
    const { bytes, length } = /** @type {{ bytes: Uint8Array, length: number }} */ (kept.get(key));
    const end = ROOM + length;
    if (before.length > ROOM || after.length > ROOM) {
      const all = joined([before, bytes.subarray(ROOM, end), after], before.length + length + after.length);
      this.answer(status, headers, all);
    } else {
      bytes.set(before, ROOM - before.length);
      bytes.set(after, end);
      this.answer(status, headers, bytes.subarray(ROOM - before.length, end + after.length));
    }
  }

  // Without this, what waits ends with the answer.
  outlive() {
    /** @type {PromiseWithResolvers<void>} */
    const { promise, resolve } = Promise.withResolvers();
    this.end = resolve;
    this.context.waitUntil(promise);
  }

  /**
   * Starts something, at once, and delivers what comes of it; what fails, and what cannot be delivered, is brought like anything else. One
   * promise for each wait: more of them cost more than what they carry.
   * @template T @param {() => Promise<T>} start @param {(outcome: T) => void} deliver
   */
  bring(start, deliver) {
    const { turn } = this;
    /** @param {any} error */
    const fail = (error) => {
      if (this.turn === turn) this.resume(FAILED, `${error?.name}: ${error?.message}`, EMPTY);
    };
    /** @param {T} outcome */
    const settle = (outcome) => {
      try {
        if (this.turn === turn) deliver(outcome);
      } catch (error) {
        fail(error);
      }
    };
    try {
      start().then(settle, fail);
    } catch (error) {
      fail(error);
    }
  }

  /**
   * What Rust waits for next is brought as late after so many milliseconds. One timer serves all waits of a request, because setting and clearing
   * one costs some 10 µs: it rings when the first would have been late, and is set again while another goes on.
   * @param {number} milliseconds
   */
  limit(milliseconds) {
    this.deadline = Date.now() + milliseconds;
    if (this.deadline < this.rings) this.set(milliseconds);
  }

  /** @param {number} milliseconds */
  set(milliseconds) {
    clearTimeout(this.timer);
    this.rings = this.deadline;
    this.timer = setTimeout(() => this.ring(), milliseconds);
  }

  ring() {
    this.rings = Infinity;
    const left = this.deadline - Date.now();
    if (left <= 0) this.resume(LATE, '', EMPTY);
    else if (left < Infinity) this.set(left);
  }

  /**
   * Runs Rust on. An error of Rust itself ends the request.
   * @param {number} status @param {string} text @param {Uint8Array} bytes
   */
  resume(status, text, bytes) {
    this.turn += 1;
    this.deadline = Infinity;
    try {
      this.run(this.task, status, text, bytes);
    } catch (error) {
      this.reject(error);
    }
  }
}

const nothing = () => {};

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === 'string';

/**
 * At most `most` bytes of a message's body; the rest is never read.
 * @param {Request | Response} message @param {number} most @returns {Promise<Uint8Array>}
 */
function read(message, most) {
  const { headers } = message;
  const length = headers.get('content-length');
  // The runtime's own reading is the cheapest. A compressed body can be longer than it says.
  if (length !== null && Number(length) < most && !headers.has('content-encoding')) {
    return message.arrayBuffer().then((buffer) => new Uint8Array(buffer));
  }
  return readOn(message.body, most);
}

/**
 * The same of a body that says how it is encoded. What it decompresses to is counted, so a small one that grows without end stops there too.
 * @param {Request} request @param {string} coding @param {number} most
 */
async function decode(request, coding, most) {
  const names = coding.toLowerCase().split(',').map((name) => name.trim());
  const [name, another] = names.filter((name) => name !== '' && name !== 'identity');
  if (name === undefined || request.body === null) return { status: DONE, bytes: await read(request, most) };
  const format = another === undefined ? CODINGS.get(name) : undefined;
  if (!format) return { status: UNKNOWN_CODING, bytes: EMPTY };
  try {
    return { status: DONE, bytes: await readOn(request.body.pipeThrough(new DecompressionStream(format)), most) };
  } catch {
    return { status: BROKEN_CODING, bytes: EMPTY };
  }
}

/** @param {ReadableStream<Uint8Array> | null} body @param {number} most @returns {Promise<Uint8Array>} */
async function readOn(body, most) {
  if (body === null) return EMPTY;
  const reader = body.getReader({ mode: 'byob' });
  const chunks = [];
  let got = 0;
  for (let size = FIRST_READ; got < most; size *= 2) {
    const space = new Uint8Array(Math.min(size, most - got));
    const wanted = space.length;
    const { value } = await reader.readAtLeast(wanted, space);
    if (value) chunks.push(value);
    got += value?.length ?? 0;
    if (!value || value.length < wanted) return joined(chunks, got);
  }
  reader.cancel().catch(() => {});
  return joined(chunks, got);
}

/** A stream of bytes that the caller may then write over. @param {Uint8Array} bytes */
function streamed(bytes) {
  const { readable, writable } = new FixedLengthStream(bytes.length);
  const writer = writable.getWriter();
  // A client that hangs up ends both, and there is nothing else to do about it.
  writer.write(bytes.slice()).catch(() => {});
  writer.close().catch(() => {});
  return readable;
}

/** @param {Uint8Array[]} chunks @param {number} length @returns {Uint8Array} */
function joined(chunks, length) {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * `name: value`, one a line.
 * @param {Headers} headers
 */
function lines(headers) {
  let text = '';
  // On workerd it costs less than half of iterating.
  headers.forEach((value, name) => (text += `${name}: ${value}\n`));
  return text;
}

/**
 * Entry by entry, which on workerd costs half of giving a constructor all of them.
 * @param {Headers} headers @param {string} text
 */
function fill(headers, text) {
  for (let start = 0; start < text.length; ) {
    const colon = text.indexOf(': ', start);
    const end = text.indexOf('\n', colon);
    headers.append(text.slice(start, colon), text.slice(colon + 2, end));
    start = end + 1;
  }
  return headers;
}
