// The API's own document against the built Worker, on the real runtime: `node tests/api/schemathesis.mjs <folder of the commands>`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adminToken, startWorker } from '../support/harness.mjs';
import { demoAccounts } from '../support/vendors.mjs';

const [commands] = process.argv.slice(2);
assert.ok(commands, 'usage: node tests/api/schemathesis.mjs <folder with schemathesis>');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'fairlead-api-'));
const worker = await startWorker();
try {
  const served = await worker.admin('GET', '/openapi.json', undefined, { token: null });
  await writeFile(join(folder, 'openapi.json'), served.text);
  await run('openapi-spec-validator', ['openapi.json']);
  await run('schemathesis', [
    ...['--config-file', here('schemathesis.toml'), 'run', 'openapi.json'],
    ...['--report', 'json', '--report-json-path', 'report.json'],
  ]);
  const { stop_reason: end, test_cases: cases, errors } = await read('report.json');
  assert.deepEqual({ end, errored: cases.errored, errors }, { end: 'completed', errored: 0, errors: [] });
  report(served.body, await read('answers.json'));
} finally {
  await rm(folder, { recursive: true });
  await worker.close();
}

async function read(name) {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}

async function run(command, args) {
  const child = spawn(resolve(commands, command), args, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      FAIRLEAD: worker.url.origin,
      ADMIN_TOKEN: adminToken,
      ACCOUNT: JSON.stringify({ integration: 'pylon', ...demoAccounts.pylon }),
      TOOL: 'list_all_pylon_me',
      HOOKS: here('hooks.py'),
      ANSWERS: 'answers.json',
    },
  });
  const [code, signal] = await once(child, 'exit');
  assert.equal(code ?? signal, 0, `${command} found something; it is above`);
}

/** Prints how often each operation gave each status. One that was never answered with success was not tested. */
function report({ paths }, answers) {
  const operations = Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ operationId }) => operationId ?? []));
  let requests = 0;
  for (const operation of operations) {
    const statuses = Object.entries(answers[operation] ?? {});
    requests += statuses.reduce((sum, [, count]) => sum + count, 0);
    console.log(`  ${operation.padEnd(20)} ${statuses.map(([status, count]) => `${status}: ${count}`).join(', ')}`);
    assert.ok(statuses.some(([status]) => status.startsWith('2')), `${operation} was never answered with success`);
  }
  console.log(`${requests} requests; each of ${operations.length} operations was answered with success.`);
}
