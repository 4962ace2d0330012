// A vendor's description: one document, `<slug>-openapi.json`, or a folder `<slug>/` of several that are read as one.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** Several documents as one. Parts of the same name need not be the same, so each gets that of its document before its own. */
export function together(documents) {
  const paths = {};
  const components = {};
  for (const [name, document] of Object.entries(documents)) {
    const own = JSON.parse(JSON.stringify(document).replaceAll(/"#\/components\/(\w+)\//g, `"#/components/$1/${name}.`));
    const known = Object.keys(own.paths).find((path) => path in paths);
    if (known) throw new Error(`${name}: ${known} is in an earlier document too`);
    Object.assign(paths, own.paths);
    for (const [kind, parts] of Object.entries(own.components ?? {})) {
      // What a request has to authenticate with is named without a path.
      const named = kind === 'securitySchemes' ? (key) => key : (key) => `${name}.${key}`;
      components[kind] = { ...components[kind], ...Object.fromEntries(Object.entries(parts).map(([key, part]) => [named(key), part])) };
    }
  }
  const [{ openapi, servers, info }] = Object.values(documents);
  return { openapi, servers, info: { ...info, title: Object.keys(documents).join(', ') }, paths, components };
}

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Where a vendor's description is in a folder; undefined when it is not there. */
export function placeOf(folder, slug) {
  return [`${folder}/${slug}-openapi.json`, `${folder}/${slug}`].find((place) => existsSync(place));
}

export function readDocument(place) {
  if (place.endsWith('.json')) return read(place);
  const files = readdirSync(place).filter((file) => file.endsWith('.json')).sort();
  return together(Object.fromEntries(files.map((file) => [basename(file, '.json'), read(`${place}/${file}`)])));
}
