import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from './gladly/start.mjs';

const idOf = (answer) => answer.headers.get('location').split('/').at(-1);

describe('a workflow', () => {
  test('finds a customer by phone, reads their conversations and creates a task for Escalations', async () => {
    const { client } = start({ limits: true });
    const [customer] = (await client.get('/customer-profiles', { phoneNumber: '+15550100101' })).body;
    const conversations = (await client.get(`/customers/${customer.id}/conversations`)).body;
    const open = conversations.find(({ status }) => status === 'OPEN');
    const items = (await client.get(`/conversations/${open.id}/items`)).body;
    assert.ok(items.some(({ content }) => content.type === 'EMAIL' && content.content.includes('77120')));
    const inbox = (await client.get('/inboxes')).body.find(({ name }) => name === 'Escalations');
    const body = {
      assignee: { inboxId: inbox.id },
      body: '<p>Refund the second payment.</p>',
      dueAt: '2026-11-21T12:00:00Z',
    };
    const created = await client.post(`/customers/${customer.id}/tasks`, body);
    const task = (await client.get(`/tasks/${idOf(created)}`)).body;
    assert.deepEqual([task.status, task.customerId, task.assignee], ['OPEN', customer.id, { inboxId: inbox.id }]);
    assert.equal((await client.get(`/customers/${customer.id}/tasks`, { status: 'OPEN' })).body[0].id, task.id);
  });

  test('reads the transcript of a call, finds the task and comments on it', async () => {
    const { client } = start({ limits: true });
    const [customer] = (await client.get('/customer-profiles', { email: 'tomas.ferreira@acme-customers.example' }))
      .body;
    const conversations = (await client.get(`/customers/${customer.id}/conversations`)).body;
    const items = [];
    for (const { id } of conversations) items.push(...(await client.get(`/conversations/${id}/items`)).body);
    const call = items.find(({ content }) => content.type === 'PHONE_CALL');
    const { paragraphs, numberOfSpeakers } = (await client.get(`/conversation-items/${call.id}/voice-transcript`)).body;
    const [, order] = /order (\d+)/.exec(paragraphs.map(({ transcript }) => transcript).join(' '));
    assert.equal(numberOfSpeakers, 2);
    const tasks = (await client.get(`/customers/${customer.id}/tasks`)).body;
    assert.equal(tasks.length, 2);
    const task = tasks.find(({ status, body }) => status === 'OPEN' && body.includes(order));
    const [agent] = (await client.get('/agents')).body;
    const created = await client.post(`/tasks/${task.id}/comments`, {
      agentId: agent.id,
      comment: 'The carrier agreed.',
    });
    const comments = (await client.get(`/tasks/${task.id}/comments`)).body;
    assert.deepEqual([comments.at(-1).id, comments.at(-1).comment], [idOf(created), 'The carrier agreed.']);
  });
});

describe('tasks', () => {
  const DUE = '2026-11-21T12:00:00Z';

  test('are created once per id, due in the future, for an inbox and an agent of it', async () => {
    const { gladly, client, known } = start({ limits: false });
    const task = { id: 'mine', assignee: { inboxId: known.escalations }, body: 'Call', dueAt: DUE };
    const post = (body, path = `/customers/${known.caller}/tasks`) => client.post(path, { ...task, ...body });
    assert.equal((await post()).headers.get('location'), '/api/v1/tasks/mine');
    const before = gladly.snapshot();
    const again = await post();
    assert.equal(again.status, 409);
    assert.deepEqual(again.body.errors, [
      { attr: 'newConversationItems', code: 'taken', detail: 'task already exists' },
    ]);
    const id = 'other';
    const customer = { emailAddress: 'somebody-new@customers.example' };
    for (const [body, path] of [
      [{ id, dueAt: '2026-11-20T12:00:00Z' }],
      [{ id, assignee: { inboxId: 'x' } }],
      [{ id, assignee: { inboxId: known.escalations, agentId: known.idleAgent } }],
      [{ id, customer, dueAt: '2026-11-20T12:00:00Z' }, '/tasks'],
    ]) {
      assert.equal((await post(body, path)).status, 400);
    }
    const unknown = await post({ id }, '/customers/x/tasks');
    assert.deepEqual(
      [unknown.status, unknown.body.errors],
      [404, [{ code: 'not_exist', detail: 'entity does not exist' }]],
    );
    assert.equal(gladly.snapshot(), before);
    assert.equal((await post({ id, customer }, '/tasks')).status, 201);
    const [profile] = (await client.get('/customer-profiles', { email: customer.emailAddress })).body;
    assert.equal((await client.get('/tasks/other')).body.customerId, profile.id);
  });

  test('take comments while they are open, once per id', async () => {
    const { client, known } = start({ limits: false });
    const comment = { id: 'mine', agentId: known.idleAgent, comment: 'Done' };
    assert.equal((await client.post(`/tasks/${known.closedTask}/comments`, comment)).status, 400);
    assert.equal((await client.post(`/tasks/${known.openTask}/comments`, { ...comment, agentId: 'x' })).status, 400);
    const created = await client.post(`/tasks/${known.openTask}/comments`, comment);
    assert.equal(created.headers.get('location'), `/api/v1/tasks/${known.openTask}/comments/mine`);
    assert.equal((await client.post(`/tasks/${known.openTask}/comments`, comment)).status, 409);
    assert.equal((await client.get(`/tasks/${known.closedTask}/comments/mine`)).status, 404);
    await client.patch(`/tasks/${known.closedTask}`, { status: 'OPEN' });
    assert.equal((await client.post(`/tasks/${known.closedTask}/comments`, { ...comment, id: 'more' })).status, 201);
  });
});

describe('outgoing messages', () => {
  test('reach a profile that is found or made, from configured senders only', async () => {
    const { client, acme, known } = start({ limits: false });
    const [from] = acme.phoneNumbers;
    const sms = (body) =>
      client.post('/communications/sms', { customer: { mobileNumber: '+15550100101' }, from, body: 'Hi', ...body });
    const sent = (await sms()).body;
    assert.equal(sent.customerId, known.chargedTwice);
    const item = (await client.get(`/conversation-items/${sent.conversationItemId}`)).body;
    assert.equal(item.conversationId, known.openConversation);
    assert.equal((await sms({ from: '+15550109999' })).status, 400);
    assert.equal((await sms({ customer: { mobileNumber: '+4930123456' } })).status, 400);
    const [sender] = acme.emailAddresses;
    const to = [{ email: 'new@customers.example', name: 'New' }];
    const email = (body) =>
      client.post('/communications/email', { to, from: sender, subject: 'Hi', body: { text: 'Hi' }, ...body });
    const { customerId, conversationItemId } = (await email()).body;
    assert.equal((await client.get(`/customer-profiles/${customerId}`)).body.name, 'New');
    assert.equal((await client.get(`/conversation-items/${conversationItemId}`)).body.conversationId, undefined);
    for (const body of [{ to: [...to, ...to] }, { to: [] }, { from: 'x@y.example' }, { body: {} }]) {
      assert.equal((await email(body)).status, 400);
    }
  });
});
