// Types of the operator's API, made of the document that the Worker serves, so that the two cannot drift: generated/api.d.ts.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const here = (path) => new URL(path, import.meta.url);

const { 'x-shared': _, ...document } = parse(await readFile(here('../../src/gateway/openapi.yaml'), 'utf8'), { merge: true });
const types = await openapiTS(document, { defaultNonNullable: false, emptyObjectsUnknown: true });
await mkdir(here('../generated/'), { recursive: true });
await writeFile(here('../generated/api.d.ts'), astToString(types));
