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

// What a model looks for when a step of the work is ahead of it, and its list has no such tool yet.
const queries = {
  create_a_gladly_task: 'create a task for a customer',
  create_a_gladly_task_comment: 'comment on a task',
  get_single_intercom_conversation_by_id: 'read one conversation with its messages',
  get_single_intercom_ticket_by_id: 'get a ticket by id',
  get_single_intercom_ticket_type_by_id: 'states of a ticket type',
  intercom_conversations_reply: 'reply to a conversation',
  list_all_gladly_agents: 'list agents',
  list_all_gladly_conversation_items: 'messages of a conversation',
  list_all_gladly_customer_conversations: 'conversations of a customer',
  list_all_gladly_customers: 'find a customer by phone or email',
  list_all_gladly_inboxes: 'list inboxes',
  list_all_gladly_task_comments: 'read comments of a task',
  list_all_gladly_tasks: 'open tasks of a customer',
  list_all_gladly_voice_transcripts: 'transcript of a call',
  list_all_intercom_articles_search: 'search help articles',
  list_all_intercom_me: 'which admin is this token',
  list_all_intercom_search_contacts: 'find contact by email',
  list_all_intercom_search_conversations: 'search open unassigned conversations',
  list_all_intercom_search_tickets: 'search tickets of a contact',
  update_a_intercom_ticket_by_id: 'change the state of a ticket',
};

/** A conversation with a server: `use` calls a tool with ids that were seen before, and gives its JSON. */
async function converse(t, slug, adapter, tool_exposure) {
  worker[slug].reset();
  const client = await adapter.connect((await worker.mint({ tool_exposure }, { account: await worker.connect(slug) })).url);
  t.after(() => client.close());
  const { tools } = await client.listTools();
  const known = new Map(tools.map(({ name }) => [name, undefined]));
  let heard = '';

  /** Looks a tool up, once: what calls it. */
  async function find(name) {
    const search = async (query) => JSON.parse((await client.callTool('search_tools', { query })).content[0].text).tools;
    const found = await search(queries[name]);
    const place = found.findIndex((tool) => tool.name === name);
    assert.ok(place >= 0 && place < 5, `${queries[name]}: ${found.map((tool) => tool.name)}`);
    const [schema] = place === 0 ? found : JSON.parse((await client.callTool('get_tool_schema', { tool_names: [name] })).content[0].text).tools;
    assert.equal(schema.inputSchema.type, 'object');
    known.set(name, schema.call_with ?? (schema.annotations?.readOnlyHint ? 'read_tool' : 'call_tool'));
  }

  return async function use(name, args = {}) {
    if (tool_exposure === 'discovery' && !known.has(name)) await find(name);
    assert.ok(known.has(name), name);
    for (const id of idsIn(args)) assert.ok(heard.includes(`"${id}"`), `${name} is called with an id that no answer gave: ${id}`);
    const door = known.get(name);
    const { isError, content } = await (door ? client.callTool(door, { tool_name: name, arguments: args }) : client.callTool(name, args));
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
    ]) {
      for (const exposure of ['all', 'discovery']) {
        test(`${slug}, ${exposure}: ${title}`, async (t) => work(await converse(t, slug, adapter, exposure)));
      }
    }
  });
}
