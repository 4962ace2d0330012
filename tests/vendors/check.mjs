// `make check-vendors`: the vendors' own descriptions of their APIs against the records. Two ways, for each vendor with a description:
// the arguments of its tools are compared with those of its operations, and every tool's example, as the built Worker sends it, goes to a
// mock that is made of the description. What differs must be explained in `<slug>.yaml`, and what is explained there must still differ.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './compare.mjs';
import { placeOf, readDocument } from './documents.mjs';
import { readExceptions, unexplained } from './exceptions.mjs';
import { openMock } from './mock.mjs';
import { toolsOf } from './records.mjs';
import { walk } from './walk.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [modules, named] = process.argv.slice(2);
const usual = resolve(root, '../shared/vendors');
const folder = named ? resolve(named) : usual;

const slugs = readdirSync(`${root}tool-docs`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${root}tool-docs/${entry.name}/integration.yaml`))
  .map(({ name }) => name)
  .sort();

async function check(slug) {
  const document = readDocument(placeOf(folder, slug));
  const tools = toolsOf(`${root}tool-docs/${slug}`);
  const compared = compare(document, tools);
  const operations = new Set(tools.map(({ http }) => http));
  const absent = new Set(compared.found.filter((line) => line.endsWith(': not in the description')).map((line) => line.split(': ')[0]));
  const described = tools.filter(({ http }) => !absent.has(http));
  const called = await walk({ slug, tools: described, wrongWith: await openMock(resolve(modules), document) });
  const found = [...compared.found, ...called.found];
  const wrong = unexplained(found, readExceptions(fileURLToPath(new URL(`${slug}.yaml`, import.meta.url))));
  const counts = [
    `${compared.operations} operations in ${document.info.title} ${document.info.version}`,
    `${called.accepted} of ${described.length} examples accepted`,
    `${found.length - wrong.filter((line) => line.endsWith('not explained')).length} contradictions explained`,
    `${tools.length - described.length} tools (${operations.size - new Set(described.map(({ http }) => http)).size} operations) skipped: not in the description`,
  ];
  console.log(`${slug}: ${counts.join(', ')}`);
  return wrong.map((line) => `${slug}: ${line}`);
}

const present = slugs.filter((slug) => placeOf(folder, slug));
for (const slug of slugs.filter((one) => !present.includes(one))) console.log(`${slug}: skipped, neither ${slug}-openapi.json nor ${slug}/ is in ${folder}`);
if (present.length === 0 && named) {
  console.error(`DOCS: ${folder} holds no <vendor>-openapi.json and no folder <vendor>; name the folder that does`);
  process.exit(1);
}
const wrong = [];
for (const slug of present) wrong.push(...(await check(slug)));
for (const line of wrong) console.error(line);
if (wrong.length > 0) console.error(`${wrong.length} to mend, or to explain in tests/vendors/<vendor>.yaml`);
process.exit(wrong.length > 0 ? 1 : 0);
