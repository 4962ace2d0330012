// What other people's prompts, configurations and clients rely on: the names, the weight of a definition, and how each vendor is addressed.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const promised = {
  pylon: [
    'list_all_pylon_users', 'get_single_pylon_user_by_id', 'update_a_pylon_user_by_id', 'list_all_pylon_me', 'list_all_pylon_user_roles',
    'list_all_pylon_teams', 'get_single_pylon_team_by_id', 'create_a_pylon_team', 'update_a_pylon_team_by_id', 'create_a_pylon_attachment',
  ],
  gladly: [
    'list_all_gladly_agents', 'get_single_gladly_agent_by_id', 'list_all_gladly_customers', 'get_single_gladly_customer_by_id',
    'list_all_gladly_customer_conversations', 'list_all_gladly_conversation_items', 'create_a_gladly_task', 'list_all_gladly_tasks',
    'create_a_gladly_task_comment', 'list_all_gladly_voice_transcripts', 'list_all_gladly_public_answers',
  ],
  intercom: [
    'list_all_intercom_search_conversations', 'get_single_intercom_conversation_by_id', 'intercom_conversations_reply',
    'list_all_intercom_articles_search', 'list_all_intercom_search_contacts', 'update_a_intercom_ticket_by_id',
  ],
};

for (const [slug, names] of Object.entries(promised)) {
  describe(slug, async () => {
    const account = await worker.connect(slug);
    const toolsOf = async (config) => worker.tools((await worker.mint(config, { account })).url);
    const long = await toolsOf({});
    const short = await toolsOf({ tool_names: 'short' });

    test('has every promised name', () => {
      const shown = new Set(long.map(({ name }) => name));
      assert.deepEqual(names.filter((name) => !shown.has(name)), []);
    });

    test('names each tool once, long and short, in letters that every client takes', () => {
      for (const tools of [long, short]) {
        assert.equal(new Set(tools.map(({ name }) => name)).size, tools.length);
        assert.deepEqual(tools.filter(({ name }) => !/^[a-z][a-z0-9_]{0,63}$/.test(name)), []);
      }
      assert.equal(short.length, long.length);
    });

    test('has no definition over 6 KB and no description under 40 characters', () => {
      const heavy = long.filter((tool) => Buffer.byteLength(JSON.stringify(tool)) > 6000);
      assert.deepEqual(heavy.map(({ name }) => name), []);
      assert.deepEqual(long.filter(({ description }) => description.length < 40).map(({ name }) => name), []);
    });

    test('gives every tool a title, and all four hints where the operator wants them, and marks nothing as both read-only and destructive', async () => {
      for (const { name, title, annotations } of await toolsOf({ annotations: 'explicit' })) {
        assert.ok(title.length > 0, name);
        const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
        assert.deepEqual([...new Set([readOnlyHint, destructiveHint, idempotentHint, openWorldHint].map((hint) => typeof hint))], ['boolean'], name);
        assert.equal(readOnlyHint && destructiveHint, false, name);
      }
    });

    test('describes the paging of every list in the same words', () => {
      const properties = long.map(({ inputSchema }) => inputSchema.properties ?? {});
      const told = (key) => properties.flatMap((all) => (all[key] ? [all[key]] : []));
      for (const { default: usual, ...limit } of told('limit')) {
        assert.deepEqual(Object.keys(limit), ['type', 'maximum']);
        assert.ok(limit.type === 'integer' && limit.maximum > 1 && (usual ?? 1) <= limit.maximum, JSON.stringify(limit));
      }
      for (const cursor of told('next_cursor')) assert.deepEqual(cursor, { type: 'string' });
    });
  });
}

/** Calls a tool and gives the one request that the vendor got. */
async function requestFor(url, tool, args = {}) {
  let answer;
  const sent = await worker.sentDuring(async () => {
    answer = await worker.call(url, tool, args);
  });
  assert.equal(sent.length, 1, answer.text);
  return { ...sent[0], answer };
}

describe('Intercom is addressed', () => {
  test('with its version on every kind of request', async () => {
    const { url } = await worker.mint({}, { account: await worker.connect('intercom') });
    const { acme } = worker.intercom.state;
    const [conversation] = acme.conversations.list();
    const [aiCall] = acme.aiCalls.list();
    const [admin] = acme.admins.list();
    const [tag] = conversation._tags;
    for (const [tool, args] of [
      ['list_all_intercom_me'],
      ['list_all_intercom_search_contacts', { query: { field: 'role', operator: '=', value: 'lead' } }],
      ['get_single_intercom_fin_voice_call_by_id', { id: String(aiCall.id) }],
      ['intercom_reporting_data_exports_download', { job_identifier: 'seededreport0001', app_id: acme.id }],
      ['update_a_intercom_conversation_by_id', { id: conversation.id, title: 'Renamed' }],
      ['intercom_conversation_tags_detach', { conversation_id: conversation.id, tag_id: tag.id, admin_id: admin.id }],
    ]) {
      const { headers, answer } = await requestFor(url, tool, args);
      assert.equal(answer.isError, false, `${tool}: ${answer.text}`);
      assert.equal(headers.get('intercom-version'), '2.16', tool);
      assert.equal(headers.get('authorization'), 'Bearer intercom-demo-token');
      assert.match(headers.get('accept'), /^application\/(json|octet-stream)$/);
    }
  });

  test('in the region of the account, where alone its token counts', async () => {
    for (const [region, host, token] of [
      ['us', 'api.intercom.io', 'intercom-demo-token'],
      ['eu', 'api.eu.intercom.io', 'intercom-demo-token-eu'],
      ['au', 'api.au.intercom.io', 'intercom-demo-token-au'],
    ]) {
      const account = await worker.connect('intercom', { context: { region }, credentials: { access_token: token } });
      const { answer, url: to } = await requestFor((await worker.mint({}, { account })).url, 'list_all_intercom_me');
      assert.equal(new URL(to).host, host);
      assert.equal(answer.json.app.region.toLowerCase(), region, answer.text);
    }
    const astray = await worker.connect('intercom', { context: { region: 'eu' } });
    const tested = await worker.must(200, 'POST', `/integrated-account/${astray.id}/test`);
    assert.deepEqual([tested.success, tested.status_code, tested.status], [false, 401, 'needs_reauth']);
  });
});

describe('Gladly is addressed', () => {
  const acme = { email: 'agent@acme.example', api_token: 'gladly-demo-token' };
  const basic = ({ email, api_token: token }) => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;

  test('at the organization\'s own host, as an agent with a token', async () => {
    const sandbox = { ...acme, api_token: 'gladly-sandbox-token' };
    const globex = { email: 'agent@globex.example', api_token: 'gladly-second-token' };
    for (const [context, credentials, host, name] of [
      [{ organization: 'acme' }, acme, 'acme.gladly.com', 'Acme Outfitters'],
      [{ organization: 'globex' }, globex, 'globex.gladly.com', 'Globex Travel'],
      [{ organization: 'acme', domain: 'us-1' }, acme, 'acme.us-1.gladly.com', 'Acme Outfitters'],
      [{ organization: 'acme', domain: 'sandbox' }, sandbox, 'acme.gladly.qa', 'Acme Outfitters (sandbox)'],
      [{ organization: 'acme', domain: 'us-uat' }, sandbox, 'acme.us-uat.gladly.qa', 'Acme Outfitters (sandbox)'],
    ]) {
      const account = await worker.connect('gladly', { context, credentials });
      const { url: to, headers, answer } = await requestFor((await worker.mint({}, { account })).url, 'list_all_gladly_organization');
      assert.equal(to, `https://${host}/api/v1/organization`);
      assert.equal(headers.get('authorization'), basic(credentials));
      assert.equal(answer.json.name, name);
    }
  });

  test('never at a host that an organization\'s name could smuggle in', async () => {
    for (const organization of ['acme.evil', 'acme/', 'evil.example#', 'a@b', '-acme', '', 'a'.repeat(64), 'acme?x']) {
      const refused = await worker.admin('POST', '/integrated-account', {
        integration: 'gladly', label: 'x', context: { organization }, credentials: acme,
      });
      assert.equal(refused.status, 400, organization);
      assert.deepEqual(refused.body.details.failures.map(({ field }) => field), ['context.organization'], organization);
    }
    const missing = await worker.admin('POST', '/integrated-account', { integration: 'gladly', label: 'x', credentials: acme });
    assert.deepEqual([missing.status, missing.body.details.failures[0].field], [400, 'context.organization']);
  });
});
