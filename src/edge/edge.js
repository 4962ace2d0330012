// Bytes in and out. worker's own Request, Response, Headers and Fetch cross into wasm entry by entry and double the cost of a call; here a
// message crosses as one text and one array of bytes.

// Statuses of what is brought back, beside those of HTTP.
const FAILED = 0;
const LOADED = 1;

const EMPTY = new Uint8Array(0);

// Most bodies of unknown length fit one read of this many bytes; a longer one doubles it.
const FIRST_READ = 32 * 1024;

// One request while it is answered. Rust asks for one thing at a time, and what comes of it goes to `resume(task, status, text, bytes)`.
export class Exchange {
  constructor(task, request, env, resume) {
    this.task = task;
    this.request = request;
    this.env = env;
    this.resume = resume;
    this.answered = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  async bring(pending) {
    let status, text, bytes;
    try {
      [status, text, bytes] = await pending;
    } catch (error) {
      [status, text] = [FAILED, `${error?.name}: ${error?.message}`];
    }
    try {
      this.resume(this.task, status, text, bytes ?? EMPTY);
    } catch (error) {
      this.reject(error);
    }
  }

  // Brings the method, the URL and one header a line, and at most `most` + 1 bytes of the body.
  take(most) {
    this.bring(taken(this.request, most + 1));
  }

  // Brings the values of all keys in one read, one a line; what is not there is an empty line.
  load(keys, cacheTtl) {
    this.bring(loaded(this.env.RECORDS, keys.split('\n'), cacheTtl));
  }

  // Brings a vendor's answer, at most `most` + 1 bytes of it.
  send(method, url, headers, body, timeout, most) {
    this.bring(sent(method, url, headers, body, timeout, most + 1));
  }

  // Both constructors that get a body copy it (Fetch, "extract a body"), so a view of wasm's memory will do.
  answer(status, headers, body) {
    const response = new Response(body.length ? body : null, { status });
    fill(response.headers, headers);
    this.resolve(response);
  }
}

async function taken(request, most) {
  const text = `${request.method}\n${request.url}\n${lines(request.headers)}`;
  return [LOADED, text, await read(request, most)];
}

async function loaded(records, keys, cacheTtl) {
  const values = await records.get(keys, { type: 'text', cacheTtl });
  // To JSON, a line break outside of its strings is a space like another, and inside them it is none.
  return [LOADED, keys.map((key) => (values.get(key) ?? '').replaceAll('\n', ' ')).join('\n')];
}

async function sent(method, url, headers, body, timeout, most) {
  const response = await fetch(url, {
    method,
    headers: fill(new Headers(), headers),
    body,
    // A redirect could carry the credentials to another host.
    redirect: 'manual',
    cache: 'no-store',
    // Covers the body too.
    signal: AbortSignal.timeout(timeout),
  });
  return [response.status, lines(response.headers), await read(response, most)];
}

// At most `most` bytes of a message's body; the rest is never read.
async function read(message, most) {
  const { body, headers } = message;
  if (body === null) return EMPTY;
  const length = headers.get('content-length');
  // The runtime's own reading is the cheapest. A compressed body can be longer than it says.
  if (length !== null && Number(length) < most && !headers.has('content-encoding')) {
    return new Uint8Array(await message.arrayBuffer());
  }
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

function joined(chunks, length) {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

// `name: value`, one a line.
function lines(headers) {
  let text = '';
  // On workerd it costs less than half of iterating.
  headers.forEach((value, name) => (text += `${name}: ${value}\n`));
  return text;
}

// Entry by entry, which on workerd costs half of giving a constructor all of them.
function fill(headers, text) {
  for (let start = 0; start < text.length; ) {
    const colon = text.indexOf(': ', start);
    const end = text.indexOf('\n', colon);
    headers.append(text.slice(start, colon), text.slice(colon + 2, end));
    start = end + 1;
  }
  return headers;
}
