// Pieces of work that people give a model, done by an MCP client tool by tool. The client stands in for the model: it knows what a person
// would say (a phone number, a topic, the name of an inbox), and every id that it sends stood in an earlier answer.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { typescript2 } from '../clients/typescript-2.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

/** The values in arguments that name a record, those of a search's conditions included. */
function idsIn(args) {
  if (args === null || typeof args !== 'object') return [];
  const condition = /(^|_)ids?$/.test(args.field ?? '') && args.value !== '0' ? [args.value] : [];
  const named = Object.entries(args).filter(([key, value]) => /(^|_)id$|[a-z]Id$/.test(key) && typeof value === 'string');
  return [...condition, ...named.map(([, value]) => value), ...Object.values(args).flatMap(idsIn)];
}

/** A conversation with a server: `use` calls a tool with ids that were seen before, and gives its JSON. */
async function converse(t, slug, adapter) {
  worker[slug].reset();
  const client = await adapter.connect((await worker.mint({}, { account: await worker.connect(slug) })).url);
  t.after(() => client.close());
  const { tools } = await client.listTools();
  const known = new Set(tools.map(({ name }) => name));
  let heard = '';
  return async function use(name, args = {}) {
    assert.ok(known.has(name), name);
    for (const id of idsIn(args)) assert.ok(heard.includes(`"${id}"`), `${name} is called with an id that no answer gave: ${id}`);
    const { isError, content } = await client.callTool(name, args);
    assert.ok(!isError, `${name}: ${content[0].text}`);
    heard += content[0].text;
    return JSON.parse(content[0].text);
  };
}

const about = (word) => ({ field: 'source.body', operator: '~', value: word });

async function answerAPasswordReset(use) {
  const { result: waiting } = await use('list_all_intercom_search_conversations', {
    query: {
      operator: 'AND',
      conditions: [
        { field: 'open', operator: '=', value: 'true' },
        { field: 'admin_assignee_id', operator: '=', value: '0' },
        about('password'),
        about('reset'),
      ],
    },
    limit: '5',
  });
  assert.equal(waiting.length, 3);
  assert.ok(waiting.every(({ open, admin_assignee_id: admin }) => open && !admin));

  const conversation = await use('get_single_intercom_conversation_by_id', { id: waiting[0].id });
  assert.match(conversation.source.body, /password reset/i);
  const { result: articles } = await use('list_all_intercom_articles_search', { phrase: 'password reset', state: 'published', limit: '5' });
  assert.ok(articles.length > 0);
  const me = await use('list_all_intercom_me');

  const body = `<p>This helps: <a href="${articles[0].url}">${articles[0].title}</a></p>`;
  await use('intercom_conversations_reply', { conversation_id: conversation.id, message_type: 'comment', type: 'admin', admin_id: me.id, body });
  const { conversation_parts: parts } = await use('get_single_intercom_conversation_by_id', { id: conversation.id });
  const reply = parts.conversation_parts.at(-1);
  assert.deepEqual([reply.part_type, reply.author.type, reply.author.id], ['comment', 'admin', me.id]);
  assert.ok(reply.body.includes(articles[0].title), reply.body);
}

async function escalateATicket(use) {
  const { result: people } = await use('list_all_intercom_search_contacts', {
    query: { field: 'email', operator: '=', value: 'maria.lopez@northwind.example' },
  });
  const contact = people.find(({ role }) => role === 'user');
  const theirs = { field: 'contact_ids', operator: '=', value: contact.id };
  const { result: conversations, next_cursor: more } = await use('list_all_intercom_search_conversations', { query: theirs });
  assert.deepEqual([conversations.length, more], [4, null]);
  for (const { id } of conversations.slice(0, 3)) {
    const { contacts, conversation_parts: parts } = await use('get_single_intercom_conversation_by_id', { id });
    assert.ok(contacts.contacts.some((one) => one.id === contact.id) && parts.total_count > 0);
  }

  const { result: tickets } = await use('list_all_intercom_search_tickets', { query: theirs });
  assert.equal(tickets.length, 1);
  const type = await use('get_single_intercom_ticket_type_by_id', { id: tickets[0].ticket_type.id });
  const escalated = type.ticket_states.data.find((state) => state.internal_label === 'Escalated');
  await use('update_a_intercom_ticket_by_id', { id: tickets[0].id, ticket_state_id: escalated.id });
  const ticket = await use('get_single_intercom_ticket_by_id', { id: tickets[0].id });
  assert.equal(ticket.ticket_state.internal_label, 'Escalated');
}

async function handATaskToEscalations(use) {
  const { result: [customer] } = await use('list_all_gladly_customers', { phoneNumber: '+15550100101' });
  const { result: conversations } = await use('list_all_gladly_customer_conversations', { customer_id: customer.id });
  const open = conversations.find(({ status }) => status === 'OPEN');
  const { result: items } = await use('list_all_gladly_conversation_items', { conversation_id: open.id });
  const complaint = items.find(({ content }) => content.type === 'EMAIL').content;
  const { result: inboxes } = await use('list_all_gladly_inboxes');
  const inbox = inboxes.find(({ name }) => name === 'Escalations');

  const task = { body: `Refund: ${complaint.subject}`, dueAt: '2099-11-21T12:00:00Z', assignee: { inboxId: inbox.id } };
  const created = await use('create_a_gladly_task', { customer_id: customer.id, ...task });
  assert.deepEqual(Object.keys(created), ['status', 'id']);
  const { result: [listed] } = await use('list_all_gladly_tasks', { customer_id: customer.id, status: 'OPEN' });
  assert.equal(listed.id, created.id);
  assert.deepEqual([listed.body, listed.assignee, listed.status], ['Refund: Charged twice for order 77120', { inboxId: inbox.id }, 'OPEN']);
}

async function commentOnTheTaskOfACall(use) {
  const { result: [customer] } = await use('list_all_gladly_customers', { email: 'tomas.ferreira@acme-customers.example' });
  const { result: conversations } = await use('list_all_gladly_customer_conversations', { customer_id: customer.id });
  const items = [];
  for (const { id } of conversations) items.push(...(await use('list_all_gladly_conversation_items', { conversation_id: id })).result);
  const call = items.find(({ content }) => content.type === 'PHONE_CALL');
  const { paragraphs } = await use('list_all_gladly_voice_transcripts', { conversation_item_id: call.id });
  const [, order] = /order (\d+)/.exec(paragraphs.map(({ transcript }) => transcript).join(' '));

  const { result: tasks } = await use('list_all_gladly_tasks', { customer_id: customer.id, status: 'OPEN' });
  const task = tasks.find(({ body }) => body.includes(order));
  const { result: agents } = await use('list_all_gladly_agents');
  const author = agents.find(({ emailAddress }) => emailAddress === 'agent@acme.example');
  const comment = `The carrier refunds order ${order}.`;
  const created = await use('create_a_gladly_task_comment', { task_id: task.id, agentId: author.id, comment });
  const { result: comments } = await use('list_all_gladly_task_comments', { task_id: task.id });
  const last = comments.at(-1);
  assert.deepEqual([last.id, last.agentId, last.comment], [created.id, author.id, comment]);
}

for (const adapter of typescript2) {
  describe(adapter.name, () => {
    for (const [slug, title, work] of [
      ['intercom', 'answers an open, unassigned conversation about a password reset with an article', answerAPasswordReset],
      ['intercom', 'finds a contact by e-mail, reads their conversations and escalates their ticket', escalateATicket],
      ['gladly', 'finds a customer by phone, reads what happened and creates a task for the Escalations inbox', handATaskToEscalations],
      ['gladly', 'reads the transcript of a call, finds its task and comments on it', commentOnTheTaskOfACall],
    ]) test(`${slug}: ${title}`, async (t) => work(await converse(t, slug, adapter)));
  });
}
