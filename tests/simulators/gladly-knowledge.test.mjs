import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from './gladly/start.mjs';

const refusal = ({ status, body }) => [status, [body.errors ?? body].flat()[0]];
const idOf = (answer) => answer.headers.get('location').split('/').at(-1);

describe('answers', () => {
  test('refuse taken and unfit names and ids, with 409 on create and 400 on change', async () => {
    const { client, known } = start();
    const invalid = (attr, code, detail) => [400, { attr, code, detail }];
    const post = async (body) => refusal(await client.post('/answers', body));
    assert.deepEqual(await post({}), invalid('name', 'blank', 'name cannot be blank'));
    assert.deepEqual(
      await post({ name: 'x', id: '!' }),
      invalid('id', 'invalid', 'id contains unsupported characters'),
    );
    assert.deepEqual(
      await post({ name: 'x'.repeat(501) }),
      invalid('name', 'too_long', 'name cannot be longer than 500 characters'),
    );
    const long = { name: 'x', description: 'x'.repeat(10_001) };
    assert.deepEqual(
      await post(long),
      invalid('description', 'too_long', 'description cannot be longer than 10000 characters'),
    );
    const taken = { attr: 'name', code: 'taken', detail: 'duplicate answer name' };
    assert.deepEqual(await post({ name: 'Gift cards' }), [409, taken]);
    assert.deepEqual(refusal(await client.patch(`/answers/${known.freeAnswer}`, { name: 'Gift cards' })), [400, taken]);
    const id = { attr: 'id', code: 'taken', detail: 'answer id already taken' };
    assert.deepEqual(await post({ name: 'x', id: known.freeAnswer }), [409, id]);
  });

  test('in use cannot be deleted', async () => {
    const { gladly, client, known } = start();
    const before = gladly.snapshot();
    const remove = async (id) => refusal(await client.delete(`/answers/${id}`));
    const used = (what) => [400, { attr: 'answer', code: 'in_use', detail: `answer is associated with ${what}` }];
    assert.deepEqual(await remove(known.answerInRules), used('rules'));
    assert.deepEqual(await remove(known.answerInThread), used('thread'));
    const [status, placed] = await remove(known.answerInHelpCenter);
    assert.equal(placed.detail, "Public response used in Help Center 'Help' Section 'Orders'");
    assert.deepEqual(
      [status, placed.meta.helpCenterID, placed.meta.snippetID],
      [400, known.helpCenter, known.answerInHelpCenter],
    );
    assert.equal(gladly.snapshot(), before);
  });

  test('hold contents by language and type', async () => {
    const { client, known } = start();
    const path = `/answers/${known.freeAnswer}/languages`;
    const get = async (rest) => refusal(await client.get(path + rest));
    const invalid = (attr, detail) => [400, { attr, code: 'invalid', detail }];
    assert.deepEqual(await get('/klingon/type/public'), invalid('language', 'invalid language'));
    assert.deepEqual(await get('/ja/type/public'), invalid('language', 'language not configured for org'));
    assert.deepEqual(await get('/en-us/type/fax'), invalid('type', 'invalid type'));
    assert.deepEqual(await get('/fr-fr/type/public'), [
      404,
      { code: 'not_exist', detail: 'answer content does not exist' },
    ]);
    const put = async (type, body) =>
      (await client.put(`${path}/fr-fr/type/${type}`, { bodyHtml: '<p>x</p>', ...body })).status;
    assert.equal(await put('public', {}), 400);
    assert.equal(await put('email', {}), 400);
    assert.equal(await put('messaging', { internal: true }), 400);
    assert.equal(await put('messaging', {}), 200);
    assert.equal(await put('public', { title: 'Cartes' }), 200);
    assert.equal((await client.get(`${path}/fr-fr/type/public`)).body.title, 'Cartes');
    assert.deepEqual(refusal(await client.delete(`${path}/en-us/type/reference`)), invalid('type', 'not implemented'));
    assert.equal((await client.delete(`${path}/fr-fr/type/public`)).status, 204);
    assert.equal((await get('/fr-fr/type/public'))[0], 404);
  });

  test('are public by language, audience and words', async () => {
    const { client, acme, known } = start();
    const list = async (query, path = 'answers') => (await client.get(`/orgs/${acme.id}/${path}`, query)).body;
    const names = (await list()).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    assert.equal(names.length, 8);
    assert.equal((await list({ lng: 'es-419' })).length, 4);
    assert.deepEqual(await list({ lng: 'ja' }), []);
    const outlet = acme.audiences.list()[1].id;
    assert.equal((await list({ audienceId: outlet })).length, 3);
    assert.equal((await list({ q: 'return label' }, 'answers-search'))[0].name, 'How to return an item');
    assert.deepEqual(await list({ q: 'spaceship' }, 'answers-search'), []);
    assert.equal((await list({}, `help-center/${known.helpCenter}/answer-titles`)).length, 3);
    await client.put(`/answers/${known.freeAnswer}/languages/en-us/type/public`, {
      bodyHtml: '<p>Spaceship</p>',
      title: 'Zero',
    });
    assert.equal((await list({ q: 'spaceship' }, 'answers-search'))[0].name, 'Zero');
  });
});

describe('settings', () => {
  test('topics have unique ids and names', async () => {
    const { client, acme } = start();
    const refund = acme.topics.find(({ name }) => name === 'Refund');
    const name = {
      attr: 'name',
      code: 'taken',
      detail: 'another topic already has this name',
      meta: { id: refund.id },
    };
    assert.deepEqual(refusal(await client.post('/topics', { name: 'Refund' })), [409, name]);
    const id = { attr: 'id', code: 'taken', detail: 'the topic with specified id already exists' };
    assert.deepEqual(refusal(await client.post('/topics', { id: refund.id, name: 'New' })), [409, id]);
    const unknown = { code: 'not_exist', detail: 'conversation topic [x] does not exist' };
    assert.deepEqual(refusal(await client.patch('/topics/x', { name: 'New' })), [404, unknown]);
    assert.equal((await client.patch(`/topics/${refund.id}`, { name: 'Refund', disabled: true })).status, 204);
    assert.equal((await client.get(`/topics/${refund.id}`)).body.disabled, true);
    assert.equal((await client.patch(`/topics/${refund.id}`, { disabled: true })).status, 400);
  });

  test('business hours change only from the version last read', async () => {
    const { client, acme } = start();
    const [primary, other] = acme.businessHours.list();
    const path = `/business-hours/${other.id}`;
    const body = { version: other.version, name: 'Sundays', primary: true, officeHours: { timezone: 'Europe/Lisbon' } };
    const changed = await client.put(path, body);
    assert.deepEqual([changed.status, changed.body.version], [200, 2]);
    const stale = { code: 'version_outdated', detail: 'the version provided is outdated' };
    assert.deepEqual(refusal(await client.put(path, body)), [409, stale]);
    assert.equal((await client.get(`/business-hours/${primary.id}`)).body.primary, false);
    const locked = { code: 'invalid', detail: 'cannot delete primary business hours' };
    assert.deepEqual(refusal(await client.delete(path)), [400, locked]);
    assert.equal((await client.delete(`/business-hours/${primary.id}`)).status, 204);
    const create = async (fields) => refusal(await client.post('/business-hours', fields))[1];
    const name = 'New';
    assert.deepEqual(await create({ officeHours: { timezone: 'Europe/Paris' } }), {
      attr: 'name',
      code: 'invalid',
      detail: 'name cannot be blank',
    });
    assert.deepEqual(await create({ name, officeHours: {} }), {
      attr: 'officeHours.timezone',
      code: 'blank',
      detail: 'Timezone is required',
    });
    assert.deepEqual(await create({ name, officeHours: { timezone: 'Moon/Sea' } }), {
      attr: 'officeHours.timezone',
      code: 'invalid',
      detail: 'Timezone is invalid',
    });
  });

  test('call recorders obey while a call lasts', async () => {
    const { client, acme, known } = start();
    const agent = acme.agents.get(known.agentOnCall);
    const path = `/agents/${encodeURIComponent(agent.emailAddress)}/call-recorder`;
    assert.equal((await client.get(path)).body.recording, true);
    await client.patch(path, { recording: false });
    const { body } = await client.get(path);
    assert.deepEqual([body.agentId, body.customerId, body.recording], [agent.id, known.onThePhone, false]);
    const idle = `/agents/${known.idleAgent}/call-recorder`;
    assert.equal((await client.patch(idle, { recording: true })).status, 204);
    assert.deepEqual((await client.get(idle)).body, { agentId: known.idleAgent, recording: false });
    assert.equal((await client.get('/agents/nobody/call-recorder')).body.errors.detail, 'agent nobody does not exist');
  });

  test('webhooks need HTTPS, a target of their own that answers, and rest before deletion', async () => {
    const { client, known } = start({ caps: { webhooks: 3 } });
    const events = ['TASK/CREATED'];
    for (const body of [
      { events, url: 'http://hooks.example/' },
      { events, url: 'https://warehouse.example/gladly' },
      { events, url: 'https://unreachable.example/', enabled: true },
      { events: ['TASK/INVENTED'], url: 'https://hooks.example/' },
      { events: [], url: 'https://hooks.example/' },
    ]) {
      assert.equal((await client.post('/webhooks', body)).status, 400);
    }
    const secret = {
      credentials: { username: 'u', password: 'obviously-fake' },
      headers: { 'X-Key': 'obviously-fake' },
    };
    const created = await client.post('/webhooks', { events, url: 'https://unreachable.example/', ...secret });
    const { body, text } = await client.get(`/webhooks/${idOf(created)}`);
    assert.deepEqual([body.enabled, body.hasCredentials, body.headerKeys], [false, true, ['X-Key']]);
    assert.ok(!text.includes('obviously-fake'));
    assert.equal((await client.patch(`/webhooks/${body.id}`, { enabled: true })).status, 400);
    assert.equal(
      (await client.patch(`/webhooks/${body.id}`, { enabled: true, url: 'https://hooks.example/' })).status,
      204,
    );
    assert.equal((await client.post('/webhooks', { events, url: 'https://one-more.example/' })).status, 400);
    assert.equal((await client.delete(`/webhooks/${body.id}`)).status, 400);
    assert.equal((await client.delete(`/webhooks/${known.disabledWebhook}`)).status, 204);
  });
});

describe('bulk data', () => {
  const linesOf = (text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  test('export jobs can be listed for fourteen days and deleted when finished', async () => {
    const { client, known } = start();
    const list = async (query) => (await client.get('/export/jobs', query)).body;
    assert.equal((await list()).length, 5);
    assert.deepEqual(
      (await list({ status: 'FAILED' })).map(({ id }) => id),
      [known.failedJob],
    );
    assert.equal((await list({ startAt: '2026-11-19T00:00:00Z', endAt: '2026-11-19T23:00:00Z' })).length, 1);
    for (const query of [{ startAt: '2026-11-01T00:00:00Z' }, { endAt: '2026-11-21T00:00:00Z' }, { status: 'DONE' }]) {
      assert.equal((await client.get('/export/jobs', query)).status, 400);
    }
    assert.equal((await client.get(`/export/jobs/${known.vanishedJob}`)).status, 404);
    const running = await client.delete(`/export/jobs/${known.runningJob}`);
    const detail = 'unable to delete job with status [IN_PROGRESS]. Please try again after it has finished';
    assert.deepEqual([running.status, running.body], [400, [{ attr: 'status', code: 'temporary_failure', detail }]]);
    assert.equal((await client.delete(`/export/jobs/${known.exportJob}`)).status, 204);
    assert.equal((await client.get(`/export/jobs/${known.exportJob}/files/agents.jsonl`)).status, 404);
  });

  test('export files are JSON lines', async () => {
    const { client, acme, known } = start();
    const file = (name) => client.get(`/export/jobs/${known.exportJob}/files/${name}`);
    const agents = await file('agents.jsonl');
    assert.equal(agents.headers.get('content-type'), 'application/x-ndjson');
    assert.equal(linesOf(agents.text).length, acme.agents.size);
    const items = linesOf((await file('conversation_items.jsonl')).text);
    assert.ok(items.length > 0);
    const customers = linesOf((await file('customers.jsonl')).text);
    assert.deepEqual(new Set(items.map(({ customerId }) => customerId)), new Set(customers.map(({ id }) => id)));
    assert.equal((await file('secrets.jsonl')).status, 404);
  });

  test('events of the last day come oldest first, the new ones of writes included', async () => {
    const { gladly, client, known } = start();
    const list = (query) => client.get('/events', { startAt: '2026-11-19T12:00:00Z', ...query });
    const types = async (...entities) => linesOf((await list({ entities })).text).map(({ type }) => type);
    const before = await types('TASK', 'CONVERSATION');
    assert.ok(before.includes('CONVERSATION/CREATED'));
    assert.deepEqual(new Set((await types('TASK')).map((type) => type.split('/')[0])), new Set(['TASK']));
    const { text } = await list({ entities: ['CONVERSATION', 'TASK', 'CUSTOMER_PROFILE'] });
    const times = linesOf(text).map(({ timestamp }) => Date.parse(timestamp));
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
    await client.patch(`/tasks/${known.openTask}`, { status: 'CLOSED' });
    await client.patch(`/conversations/${known.openConversation}`, { assignee: { inboxId: known.vip } });
    assert.deepEqual(await types('TASK', 'CONVERSATION'), [...before, 'TASK/CLOSED', 'CONVERSATION_ASSIGNEE/UPDATED']);
    for (const query of [
      { entities: ['TASK'], endAt: '2026-11-19T11:00:00Z' },
      { entities: ['TASK'], startAt: '2026-11-18T12:00:00Z' },
      { entities: ['EXPORT_JOB'] },
      {},
    ]) {
      assert.equal((await list(query)).status, 400);
    }
    gladly.clock.advance(48 * 3_600_000);
    const empty = await client.get('/events', { startAt: '2026-11-22T00:00:00Z', entities: ['TASK'] });
    assert.deepEqual([empty.status, empty.text], [200, '']);
  });

  const RANGE = { startAt: '2026-10-01', endAt: '2026-11-20' };
  test('reports are CSV, empty for a window without data and cut short without a word', async () => {
    const { client, known } = start();
    const answer = await client.post('/reports', { metricSet: 'ConversationExportReport', ...RANGE });
    assert.equal(answer.headers.get('content-type'), 'text/csv');
    const disposition = 'attachment; filename=ConversationExportReport-20261001-20261120-Daily.csv';
    assert.equal(answer.headers.get('content-disposition'), disposition);
    const rows = answer.text.trimEnd().split('\r\n');
    assert.match(rows[0], /^Created At,Conversation ID,Customer ID,Status,/);
    assert.ok(rows.some((row) => row.includes(known.callConversation)));
    const empty = await client.post('/reports', {
      metricSet: 'TaskExportReport',
      startAt: '2020-01-01',
      endAt: '2020-01-02',
    });
    assert.deepEqual([empty.status, empty.text], [200, '']);
    const capped = start({ caps: { reportRows: 3 } });
    const short = await capped.client.post('/reports', { metricSet: 'ConversationExportReport', ...RANGE });
    assert.equal(short.text.trimEnd().split('\r\n').length, 4);
  });

  test('every metric set gives a report', async () => {
    const { gladly, client } = start();
    const { body } = gladly.endpoints.find(({ op }) => op === 'reports.generate');
    const metricSets = body['metricSet!'].split('|');
    assert.equal(metricSets.length, 55);
    const times = { startAtTime: '2026-10-01T00:00Z', endAtTime: '2026-11-20T12:00Z' };
    for (const metricSet of metricSets) {
      const byPhone = ['IVRExecutiveSummaryReportV2', 'IvrEndStatesReportV2'].includes(metricSet);
      const filters = byPhone ? { phoneNumber: '+15550100001' } : {};
      const range = metricSet === 'WorkSessionEventsReportV4' ? times : RANGE;
      const answer = await client.post('/reports', { metricSet, ...range, filters });
      assert.equal(answer.status, 200, `${metricSet}: ${answer.text}`);
      assert.ok(answer.text.includes('\r\n'), metricSet);
    }
  });

  test('reports refuse what does not fit, in the documented words', async () => {
    const { client } = start();
    const metricSet = 'TaskSummaryReport';
    const post = async (body) => refusal(await client.post('/reports', { metricSet, ...RANGE, ...body }))[1];
    assert.deepEqual(await post({ metricSet: undefined }), {
      attr: 'metricSet',
      code: 'blank',
      detail: 'metricSet must be specified',
    });
    assert.deepEqual(await post({ aggregationLevel: 'yearly' }), {
      attr: 'aggregationLevel',
      code: 'invalid',
      detail: 'the specified value is not a valid aggregation level',
    });
    assert.deepEqual(await post({ filters: { phoneNumber: '+15550100001' } }), {
      attr: 'filters.phoneNumber',
      code: 'invalid',
      detail: 'the phoneNumber filter cannot be applied to the TaskSummaryReport metricSet',
    });
    assert.deepEqual(await post({ filters: { inboxes: ['x'] } }), {
      attr: 'filters.inboxes',
      code: 'present',
      detail: 'the requested inbox does not exist',
    });
    assert.equal((await post({ startAt: undefined })).attr, 'startAt');
    assert.equal((await post({ metricSet: 'IvrEndStatesReportV2' })).code, 'blank');
    assert.equal((await post({ startAtTime: '2026-11-01T00:00Z' })).attr, 'startAtTime');
    const reversed = { startAtTime: '2026-11-02T00:00Z', endAtTime: '2026-11-01T00:00Z' };
    assert.deepEqual(refusal(await client.post('/reports/work-session-events', reversed))[1], {
      attr: 'startAtTime',
      code: 'invalid',
      detail: 'endAtTime must occur after startAtTime',
    });
  });

  test('campaigns take recipients of their own kind', async () => {
    const { client, known } = start();
    const body = (recipient) => ({
      name: 'B',
      startAfter: '2026-11-21T00:00:00Z',
      recipients: [{ customerName: 'N', timezone: 'Europe/Paris', ...recipient }],
    });
    const email = { emailAddress: 'n@customers.example' };
    const post = (id, recipient) => client.post(`/campaigns/${id}/recipient-collections`, body(recipient));
    const made = await post(known.emailCampaign, email);
    assert.deepEqual([made.status, made.body.type, made.body.status], [200, 'EMAIL', 'SCHEDULED']);
    assert.equal((await post(known.smsCampaign, email)).status, 400);
    assert.equal((await post(known.smsCampaign, { phoneNumber: '5550107777' })).status, 200);
    assert.equal((await post(known.smsCampaign, { ...email, phoneNumber: '5550107777' })).status, 400);
    assert.equal((await post('x', email)).status, 404);
  });
});
