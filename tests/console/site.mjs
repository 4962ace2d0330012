// The console in a browser, with accounts of simulated vendors behind it. Whatever its policy refuses, and whatever its script trips over, fails the test.
import assert from 'node:assert/strict';
import { openBrowser } from '../support/browser.mjs';
import { adminToken, startWorker } from '../support/harness.mjs';

export { adminToken };

/** `options` are those of `startWorker`. Gives `{worker, origin, visit, signIn, close}`. */
export async function startSite(options) {
  // Before the Worker: one that runs would keep the file of a test from ending where there is no browser.
  const browser = await openBrowser();
  const worker = await startWorker(options);
  const { origin } = worker.url;
  const complaints = [];

  /** A page of a browser of its own. `look` takes playwright's options of a context. */
  async function visit(look) {
    const context = await browser.context(look);
    // Before any script of the page: what the policy refuses is an event of the document.
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`policy: ${violatedDirective} ${blockedURI}`));
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack}`));
    page.on('dialog', (dialog) => {
      complaints.push(`${page.url()}: a dialog says "${dialog.message()}"`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // An answer that refuses is looked at where it is shown.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { origin: to, protocol } = new URL(request.url());
      if (protocol !== 'data:' && to !== origin) complaints.push(`${page.url()} asks ${to}`);
    });
    return page;
  }

  /** Signed in with ADMIN_TOKEN, as on a first run. */
  async function signIn(page, path = '/') {
    await page.goto(origin + path);
    await page.getByLabel('Operator’s token').fill(adminToken);
    await page.getByRole('button', { name: 'Use this token' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return page;
  }

  /** What a page complained of so far; asking forgets it. */
  const complained = () => complaints.splice(0);

  async function close() {
    try {
      await browser.close();
    } finally {
      await worker.close();
    }
    assert.deepEqual(complained(), []);
  }

  return { worker, origin, visit, signIn, complained, close };
}

/** Accounts, URLs, people and tokens enough for every page to have something on it. Gives the pages: `{name: path}`. */
export async function furnish(worker) {
  const pylon = await worker.connect('pylon', { label: 'Acme support' });
  const gladly = await worker.connect('gladly', { label: 'Acme Gladly', tenant_id: 'acme-retail' });
  await worker.must(200, 'PATCH', `/integrated-account/${gladly.id}`, { is_blocked: true });
  const intercom = await worker.connect('intercom', { label: 'Acme Intercom', read_only: true });
  const expires_at = `${new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 19)}Z`;
  const server = await worker.mint({ methods: ['read'], tools: { deny: ['*search*'] } }, { account: pylon, name: 'Support team, reading', expires_at });
  const guarded = await worker.mint({ tool_exposure: 'discovery', customer_visible: 'approve', approve: ['destructive'] }, { account: pylon, name: 'Everything, by discovery' });
  const joint = await worker.must(201, 'POST', '/mcp-server', { name: 'Support, both systems', accounts: [{ id: pylon.id, config: { methods: ['read'] } }, { id: intercom.id }] });
  const member = await worker.must(201, 'POST', '/member', { email: 'ada@acme.example', name: 'Ada Admin', role: 'admin', mcp_access: true, accounts: [{ id: pylon.id, config: { methods: ['read'] } }] });
  await worker.must(201, 'POST', '/member', { email: 'mia@acme.example', name: 'Mia Member' });
  await worker.must(201, 'POST', '/api-token', { name: 'support laptops', scope: 'mcp' });
  worker.egress.route('https://hooks.receiver.example', () => new Response(null, { status: 204 }));
  await worker.must(201, 'POST', '/webhook', { url: 'https://hooks.receiver.example/fairlead', label: 'Pager', events: ['account.needs_reauth', 'server.expiring'] });
  await happen(worker, { server: server.id, account: pylon.id, member: member.id });
  return {
    overview: '/',
    accounts: '/accounts',
    'new account': '/accounts/new?vendor=gladly',
    account: `/accounts/${pylon.id}`,
    'account settings': `/accounts/${pylon.id}?tab=settings`,
    'new URL': `/accounts/${pylon.id}/servers/new`,
    URL: `/accounts/${pylon.id}/servers/${server.id}`,
    'URL with approval': `/accounts/${pylon.id}/servers/${guarded.id}`,
    'joint URLs': '/servers',
    'new joint URL': '/servers/new',
    'joint URL': `/servers/${joint.id}`,
    people: '/people',
    'API tokens': '/people?tab=tokens',
    events: '/people?tab=events',
    'new person': '/people/new',
    person: `/people/${member.id}`,
    catalogue: '/catalogue',
    vendor: '/catalogue/pylon',
    playground: `/playground?account=${pylon.id}`,
    activity: '/activity',
    'activity of a tool': '/activity?range=1h&tool_name=list_all_pylon_issues',
    'activity without any': '/activity?client_name=nobody',
    missing: '/accounts/nothing/of/this',
  };
}

/** The columns of the table that the Worker writes, in its order. */
const COLUMNS = 21;

/** Puts rows into the database of what happened: `[milliseconds ago, {column: value}]`. Columns that are left out are those of a call that went well. */
export async function note(worker, rows) {
  const now = Date.now();
  const list = rows.map(([ago, row], nth) => {
    const all = { action: 'tools/call', actor: 'url', actor_id: null, server: null, account: null, integration: 'pylon', tool: null, target: null, client: 'claude-code', client_version: '2.1.0', outcome: 'ok', failed: 0, status: 200, vendor_status: 200, ms: 100, vendor_ms: 90, bytes_in: 240, bytes_out: 1900, rate_left: null, ...row };
    return [now - ago, `${nth}`.padStart(16, '0'), ...Object.values(all)];
  });
  const values = Array.from({ length: COLUMNS }, (_, at) => `value ->> ${at}`).join(', ');
  await worker.activity.prepare(`INSERT INTO activity SELECT ${values} FROM json_each(?)`).bind(JSON.stringify(list)).run();
}

/** A day of calls as an office has them, the same in every run. */
async function happen(worker, { server, account, member }) {
  const tools = ['list_all_pylon_issues', 'get_single_pylon_issue_by_id', 'list_all_pylon_search_issues', 'update_a_pylon_issue_by_id', 'list_all_pylon_accounts', 'create_a_pylon_message'];
  const rows = [];
  for (let nth = 0; nth < 900; nth += 1) {
    const hour = (nth * 7) % 24;
    const isBusy = Math.sin((hour / 24) * Math.PI) > (nth % 10) / 10;
    if (!isBusy) continue;
    const failed = nth % 23 === 0;
    const who = nth % 3 === 0 ? { actor: 'member', actor_id: member } : { server };
    rows.push([hour * 3_600_000 + ((nth * 37) % 60) * 60_000, { ...who, account, tool: tools[(nth * nth) % tools.length], ms: 80 + ((nth * 61) % 400) + (failed ? 2_000 : 0), rate_left: 60 - ((nth * 13) % 55), ...(failed && { outcome: 'tool_error', failed: 1, vendor_status: 500 }), ...(nth % 4 === 0 && { client: 'Cursor', client_version: '3.2' }) }]);
  }
  await note(worker, rows);
}

/** A page has come when nothing on it is being read any more. */
export async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
}
