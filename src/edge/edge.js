// Bytes in and out. worker's own Request, Response, Headers and Fetch cross into wasm entry by entry and double the cost of a call;
// here a message crosses as one text and one array of bytes.

// A request as [text, body]: the text is the method, the URL and one header a line; the body has at most `most` + 1 bytes.
export async function take(request, most) {
  const body = (await read(request.body, most + 1)).bytes;
  return [`${request.method}\n${request.url}\n${lines(request.headers)}`, body];
}

export function answer(status, headers, body) {
  return new Response(body.length ? body.slice() : null, { status, headers: pairs(headers) });
}

// All keys in one read; what is not there is null.
export async function load(env, keys, cacheTtl) {
  const names = keys.split("\n");
  const values = await env.RECORDS.get(names, { type: "text", cacheTtl });
  return names.map((name) => values.get(name) ?? null);
}

// An answer as [status, headers, body], or a word for what went wrong.
export async function send(method, url, headers, body, timeout, most) {
  try {
    const response = await fetch(url, {
      method,
      headers: pairs(headers),
      body: body && body.slice(),
      // A redirect could carry the credentials to another host.
      redirect: "manual",
      cache: "no-store",
      // Covers the body too.
      signal: AbortSignal.timeout(timeout),
    });
    const { bytes, isWhole } = await read(response.body, most);
    return isWhole ? [response.status, lines(response.headers), bytes] : "too large";
  } catch (error) {
    return error?.name === "TimeoutError" || error?.name === "AbortError" ? "timeout" : `unreachable: ${error?.message}`;
  }
}

// At most `most` bytes of a stream; the rest is never read.
async function read(stream, most) {
  const chunks = [];
  let length = 0;
  let isWhole = true;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) {
      isWhole = false;
      break;
    }
  }
  if (chunks.length === 1 && isWhole) return { bytes: chunks[0], isWhole };
  const bytes = new Uint8Array(Math.min(length, most));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.subarray(0, most - at), at);
    at += chunk.length;
  }
  return { bytes, isWhole };
}

function lines(headers) {
  let text = "";
  for (const [name, value] of headers) text += `${name}: ${value}\n`;
  return text;
}

function pairs(text) {
  const headers = [];
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 2)]);
  }
  return headers;
}
