import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from './gladly/start.mjs';

const SETTLED_PHONE = '+15550100106';
const firstError = ({ body }) => [body.errors ?? body].flat()[0];

describe('searching customers', () => {
  test('finds by e-mail in any case, by phone and by external id', async () => {
    const { client, known } = start();
    for (const query of [
      { email: 'Tomas.Ferreira@acme-customers.example' },
      { phoneNumber: '+15550100102' },
      { externalCustomerId: 'shop-1002' },
    ]) {
      const answer = await client.get('/customer-profiles', query);
      assert.deepEqual(
        answer.body.map(({ id }) => id),
        [known.caller],
      );
      assert.equal(answer.headers.get('gladly-limited-data'), null);
    }
    assert.deepEqual((await client.get('/customer-profiles', { email: 'nobody@customers.example' })).body, []);
  });

  test('gives the fifty latest of more without saying so', async () => {
    const { client, acme, known } = start();
    const { body, headers } = await client.get('/customer-profiles', { phoneNumber: known.crowdedPhone });
    assert.equal(body.length, 50);
    assert.equal(acme.customers.list(({ phones }) => phones[0]?.normalized === known.crowdedPhone).length, 60);
    assert.deepEqual(
      body.map(({ updatedAt }) => updatedAt),
      body
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .reverse(),
    );
    assert.equal(headers.get('gladly-limited-data'), null);
    const lower = start({ caps: { 'customers.list': 2 } });
    assert.equal((await lower.client.get('/customer-profiles', { phoneNumber: known.crowdedPhone })).body.length, 2);
  });

  test('refuses malformed, missing and combined keys', async () => {
    const { client } = start();
    const refused = async (query) => {
      const answer = await client.get('/customer-profiles', query);
      assert.equal(answer.status, 400);
      return firstError(answer);
    };
    assert.deepEqual(await refused({ email: 'nobody' }), {
      attr: 'email',
      code: 'invalid',
      detail: 'invalid email address',
    });
    assert.equal((await refused({ phoneNumber: ' 15550100102' })).attr, 'phoneNumber');
    assert.equal((await refused({})).code, 'blank');
    assert.equal((await refused({ email: 'a@b.example', phoneNumber: '+15550100102' })).code, 'invalid');
  });
});

describe('writing customers', () => {
  test('creates once per chosen id and answers with where it is', async () => {
    const { client } = start();
    const body = { id: 'mine', name: 'Noor', phones: [{ original: '(555) 010-7777', type: 'MOBILE' }] };
    const created = await client.post('/customer-profiles', body);
    assert.deepEqual([created.status, created.text], [201, '']);
    assert.equal(created.headers.get('location'), '/api/v1/customer-profiles/mine');
    const { body: profile } = await client.get('/customer-profiles/mine');
    assert.equal(profile.phones[0].normalized, '+15550107777');
    const again = await client.post('/customer-profiles', body);
    assert.equal(again.status, 409);
    assert.deepEqual(again.body, { errors: [{ attr: 'id', code: 'taken', detail: 'customer ID exists' }] });
    assert.equal((await client.post('/customer-profiles', { id: 'no good' })).status, 400);
    assert.equal((await client.post('/customer-profiles', { id: 'x'.repeat(51) })).body.errors[0].code, 'too_long');
  });

  test('keeps e-mail addresses and mobile numbers to one profile, other numbers not', async () => {
    const { gladly, client, known } = start();
    const before = gladly.snapshot();
    const phones = (original, type) => ({ phones: [{ original, type }] });
    for (const body of [
      { emails: [{ original: 'TOMAS.ferreira@acme-customers.example' }] },
      phones(SETTLED_PHONE, 'MOBILE'),
    ]) {
      assert.equal((await client.post('/customer-profiles', body)).status, 409);
      assert.equal((await client.patch(`/customer-profiles/${known.survivor}`, body)).status, 409);
    }
    assert.equal(gladly.snapshot(), before);
    assert.equal((await client.post('/customer-profiles', phones(known.crowdedPhone, 'OFFICE'))).status, 201);
    assert.equal(
      (await client.patch(`/customer-profiles/${known.settled}`, phones(SETTLED_PHONE, 'MOBILE'))).status,
      204,
    );
  });

  test('replaces lists whole and leaves the rest alone', async () => {
    const { client, known } = start();
    const path = `/customer-profiles/${known.survivor}`;
    const changed = await client.patch(path, { emails: [{ original: 'new@customers.example' }] });
    assert.deepEqual([changed.status, changed.text], [204, '']);
    const { body } = await client.get(path);
    assert.deepEqual(body.emails, [
      { original: 'new@customers.example', normalized: 'new@customers.example', primary: false },
    ]);
    assert.equal(body.name, 'Lena Okafor');
    assert.equal(body.phones.length, 2);
    assert.equal(body.updatedAt, '2026-11-20T12:00:00Z');
  });

  test('refuses read-only fields', async () => {
    const { client, known } = start();
    const emails = [{ original: 'new@customers.example', normalized: 'new@customers.example' }];
    const answer = await client.patch(`/customer-profiles/${known.survivor}`, { emails });
    assert.deepEqual([answer.status, firstError(answer).attr], [400, 'emails[0].normalized']);
  });

  test('deletes profiles with all that belongs to them, but none with an open or waiting conversation', async () => {
    const { client, acme, known } = start();
    for (const id of [known.chargedTwice, known.caller]) {
      const locked = await client.delete(`/customer-profiles/${id}`);
      assert.equal(locked.status, 400);
      assert.deepEqual(locked.body.errors, {
        attr: 'conversation',
        code: 'invalid_state',
        detail: 'Unable to delete the profile. Please close any open or waiting conversations.',
      });
    }
    const close = { status: { value: 'CLOSED', force: true } };
    assert.equal((await client.patch(`/conversations/${known.callConversation}`, close)).status, 204);
    assert.equal((await client.delete(`/customer-profiles/${known.caller}`)).status, 204);
    const gone = await client.get(`/customer-profiles/${known.caller}`);
    assert.equal(gone.status, 404);
    const detail = `customer profile [${known.caller}] does not exist`;
    assert.deepEqual(gone.body, { errors: { code: 'not_exist', detail } });
    for (const path of [
      `/tasks/${known.openTask}`,
      `/conversation-items/${known.call}`,
      `/conversations/${known.callConversation}`,
    ]) {
      assert.equal((await client.get(path)).status, 404);
    }
    assert.equal(acme.taskComments.list(({ taskId }) => taskId === known.openTask).length, 0);
  });

  test('issues chat tokens for an e-mail address or mobile number', async () => {
    const { client } = start();
    const answer = await client.post('/user-identity-jwt', {
      identityType: 'MOBILE_PHONE_NUMBER',
      identity: '5550100102',
    });
    const claims = JSON.parse(Buffer.from(answer.body.token.split('.')[1], 'base64url'));
    assert.equal(claims.sub, '+15550100102');
    assert.equal((await client.post('/user-identity-jwt', { identityType: 'EMAIL', identity: 'x' })).status, 400);
    assert.equal((await client.post('/user-identity-jwt', { identityType: 'EMAIL' })).status, 400);
  });
});

describe('a merged customer', () => {
  const news = ({ merged, survivor }, attr, detail) => ({
    errors: [{ attr, code: 'moved', detail, meta: { old: merged, new: survivor } }],
  });

  test('answers 301 with the new id and no Location', async () => {
    const { client, known } = start();
    for (const path of ['/customer-profiles/ID', '/customers/ID/conversations', '/customers/ID/tasks']) {
      const answer = await client.get(path.replace('ID', known.merged));
      assert.equal(answer.status, 301, path);
      assert.deepEqual(answer.body, news(known, 'customerId', 'customer id has changed'));
      assert.equal(answer.headers.get('location'), null);
    }
    assert.equal((await client.get(`/customer-profiles/${known.survivor}`)).status, 200);
    assert.equal(firstError(await client.get(`/customer-profiles/${known.mergedTwice}`)).meta.new, known.survivor);
  });

  const ITEM = { content: { type: 'CUSTOMER_ACTIVITY', activityType: 'ISSUE' } };
  const DETAIL = ({ merged, survivor }) => `the customer id has changed from [${merged}] to [${survivor}]`;

  test('answers new items with 301 and an absolute Location', async () => {
    const { gladly, client, known } = start();
    const before = gladly.snapshot();
    const answer = await client.post(`/customers/${known.merged}/conversation-items`, ITEM);
    assert.equal(answer.status, 301);
    assert.deepEqual(answer.body, news(known, 'customer id', DETAIL(known)));
    const location = `https://acme.gladly.com/api/v1/customers/${known.survivor}/conversation-items`;
    assert.equal(answer.headers.get('location'), location);
    assert.equal(gladly.snapshot(), before);
  });

  test('answers changes with 404 that names the new id', async () => {
    const { client, known } = start();
    const answer = await client.patch(`/customer-profiles/${known.merged}`, { name: 'New' });
    assert.deepEqual([answer.status, firstError(answer).meta.new], [404, known.survivor]);
  });

  test('answers 400 throughout where the simulator is told so', async () => {
    const { client, known } = start({ merged: 400 });
    for (const answer of [
      await client.get(`/customer-profiles/${known.merged}`),
      await client.patch(`/customer-profiles/${known.merged}`, { name: 'New' }),
      await client.post(`/customers/${known.merged}/conversation-items`, ITEM),
    ]) {
      assert.equal(answer.status, 400);
      assert.deepEqual([firstError(answer).code, firstError(answer).meta.new], ['moved', known.survivor]);
      assert.equal(answer.headers.get('location'), null);
    }
  });
});

describe('the shape of errors', () => {
  const shapesOf = async (options) => {
    const { client, known, acme } = start(options);
    const field = (answer) =>
      Array.isArray(answer.body) ? 'bare' : Array.isArray(answer.body.errors) ? 'list' : 'object';
    const [orderId] = acme.customAttributes.list();
    return {
      customer: field(await client.get('/customer-profiles/x')),
      locked: field(await client.delete(`/customer-profiles/${known.chargedTwice}`)),
      answer: field(await client.get('/answers/x')),
      content: field(await client.get(`/answers/${known.freeAnswer}/languages/fr-fr/type/email`)),
      topicChange: field(await client.patch('/topics/x', { name: 'x' })),
      topicRead: field(await client.get('/topics/x')),
      attribute: field(await client.get(`/custom-attributes/x${orderId.id}`)),
      recorder: field(await client.get('/agents/x/call-recorder')),
      job: field(await client.delete(`/export/jobs/${known.runningJob}`)),
      jobRead: field(await client.get('/export/jobs/x')),
    };
  };

  test('is an object or a bare list where that is documented', async () => {
    const object = 'object';
    assert.deepEqual(await shapesOf(), {
      customer: object,
      locked: object,
      answer: object,
      content: object,
      topicChange: object,
      topicRead: 'list',
      attribute: object,
      recorder: object,
      job: 'bare',
      jobRead: 'list',
    });
  });

  test('is a list everywhere where the simulator is told so', async () => {
    assert.deepEqual(new Set(Object.values(await shapesOf({ errorShapes: 'list' }))), new Set(['list']));
  });
});
