// The way to D1: rows of what happened are gathered over the requests of an isolate and written together, and what was kept is asked for.

/** @typedef {import('./edge.js').Exchange} Exchange @typedef {import('./people/types.js').Env} Env */

// What is brought in place of a status, as in edge.js.
const DONE = 1;
const EMPTY = new Uint8Array(0);

// Milliseconds for which rows are gathered. A call more often than once in that time costs no statement of its own.
const GATHERED = 1000;

// Milliseconds after which who promised to write may have been stopped by the runtime, and the next one writes.
const PATIENCE = 10_000;

// Rows of one statement. They are one parameter, which D1 takes up to 2,000,000 bytes of: https://developers.cloudflare.com/d1/platform/limits/
const MOST_WRITTEN = 1000;

// Rows that wait while D1 does not answer, some 4 MB.
const MOST_WAITING = 10_000;

/** @type {string[]} */
let waiting = [];

/**
 * What is being written, and since when. The runtime may stop who waits for D1, so rows stay here until D1 has them.
 * @type {Set<{ rows: string[], since: number }>}
 */
const unwritten = new Set();

// When who promised to write will.
let due = -Infinity;

/**
 * Keeps a row, and tells whether nobody promised to write it.
 * @param {string} row
 */
export function note(row) {
  waiting.push(row);
  return Date.now() > due + PATIENCE;
}

/**
 * Promises to write what is noted within a second. Nobody waits for it but the runtime, which keeps this request's isolate for as long.
 * @param {Exchange} exchange @param {string} insert
 */
export function writeSoon({ env, context }, insert) {
  due = Date.now() + GATHERED;
  context.waitUntil(gather(env, insert));
}

/** @param {Env} env @param {string} insert */
async function gather({ ACTIVITY: database }, insert) {
  await new Promise((resolve) => setTimeout(resolve, GATHERED));
  due = -Infinity;
  for (const batch of unwritten) {
    if (Date.now() > batch.since + PATIENCE) putBack(batch, 'no answer yet');
  }
  const rows = waiting;
  waiting = [];
  if (database !== undefined) await write(database, insert, rows);
}

/**
 * Writes rows, and once more where that fails: what was written all the same is not written twice. What cannot be written waits for the next call.
 * @param {D1Database} database @param {string} insert @param {string[]} rows
 */
async function write(database, insert, rows) {
  const batch = { rows, since: Date.now() };
  unwritten.add(batch);
  try {
    // One that somebody else took along is theirs.
    while (batch.rows.length > 0 && unwritten.has(batch)) {
      const chunk = batch.rows.slice(0, MOST_WRITTEN);
      const run = () => database.prepare(insert).bind(`[${chunk.join()}]`).run();
      await run().catch(run);
      batch.rows = batch.rows.slice(MOST_WRITTEN);
    }
    unwritten.delete(batch);
  } catch (error) {
    putBack(batch, String(error));
  }
}

/**
 * Rows wait again, unless somebody else took them along.
 * @param {{ rows: string[], since: number }} batch @param {string} detail
 */
function putBack(batch, detail) {
  if (!unwritten.delete(batch)) return;
  const kept = [...batch.rows, ...waiting];
  waiting = kept.slice(-MOST_WAITING);
  console.error(JSON.stringify({ level: 'error', message: 'activity not written', rows: batch.rows.length, lost: kept.length - waiting.length, detail }));
}

/**
 * Brings the rows of each statement: all of them run, or none.
 * @param {Exchange} exchange @param {string} statements a list of `{sql, values}` in JSON @param {number} timeout
 */
export function query(exchange, statements, timeout) {
  const { ACTIVITY: database } = exchange.env;
  exchange.limit(timeout);
  exchange.bring(
    async () => {
      if (database === undefined) throw new TypeError('the binding ACTIVITY is not set');
      /** @type {{ sql: string, values: unknown[] }[]} */
      const all = JSON.parse(statements);
      return database.batch(all.map(({ sql, values }) => database.prepare(sql).bind(...values)));
    },
    (outcomes) => exchange.resume(DONE, JSON.stringify(outcomes.map(({ results }) => results)), EMPTY),
  );
}
