// What is known to differ between a vendor's description and its records: `<slug>.yaml`, a list of `{why, found: […]}`.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export function readExceptions(file) {
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) ?? [] : [];
}

/** What is wrong between what a run found and what was known: new findings, known ones that are gone, repeats, and reasons that are missing. */
export function unexplained(found, exceptions) {
  const known = exceptions.flatMap((group) => group.found ?? []);
  const wrong = [];
  exceptions.forEach(({ why, found: lines }, at) => {
    if (typeof why !== 'string' || why.trim().length < 20) wrong.push(`entry ${at + 1} has no reason: write one under \`why\``);
    if (!Array.isArray(lines) || lines.length === 0) wrong.push(`entry ${at + 1} explains nothing: list what under \`found\``);
  });
  for (const line of new Set(known.filter((entry, at) => known.indexOf(entry) !== at))) wrong.push(`${line}: explained twice`);
  for (const line of found) if (!known.includes(line)) wrong.push(`${line}: not explained`);
  for (const line of new Set(known)) if (!found.includes(line)) wrong.push(`${line}: explained, and no longer so`);
  return wrong;
}
