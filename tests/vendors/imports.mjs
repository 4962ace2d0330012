// `make check-imports`: large descriptions of vendors become records, the Worker is built with them, and each tool's example goes to a mock that
// is made of the same description. Where there are records by hand, it says how far the import comes to the same. Whatever a document lacks
// for a good example is counted; more than the share below ends the run.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { openMock } from './mock.mjs';
import { toolsOf } from './records.mjs';
import { sameness } from './sameness.mjs';
import { walk } from './walk.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [modules, large, named] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = named ? resolve(named) : resolve(root, '../shared/vendors');
const records = `${root}target/imports/records`;
const build = 'target/imports/build';
/** Examples that a document's mock refuses: patterns and conditions that no example in it shows. */
const mostRefused = 0.08;

const files = (path) => readdirSync(path).filter((file) => file.endsWith('.json')).sort().map((file) => `${path}/${file}`);
const described = (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []).flatMap((entry) => {
  if (statSync(`${folder}/${entry.name}`).isDirectory()) return [{ slug: entry.name, documents: files(`${folder}/${entry.name}`) }];
  const slug = /^([a-z0-9]+)-openapi\.json$/.exec(entry.name)?.[1];
  return slug ? [{ slug, documents: [`${folder}/${entry.name}`] }] : [];
}).filter(({ documents }) => documents.length > 0);
described.push({ slug: 'github', documents: [`${resolve(large)}/node_modules/@octokit/openapi/generated/api.github.com.json`] });
if (described.length === 1) console.log(`${folder} holds no <vendor>-openapi.json and no folder of documents: only GitHub's is tried`);

const importedAs = (slug) => `${slug.slice(0, 24)}imported`;
const run = (command, args, env = {}) => execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });

if (!flags.includes('--built')) {
  rmSync(records, { recursive: true, force: true });
  for (const { slug, documents } of described) {
    const began = process.hrtime.bigint();
    run('cargo', ['run', '--quiet', '--locked', '-p', 'records', '--', 'import', '--openapi', ...documents, '--slug', importedAs(slug), '--out', records, '--trust']);
    console.log(`${slug}: imported in ${Number((process.hrtime.bigint() - began) / 100_000_000n) / 10} s`);
  }
  run('tools/build.sh', [build], { FAIRLEAD_RECORDS: records });
}

/** A mock for each document; what the first that knows the path says. */
async function mockOf(documents) {
  const mocks = [];
  for (const document of documents) mocks.push(await openMock(resolve(modules), JSON.parse(readFileSync(document, 'utf8'))));
  return async (request) => {
    let unknown = ['no document'];
    for (const wrongWith of mocks) {
      const wrong = await wrongWith(request.clone());
      if (!wrong.some((line) => line.includes("hasn't been found in the specification"))) return wrong;
      unknown = wrong;
    }
    return unknown;
  };
}

/** An account by what the import asks for: the first choice of each variable, and secrets of no value. */
function accountOf(integration) {
  const credentials = Object.fromEntries(Object.keys(integration.auth.credentials).map((name) => [name, 'fake-secret-of-an-import']));
  const own = Object.entries(integration.variables ?? {}).map(([name, { values }]) => [name, values ? Object.keys(values)[0] : 'acme']);
  return { label: integration.label, credentials, context: Object.fromEntries(own) };
}

let failed = false;
for (const { slug, documents } of described) {
  const own = `${records}/${importedAs(slug)}`;
  const tools = toolsOf(own);
  const integration = parse(readFileSync(`${own}/integration.yaml`, 'utf8'));
  const { found, accepted } = await walk({ build, slug: importedAs(slug), tools, wrongWith: await mockOf(documents), account: accountOf(integration) });
  const share = 1 - accepted / tools.length;
  failed ||= share > mostRefused;
  console.log(`${slug}: ${tools.length} tools, ${accepted} examples accepted by a mock of the description`);
  for (const line of found) console.log(`  ${line}`);
  if (!existsSync(`${root}tool-docs/${slug}/integration.yaml`)) continue;
  const same = sameness(toolsOf(`${root}tool-docs/${slug}`), tools);
  console.log(`${slug}: of ${same.byHand} tools by hand and ${same.imported} imported, ${same.endpoints} endpoints are in both: ${same.names} have the same name, ${same.methods} the same method, ${same.duties} want the same arguments. ${same.onlyByHand} endpoints only by hand, ${same.onlyImported} only imported.`);
  if (flags.includes('--names')) for (const line of same.renamed) console.log(`  ${line}`);
}
if (failed) console.error(`more than ${mostRefused * 100} of 100 examples of a document are refused`);
process.exit(failed ? 1 : 0);
