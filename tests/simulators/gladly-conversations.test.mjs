import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from './gladly/start.mjs';

const errorsOf = ({ status, body }) => {
  assert.equal(status, 400);
  return body.errors;
};
const idOf = (answer) => answer.headers.get('location').split('/').at(-1);
const contentsOf = async (client, id) =>
  (await client.get(`/conversations/${id}/items`)).body.map(({ content }) => content);

describe('changing a conversation', () => {
  const changed = async (find, body, options) => {
    const running = start(options);
    const before = running.gladly.snapshot();
    const answer = await running.client.patch(`/conversations/${find(running.known)}`, body(running));
    if (answer.status !== 204) assert.equal(running.gladly.snapshot(), before);
    return answer;
  };
  const openOne = ({ openConversation }) => openConversation;
  const closedOne = ({ settledConversation }) => settledConversation;

  test('refuses what the state forbids, in the documented words', async () => {
    const REFUSALS = [
      [
        openOne,
        () => ({ assignee: { agentId: 'x' } }),
        { attr: 'assignee.inboxId', code: 'blank', detail: "'inboxId' cannot be blank when updating assignee" },
      ],
      [
        openOne,
        () => ({ status: {} }),
        { attr: 'status.value', code: 'blank', detail: "'value' cannot be blank when updating status" },
      ],
      [
        openOne,
        ({ known }) => ({ assignee: { inboxId: known.escalations, agentId: known.idleAgent } }),
        { attr: 'assignee.agentId', code: 'invalid_state', detail: 'agent does not belong to inbox' },
      ],
      [
        closedOne,
        ({ known }) => ({ assignee: { inboxId: known.escalations } }),
        { code: 'invalid_state', detail: 'closed conversation cannot be reassigned' },
      ],
      [
        openOne,
        () => ({ status: { value: 'CLOSED' } }),
        {
          code: 'invalid_state',
          detail: "cannot close conversation, customer waiting for response, set 'status.force' to true to override",
        },
      ],
    ];
    for (const [find, body, error] of REFUSALS) assert.deepEqual(errorsOf(await changed(find, body)), [error]);
    const unknown = await changed(
      () => 'x',
      () => ({}),
    );
    assert.deepEqual(
      [unknown.status, unknown.body.errors],
      [404, [{ code: 'not_exist', detail: 'conversation does not exist' }]],
    );
    assert.equal((await changed(openOne, () => ({ status: { value: 'WAITING' } }))).status, 400);
  });

  test('needs a topic to close where the organization says so', async () => {
    const find = ({ callConversation }) => callConversation;
    const close = () => ({ status: { value: 'CLOSED', force: true } });
    const { client, known } = start({ topicsRequired: true });
    const path = `/conversations/${known.callConversation}`;
    const { topicIds } = (await client.get(path)).body;
    for (const id of topicIds) assert.equal((await client.delete(`${path}/topics/${id}`)).status, 204);
    const detail = 'topics are required before closing of conversation';
    assert.deepEqual(errorsOf(await client.patch(path, close())), [{ code: 'invalid_state', detail }]);
    await client.post(`${path}/topics`, { topicIds });
    assert.equal((await client.patch(path, close())).status, 204);
    assert.equal((await changed(find, close)).status, 204);
  });

  test('closes, reopens and reassigns, and the timeline tells', async () => {
    const { client, known } = start();
    const path = `/conversations/${known.openConversation}`;
    await client.patch(path, { status: { value: 'CLOSED', force: true } });
    const closed = (await client.get(path)).body;
    assert.deepEqual([closed.status, closed.closedAt], ['CLOSED', '2026-11-20T12:00:00Z']);
    assert.deepEqual((await contentsOf(client, known.openConversation)).at(-1), {
      type: 'CONVERSATION_STATUS_CHANGE',
      status: 'CLOSED',
    });
    await client.patch(path, { status: { value: 'OPEN' }, assignee: { inboxId: known.escalations } });
    const open = (await client.get(path)).body;
    assert.deepEqual(
      [open.status, open.closedAt, open.inboxId, open.agentId],
      ['OPEN', undefined, known.escalations, undefined],
    );
  });

  test('leaves a customer one open conversation at most', async () => {
    const answer = await changed(closedOne, () => ({ status: { value: 'OPEN' } }));
    assert.match(errorsOf(answer)[0].detail, /already has an open conversation/);
  });

  test('adds topics once, attributes once, and notes in both forms', async () => {
    const { client, acme, known } = start();
    const path = `/conversations/${known.openConversation}`;
    const [one, two] = acme.topics.list();
    await client.post(`${path}/topics`, { topicIds: [one.id, one.id] });
    await client.post(`${path}/topics`, { topicIds: [one.id, two.id] });
    assert.equal((await client.get(path)).body.topicIds.length, 3);
    assert.deepEqual((await contentsOf(client, known.openConversation)).at(-1), {
      type: 'TOPIC_CHANGE',
      addedTopicIds: [two.id],
    });
    assert.equal((await client.post(`${path}/topics`, { topicIds: ['x'] })).status, 400);

    const attributes = `/customer-history/${known.chargedTwice}/conversations/${known.openConversation}/custom-attributes`;
    const pair = { key: 'ORDER_ID', value: '77120' };
    await client.post(attributes, { add: [pair] });
    await client.post(attributes, { add: [pair, { ...pair, value: '2' }], remove: [{ ...pair, value: '3' }] });
    assert.deepEqual(
      (await client.get(path)).body.customAttributes.map(({ value }) => value),
      ['77120', '2'],
    );
    assert.equal((await client.post(attributes, { add: [{ key: 'COUPON', value: 'x' }] })).status, 400);
    assert.equal((await client.post(attributes.replace(known.chargedTwice, known.caller), { add: [] })).status, 404);

    for (const body of [{ content: { body: '<p>A</p>' } }, { body: '<p>A</p>' }]) {
      const answer = await client.post(`${path}/notes`, body);
      assert.equal(answer.status, 201);
      assert.deepEqual((await client.get(`${path}/notes/${idOf(answer)}`)).body.content, {
        type: 'CONVERSATION_NOTE',
        body: '<p>A</p>',
      });
    }
    assert.equal((await client.post(`${path}/notes`, { content: {} })).body.errors[0].attr, 'content.body');
  });
});

describe('capped lists', () => {
  test('flag what they leave out', async () => {
    const { client, known } = start();
    const busy = await client.get(`/customers/${known.busy}/conversations`);
    assert.deepEqual([busy.body.length, busy.headers.get('gladly-limited-data')], [100, 'true']);
    const times = busy.body.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, [...times].sort());
    const caller = await client.get(`/customers/${known.caller}/conversations`);
    assert.deepEqual([caller.body.length, caller.headers.get('gladly-limited-data')], [2, 'false']);
  });

  test('have caps that tests can lower', async () => {
    const caps = { 'conversation_items.list': 2, 'tasks.list': 1, 'task_comments.list': 1, 'public_answers.list': 3 };
    const { client, acme, known } = start({ caps });
    const lengthOf = async (path) => {
      const { body, headers } = await client.get(path);
      return [body.length, headers.get('gladly-limited-data')];
    };
    assert.deepEqual(await lengthOf(`/conversations/${known.everyChannelConversation}/items`), [2, 'true']);
    assert.deepEqual(await lengthOf(`/customers/${known.caller}/tasks`), [1, 'true']);
    assert.deepEqual(await lengthOf(`/tasks/${known.closedTask}/comments`), [1, 'true']);
    assert.deepEqual(await lengthOf(`/orgs/${acme.id}/answers`), [3, null]);
  });
});

describe('timeline items', () => {
  test('come in every readable type', async () => {
    const { gladly, client, known } = start();
    const types = new Set(
      (await contentsOf(client, known.everyChannelConversation)).map(({ type, messageType }) => messageType ?? type),
    );
    assert.equal(types.size, 16);
    const hidden = await client.get(`/conversation-items/${known.hidden}`);
    const detail = `Conversation item with id [${known.hidden}] exists but is not supported by the API.`;
    assert.deepEqual(errorsOf(hidden), [{ code: 'invalid', detail }]);
    const session = await client.get(`/conversations/${known.everyChannelConversation}/items`, {
      sessionId: known.session,
    });
    assert.equal(session.body.length, 3);
    assert.equal(gladly.calls.at(-1).route, 'GET /conversations/{conversationId}/items');
  });

  test('are created outside conversations, once per id, for profiles made on the way', async () => {
    const { gladly, client, acme, known } = start();
    const content = { type: 'CUSTOMER_ACTIVITY', activityType: 'SURVEY', title: 'Done' };
    const customer = { emailAddress: 'somebody-new@customers.example' };
    const created = await client.post('/conversation-items', { id: 'mine', customer, content });
    assert.equal(created.status, 200);
    assert.ok(acme.customers.get(created.body.customerId));
    assert.equal((await client.get('/conversation-items/mine')).body.conversationId, undefined);
    const before = gladly.snapshot();
    const again = await client.post(`/customers/${known.caller}/conversation-items`, { id: 'mine', content });
    assert.equal(again.status, 409);
    const detail = 'conversation item already exists';
    assert.deepEqual(again.body.errors, [{ attr: 'newConversationItems', code: 'taken', detail }]);
    const both = { emailAddress: 'a@b.example', mobilePhone: '+15550100102' };
    for (const body of [
      { customer: both, content },
      { customer: {}, content },
      { customer, content: { ...content, occurredAt: '2025-11-01T00:00:00Z' } },
      { customer, content: { type: 'EMAIL' } },
      { customer, content: { ...content, title: 'x'.repeat(101) } },
    ]) {
      assert.equal((await client.post('/conversation-items', body)).status, 400);
    }
    assert.equal(gladly.snapshot(), before);
  });

  test('may be a task, the deprecated way', async () => {
    const { client, known } = start();
    const content = { type: 'TASK', body: 'Call', dueAt: '2026-12-01T00:00:00Z', assignee: { inboxId: known.vip } };
    const { body } = await client.post(`/customers/${known.settled}/conversation-items`, { content });
    assert.equal((await client.get(`/tasks/${body.id}`)).body.status, 'OPEN');
  });

  test('are deleted only when they are activities', async () => {
    const { client, known } = start();
    assert.equal((await client.delete(`/conversation-items/${known.customerEmail}`)).status, 400);
    assert.equal((await client.delete(`/customers/${known.caller}/conversation-items/${known.activity}`)).status, 404);
    assert.equal((await client.delete(`/customers/${known.settled}/conversation-items/${known.activity}`)).status, 204);
    assert.equal((await client.get(`/conversation-items/${known.activity}`)).status, 404);
  });

  test('are redacted in place, with recording and transcript', async () => {
    const { client, known } = start();
    for (const id of [known.customerEmail, known.call, known.chat]) {
      const answer = await client.post(`/conversation-items/${id}/redact`);
      assert.deepEqual([answer.status, idOf(answer)], [201, id]);
    }
    const { content } = (await client.get(`/conversation-items/${known.customerEmail}`)).body;
    assert.deepEqual([content.subject, content.content, content.attachments], ['', '', undefined]);
    assert.equal((await client.get(`/conversation-items/${known.call}/media/recording`)).status, 404);
    assert.equal((await client.get(`/conversation-items/${known.call}/voice-transcript`)).status, 404);
    assert.equal((await client.post(`/conversation-items/${known.note}/redact`)).status, 400);
  });

  test('have recordings, transcripts and attachments where there are any', async () => {
    const { gladly, client, known } = start();
    const headers = { authorization: `Basic ${btoa('agent@acme.example:gladly-demo-token')}` };
    const url = `https://acme.gladly.com/api/v1/conversation-items/${known.voicemail}/media/recording`;
    const bytes = new Uint8Array(await (await gladly.fetch(url, { headers })).arrayBuffer());
    assert.equal(Buffer.from(bytes.slice(0, 3)).toString(), 'ID3');
    // 32 kbit/s are 4000 bytes a second.
    assert.ok(Math.abs(bytes.length - 6 * 4000) < 300, `${bytes.length} bytes`);
    assert.equal((await client.get(`/conversation-items/${known.chat}/media/recording`)).status, 404);
    assert.equal((await client.get(`/conversation-items/${known.chat}/voice-transcript`)).status, 404);

    const file = await client.get(`/conversation-items/${known.customerEmail}/attachments/${known.attachment}`);
    assert.equal(file.status, 303);
    assert.match(
      file.headers.get('location'),
      /^https:\/\/attachments\.gladly-files\.example\/acme\/.+bank%20statement\.png/,
    );
    assert.equal((await client.get(`/conversation-items/${known.customerEmail}/attachments/x`)).status, 404);
    const call = await client.get(`/conversation-items/${known.call}/attachments/x`);
    assert.deepEqual(errorsOf(call), [
      { code: 'invalid', detail: 'conversation item content does not contain attachments' },
    ]);
  });
});

describe('replies', () => {
  const reply = ({ client }, id, content) => client.post(`/conversation-items/${id}/reply`, { content });

  test('refuse what the vendor refuses, in its words', async () => {
    const running = start();
    const { gladly, acme, known } = running;
    const agentItem = acme.items.find(
      (item) => item.conversationId === known.everyChannelConversation && item.initiator.type === 'AGENT',
    );
    const oldEmail = acme.items.find(({ conversationId }) => conversationId === known.settledConversation);
    const email = { type: 'EMAIL', body: 'Hi' };
    const before = gladly.snapshot();
    for (const [id, content, error] of [
      [oldEmail.id, email, { code: 'invalid', detail: 'you cannot reply to items in closed conversations' }],
      [agentItem.id, email, { code: 'invalid', detail: 'you can only reply to customer messages' }],
      [known.customerEmail, { body: 'Hi' }, { attr: 'content.type', code: 'blank' }],
      [
        known.voicemail,
        { type: 'VOICEMAIL', body: 'Hi' },
        { code: 'invalid', detail: 'type [VOICEMAIL] is not supported' },
      ],
      [
        known.customerSms,
        { type: 'SMS', body: 'x'.repeat(2049) },
        { attr: 'content.body', code: 'too_long', detail: 'content.body cannot be larger than 2048 characters' },
      ],
    ]) {
      assert.deepEqual(errorsOf(await reply(running, id, content)), [error]);
    }
    assert.equal((await reply(running, known.customerSms, email)).status, 400);
    assert.equal((await reply(running, 'x', email)).status, 404);
    assert.equal(gladly.snapshot(), before);
  });

  test('go out on the customer’s channel and take the conversation', async () => {
    const running = start();
    const { client, acme, known } = running;
    const email = idOf(await reply(running, known.customerEmail, { type: 'EMAIL', body: '<p>Sorry</p>' }));
    const { body: item } = await client.get(`/conversation-items/${email}`);
    assert.equal(item.content.subject, 'Re: Charged twice for order 77120');
    assert.deepEqual(item.initiator, { id: acme.agents.get('agent@acme.example').id, type: 'API' });
    assert.equal((await client.get(`/conversations/${known.openConversation}`)).body.agentId, item.initiator.id);
    assert.equal(
      (await client.patch(`/conversations/${known.openConversation}`, { status: { value: 'CLOSED' } })).status,
      204,
    );
    assert.equal((await reply(running, known.whatsapp, { type: 'WHATSAPP', body: 'Bye' })).status, 201);
  });

  test('offer quick answers in a chat', async () => {
    const running = start();
    const options = [{ id: 'yes', label: 'Yes' }];
    const content = {
      type: 'CHAT_MESSAGE',
      messageType: 'QUICK_REPLY_REQUEST',
      body: 'All right?',
      messageData: { options },
    };
    const answer = await reply(running, running.known.chat, content);
    const { body } = await running.client.get(`/conversation-items/${idOf(answer)}`);
    assert.deepEqual([body.content.messageData, body.sessionId], [{ options }, running.known.session]);
    const { messageData, ...without } = content;
    assert.equal(errorsOf(await reply(running, running.known.chat, without))[0].attr, 'content.messageData');
    const crowded = { options: Array.from({ length: 11 }, (_, id) => ({ id: `o${id}`, label: 'x' })) };
    assert.equal((await reply(running, running.known.chat, { ...content, messageData: crowded })).status, 400);
    const twice = { options: [...messageData.options, ...messageData.options] };
    assert.equal((await reply(running, running.known.chat, { ...content, messageData: twice })).status, 400);
  });
});
