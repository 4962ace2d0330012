// `make bench-activity`: what is asked of the database of what happened, with 1,000,000 rows of thirty days in a real D1 on workerd. Fails when an answer
// of the operator's API takes 50 ms longer than the same question of a time in which nothing happened: at best of ten, on a machine that is busy too.
import { startWorker } from '../tests/support/harness.mjs';

const ROWS = Number(process.env.ROWS ?? 1_000_000);
const DAYS = 30;
const MOST_MS = 50;
const STEP = 20_000;

/** Rows spread evenly over the days: 50 URLs and 200 members, 20 accounts, 300 tools, every 29th a failure. One client is very rare. */
const FILL = `INSERT INTO activity WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
  SELECT CAST(?3 AS INTEGER) + i * CAST(?4 AS INTEGER), printf('%016x', i), 'tools/call', iif(i % 3 = 0, 'member', 'url'), iif(i % 3 = 0, 'm' || (i / 3 % 200), NULL),
    iif(i % 3 = 0, NULL, 's' || (i % 50)), 'a' || (i % 20), iif(i % 2 = 0, 'pylon', 'intercom'), 'tool_' || (i * 7919 % 300), NULL,
    iif(i % 500000 = 7, 'rare', 'client-' || (i % 10)), '1.0', iif(i % 29 = 0, 'tool_error', 'ok'), i % 29 = 0, 200, 200, abs(random() % 3000), 100, 300, 4000, 60 - i % 60
  FROM n`;

async function fill(database) {
  const span = Math.floor((DAYS * 86_400_000) / ROWS);
  const start = Date.now() - ROWS * span;
  for (let from = 0; from < ROWS; from += STEP) {
    await database.prepare(FILL).bind(from, Math.min(ROWS, from + STEP), start, span).run();
    if (from % (STEP * 10) === 0) console.log(`${from} rows`);
  }
}

/** The cron trigger, until it has counted every whole hour. */
async function countHours(worker) {
  const counted = async () => (await worker.activity.prepare('SELECT count(*) AS n FROM activity_hours').first()).n;
  for (let before = -1, now = 0; now !== before; now = await counted()) {
    before = now;
    await worker.scheduled();
  }
}

const since = (days) => `created_at[gte]=${new Date(Date.now() - days * 86_400_000).toISOString()}`;

/** Each is asked for by the console, or could be. */
const QUESTIONS = {
  'the latest page': '/log',
  'a page of last week': `/log?${since(14)}&created_at[lt]=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`,
  'of a URL': '/log?mcp_server_id=s7',
  'of an account': '/log?integrated_account_id=a3',
  'of a member': '/log?member_id=m17',
  'of a tool': '/log?tool_name=tool_5',
  'failures': '/log?failed=true',
  'by outcome': '/log?outcome=tool_error&log_type=mcp',
  'of a tool and an account that never meet': '/log?tool_name=tool_5&integrated_account_id=a4',
  'of a rare client': '/log?client_name=rare',
  'of a client that is not there': '/log?client_name=nobody',
  'by request': '/log?request_id=0000000000000001',
  'changes, of which there are few': '/log?log_type=operator',
  'summary of an hour': `/log/summary?${since(1 / 24)}`,
  'summary of a day': '/log/summary',
  'summary of a week': `/log/summary?${since(7)}`,
  'summary of thirty days': `/log/summary?${since(30)}`,
  'the same of a tool': `/log/summary?${since(30)}&tool_name=tool_5`,
  'the same of an account': `/log/summary?${since(30)}&integrated_account_id=a3`,
  'the same of a member': `/log/summary?${since(30)}&member_id=m17`,
  'the same of failures': `/log/summary?${since(30)}&failed=true`,
  'the same of a client': `/log/summary?${since(30)}&client_name=client-3`,
  'the same of an account and a client': `/log/summary?${since(30)}&integrated_account_id=a3&client_name=client-3`,
  'the same of failures of an account': `/log/summary?${since(30)}&integrated_account_id=a3&failed=true`,
  'the same of a tool and a client': `/log/summary?${since(30)}&tool_name=tool_5&client_name=client-3`,
};

/** Milliseconds of one answer. */
async function timed(path) {
  const start = performance.now();
  const { status, text } = await worker.admin('GET', path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return performance.now() - start;
}

const worker = await startWorker();
let isSlow = false;
try {
  await fill(worker.activity);
  await countHours(worker);
  const { results } = await worker.activity.prepare('SELECT (SELECT count(*) FROM activity) AS rows, (SELECT count(*) FROM activity_hours) AS hours').all();
  console.log(results[0]);
  for (const [name, path] of Object.entries(QUESTIONS)) {
    const times = [];
    const without = [];
    for (let turn = 0; turn < 10; turn += 1) {
      without.push(await timed('/log?created_at[lt]=1970-01-02T00:00:00Z'));
      times.push(await timed(path));
    }
    const best = Math.max(0, Math.min(...times) - Math.min(...without));
    isSlow ||= best > MOST_MS;
    console.log(`${best.toFixed(1).padStart(7)} ms  ${best > MOST_MS ? 'SLOW ' : ''}${name}`);
  }
} finally {
  worker.bodies.length = 0;
  await worker.activity.prepare('DROP TABLE activity').run();
  await worker.activity.prepare('CREATE TABLE activity (time)').run();
  await worker.close();
}
if (isSlow) {
  console.error(`An answer took more than ${MOST_MS} ms.`);
  process.exitCode = 1;
}
