// What the cron trigger starts (`[triggers]` in wrangler.toml): one job after the other, none of which stands in another's way.
import { tick } from './index.js';
import { warn } from './people/log.js';

/**
 * @typedef {object} Job
 * @property {string} name for the log
 * @property {(env: import('./people/types.js').Env, context: ExecutionContext, controller: ScheduledController) => Promise<unknown>} run
 */

/** @type {Job} */
const events = {
  name: 'events',
  // Rust writes the line of it.
  run: (env, context) => tick(new Request('https://fairlead.internal/tick', { method: 'POST' }), env, context),
};

/** @type {Job[]} */
const JOBS = [events];

/**
 * @param {ScheduledController} controller
 * @param {import('./people/types.js').Env} env
 * @param {ExecutionContext} context
 */
export async function runJobs(controller, env, context) {
  for (const { name, run } of JOBS) {
    try {
      await run(env, context, controller);
    } catch (error) {
      warn('job failed', { job: name, detail: String(error) });
    }
  }
}
