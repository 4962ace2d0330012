// The built Worker with a clock that a test sets ahead: what ends after days ends within a test. KV keeps its own time and forgets nothing meanwhile,
// so it is the Worker that looks at the clock.
import { rmSync } from 'node:fs';
import { cp, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Files of tests run at the same time, each in a process of its own.
const folder = `target/clocked-${process.pid}`;
process.on('exit', () => rmSync(root + folder, { recursive: true, force: true }));

const front = `import worker from './fairlead.js';
export * from './fairlead.js';

const { now } = Date;
let ahead = 0;
Date.now = () => now() + ahead;
globalThis.Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(Date.now());
    else super(...given);
  }
};

export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/__clock') return worker.fetch(request, env, context);
    ahead = Number(await request.text()) * 1000;
    return new Response('');
  },
};
`;

/** Makes such a Worker: its folder, as `startWorker` takes it. */
export async function clockedBuild() {
  await cp(`${root}build`, root + folder, { recursive: true });
  await rename(`${root}${folder}/entry.js`, `${root}${folder}/fairlead.js`);
  await writeFile(`${root}${folder}/entry.js`, front);
  return folder;
}

/** Sets the Worker's clock ahead of the machine's, by seconds. */
export async function setAhead({ worker }, seconds) {
  await worker.fetch('/__clock', { method: 'POST', body: String(seconds) });
}
