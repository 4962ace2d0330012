// The official conformance suite, run as its command line, with its results read back from the files that it writes.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../clients/command.mjs';

/** What a scenario's checks came to. `own` leaves out the check that every scenario has: that each message fits the schema. */
function summed(checks) {
  const having = (...statuses) => checks.filter(({ status }) => statuses.includes(status));
  return {
    passed: having('SUCCESS').filter(({ id }) => id !== 'wire-schema-valid').map(({ id }) => id),
    failed: having('FAILURE', 'WARNING').map(({ id, errorMessage }) => ({ id, errorMessage })),
    skipped: having('SKIPPED').map(({ id }) => id),
  };
}

async function readResults(folder) {
  const found = new Map();
  for (const name of await readdir(folder)) {
    const [, scenario] = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name);
    found.set(scenario, summed(JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8'))));
  }
  return found;
}

const baselinePath = (revision) => fileURLToPath(new URL(`baseline-${revision}.yml`, import.meta.url));

/** Runs all that a revision requires: `{code, output, scenarios}`, the last a map of scenario to what it came to. */
export async function runSuite(url, revision) {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const ran = await run('conformance', [
      'server', '--url', url, '--requirements', revision, '--expected-failures', baselinePath(revision), '--output-dir', folder,
    ]);
    return { code: ran.code, output: ran.stdout + ran.stderr, scenarios: await readResults(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The entries of a baseline: `[{scenario, check, reason}]`, `check` undefined where the whole scenario is excused. */
export async function readBaseline(revision) {
  const lines = (await readFile(baselinePath(revision), 'utf8')).split('\n').filter((line) => /^ *-/.test(line));
  return lines.map((line) => {
    const [, entry, reason] = /^ *- (\S+)(?: # (\S.*))?$/.exec(line);
    const [scenario, check] = entry.split(':');
    return { scenario, check, reason };
  });
}
