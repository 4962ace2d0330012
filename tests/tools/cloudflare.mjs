// As much of Cloudflare's API as a deploy asks for, on loopback: CLOUDFLARE_API_BASE_URL sends wrangler here.
// https://developers.cloudflare.com/api/resources/workers/
import { createServer } from 'node:http';

const account = '00000000000000000000000000000001';
const token = 'obviously-fake-cloudflare-token';
const scripts = `/accounts/${account}/workers/scripts/fairlead`;

const absent = { status: 404, code: 10007, message: 'This Worker does not exist on your account.' };
const version = { id: '00000000-0000-4000-8000-000000000009', startup_time_ms: 9, resources: { script: { etag: 'etag' } } };

/** The routes of a deploy, by what each does. */
export const routes = {
  listSecrets: `GET ${scripts}/secrets`,
  upload: `PUT ${scripts}`,
  assets: `POST ${scripts}/assets-upload-session`,
  publish: `POST ${scripts}/subdomain`,
  query: `POST /accounts/${account}/d1/database/${'d'.repeat(32)}/query`,
};

/**
 * Serves one account. Gives `{url, account, token, namespaces, databases, queries, uploads, assets, on, close}`: `namespaces` are those of KV, `databases` of D1, with the
 * `queries` that it was sent, `uploads` what was deployed,
 * the newest last, as `{bindings, secrets, modules}`, `assets` the paths of each deploy's files. `on(route, answer)` answers a route by another function, which may give `undefined` for the usual
 * answer or `{status, code, message}`.
 */
export async function serveCloudflare({ secrets } = {}) {
  const namespaces = [];
  const databases = [];
  const queries = [];
  const uploads = secrets ? [{ bindings: [{ name: 'RECORDS', type: 'kv_namespace', namespace_id: 'obviously-fake' }], secrets, modules: [] }] : [];
  const assets = [];
  const instead = new Map();
  const existing = (result) => (uploads.length > 0 ? { result: result(uploads.at(-1)) } : absent);

  async function upload({ headers, body }) {
    const form = await new Response(body, { headers: { 'content-type': headers['content-type'] } }).formData();
    const { bindings } = JSON.parse(form.get('metadata'));
    const before = uploads.at(-1);
    uploads.push({
      bindings: bindings.map((binding) => (binding.type === 'inherit' ? before.bindings.find(({ name }) => name === binding.name) ?? binding : binding)),
      // What is not named is kept too.
      secrets: { ...before?.secrets, ...Object.fromEntries(bindings.filter(({ type }) => type === 'secret_text').map(({ name, text }) => [name, text])) },
      modules: [...form.keys()].filter((name) => name !== 'metadata'),
    });
    return { result: { ...version, deployment_id: version.id.replaceAll('-', '') } };
  }

  const usual = {
    [`GET /accounts/${account}/workers/services/fairlead`]: () => existing(() => ({ default_environment: { environment: 'production', script: { last_deployed_from: 'wrangler' } } })),
    [`GET /accounts/${account}/workers/workers/fairlead`]: () => existing(() => ({ subdomain: { enabled: true, previews_enabled: false } })),
    [`GET /accounts/${account}/workers/subdomain`]: () => ({ result: { subdomain: 'acme' } }),
    [`GET /accounts/${account}/storage/kv/namespaces`]: () => ({ result: namespaces }),
    [`POST /accounts/${account}/storage/kv/namespaces`]: ({ body }) => {
      const namespace = { id: `${namespaces.length + 1}`.padStart(32, '0'), title: JSON.parse(body).title };
      namespaces.push(namespace);
      return { result: namespace };
    },
    [`GET /accounts/${account}/d1/database`]: ({ url }) => ({ result: databases.filter(({ name }) => [null, name].includes(url.searchParams.get('name'))) }),
    [`POST /accounts/${account}/d1/database`]: ({ body }) => {
      const database = { uuid: 'd'.repeat(32), name: JSON.parse(body).name, version: 'production' };
      databases.push(database);
      return { result: database };
    },
    [`GET /accounts/${account}/d1/database/${'d'.repeat(32)}`]: () => ({ result: databases[0] }),
    [`GET /accounts/${account}/d1/database/fairlead-activity`]: () => (databases.length > 0 ? { result: databases[0] } : { status: 404, code: 7404, message: 'The database fairlead-activity could not be found' }),
    [routes.query]: ({ body }) => {
      queries.push(JSON.parse(body));
      return { result: [{ results: [], success: true, meta: {} }] };
    },
    [routes.listSecrets]: () => existing((worker) => Object.keys(worker.secrets).map((name) => ({ name, type: 'secret_text' }))),
    [`GET ${scripts}/settings`]: () => existing(({ bindings }) => ({ bindings })),
    [`GET ${scripts}/deployments`]: () => existing(() => ({ deployments: [] })),
    [routes.upload]: upload,
    [`POST ${scripts}/versions`]: upload,
    // No bucket: it has all of these files already.
    [routes.assets]: ({ body }) => {
      assets.push(Object.keys(JSON.parse(body).manifest));
      return { result: { jwt: 'obviously-fake-token-of-assets', buckets: [] } };
    },
    [`PUT ${scripts}/schedules`]: ({ body }) => ({ result: { schedules: JSON.parse(body) } }),
    [`POST ${scripts}/deployments`]: () => ({ result: { id: 'deployment' } }),
    [`PATCH ${scripts}/script-settings`]: ({ body }) => ({ result: JSON.parse(body) }),
    [routes.publish]: ({ body }) => ({ result: JSON.parse(body) }),
  };

  async function answer(route, request) {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, code: 10000, message: 'Authentication error' };
    return (await instead.get(route)?.(request)) ?? (await usual[route]?.(request)) ?? { status: 404, code: 7003, message: `No route for ${route}` };
  }

  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, url, headers } = incoming;
    const { status = 200, result = null, code, message } = await answer(`${method} ${url.split('?')[0]}`, { headers, url: new URL(url, 'http://localhost'), body: Buffer.concat(chunks) });
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ success: code === undefined, errors: code ? [{ code, message }] : [], messages: [], result }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    account,
    token,
    namespaces,
    databases,
    queries,
    uploads,
    assets,
    on: (route, answer) => instead.set(route, answer),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
