/** Speaks to a simulator (or its server) the way a well-behaved client would. `headers` go with every call. */
export function createClient(fetch, { base, headers: always = {} }) {
  async function call(method, path, { query = {}, body, form, headers = {}, signal } = {}) {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) {
      for (const item of [value].flat()) url.searchParams.append(name, item);
    }
    const response = await fetch(
      new Request(url, {
        method,
        signal,
        headers: { ...always, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
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
    put: (path, body) => call('PUT', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    delete: (path, { query, body } = {}) => call('DELETE', path, { query, body }),
  };
}

/** The header of a bearer token; none for `null`. */
export const bearerHeader = (token) => (token === null ? {} : { authorization: `Bearer ${token}` });

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
