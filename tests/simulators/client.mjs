/** Speaks to a simulator (or its server) the way a well-behaved client would. */
export function createClient(fetch, { base = 'https://api.usepylon.com', token = 'pylon-demo-token' } = {}) {
  async function call(method, path, { query = {}, body, form, headers = {}, signal } = {}) {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) {
      for (const item of [value].flat()) url.searchParams.append(name, item);
    }
    const response = await fetch(
      new Request(url, {
        method,
        signal,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: form ? toForm(form) : body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }
  return {
    call,
    get: (path, query) => call('GET', path, { query }),
    post: (path, body) => call('POST', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    delete: (path, query) => call('DELETE', path, { query }),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toForm(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of [value].flat()) form.append(name, item);
  }
  return form;
}

/** A catalogue path with its parameters filled in, percent-encoded. */
export const fillPath = (path, params) => path.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(params[name]));
