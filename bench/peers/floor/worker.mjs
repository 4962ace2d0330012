// The limit: the least that can answer these requests at all. It checks nothing and opens nothing.

// Ready answers by path and method, and what stands around a vendor's text; all taken from Fairlead's own answers.
let ready;

export default {
  async fetch(request, env) {
    ready ??= prepare(env);
    const path = new URL(request.url).pathname;
    const method = request.headers.get('mcp-method');
    return method === 'tools/call' ? call(request, env, path) : list(env, path, method);
  },
};

function prepare({ ANSWERS, ENVELOPE }) {
  return { answers: JSON.parse(ANSWERS), envelope: JSON.parse(ENVELOPE) };
}

async function list(env, path, method) {
  const { keys, texts } = ready.answers[path];
  await env.RECORDS.get(keys[0]);
  return answer(texts[method]);
}

async function call(request, env, path) {
  const { keys } = ready.answers[path];
  const [{ params }] = await Promise.all([request.json(), env.RECORDS.get(keys[0]), env.RECORDS.get(keys[1])]);
  const { id } = params.arguments;
  const response = await fetch(`${env.INTERCOM_BASE_URL}/contacts${id === undefined ? '' : `/${id}`}`);
  const text = JSON.stringify(await response.text());
  const { prefix, suffix, failed } = ready.envelope;
  return answer(prefix + text + (response.ok ? suffix : failed));
}

function answer(text) {
  return new Response(text, { headers: { 'content-type': 'application/json' } });
}
