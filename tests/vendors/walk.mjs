// Every tool of an integration, called with its record's example as the built Worker sends it, against a mock of the vendor.
import { startWorker } from '../support/harness.mjs';

/** The long names of a vendor's tools, by `resource.method`. */
async function namesOf(worker, slug) {
  const { resources } = await worker.must(200, 'GET', `/integration/${slug}/capabilities`);
  const methods = resources.flatMap(({ resource, methods: all }) => all.map(({ method, tool }) => [`${resource}.${method}`, tool]));
  return new Map(methods);
}

/**
 * What the mock says of the example of each tool, `tool: …`, with how many it took. `wrongWith` makes of a request the list of what is wrong
 * with it; `account` are fields of the vendor's account.
 */
export async function walk({ build = 'build', slug, tools, wrongWith, account }) {
  const origin = `https://${slug}.mock.example`;
  const heard = [];
  const answer = async (request) => {
    heard.push(await wrongWith(request));
    return Response.json({});
  };
  const worker = await startWorker({ build, vars: { [`${slug.toUpperCase()}_BASE_URL`]: origin }, hosts: { [origin]: answer } });
  const found = [];
  let accepted = 0;
  try {
    const names = await namesOf(worker, slug);
    const { url } = await worker.mint({}, { account: await worker.connect(slug, account) });
    for (const tool of tools) {
      heard.length = 0;
      const { text } = await worker.call(url, names.get(tool.name), tool.example);
      const wrong = heard.length === 1 ? heard[0] : [`${heard.length} requests: ${text}`];
      if (wrong.length === 0) accepted += 1;
      found.push(...wrong.map((line) => `${names.get(tool.name)}: ${line}`));
    }
  } finally {
    await worker.close();
  }
  return { found: [...new Set(found)], accepted };
}
