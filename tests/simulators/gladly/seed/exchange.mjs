import { DAY, HOUR } from '../../shared/clock.mjs';
import { contextOf } from '../resources/conversation-records.mjs';
import { iso } from '../time.mjs';

const JOBS = [
  ['COMPLETED', 1],
  ['COMPLETED', 2],
  ['FAILED', 3],
  ['IN_PROGRESS', 0.05],
  ['PENDING', 0.01],
  ['COMPLETED', 20],
];
const FILES = ['agents.jsonl', 'conversation_items.jsonl', 'customers.jsonl', 'topics.jsonl'];

function seedExports({ exportSchedules, exportJobs, landmarks, clock }) {
  const midnight = Math.floor(clock.base / DAY) * DAY;
  const schedule = exportSchedules.add({
    frequency: 'DAILY',
    type: 'CONVERSATIONS',
    nextStartAt: iso(midnight),
    updatedAt: iso(clock.base - 100 * DAY),
  });
  const jobs = JOBS.map(([status, age]) => {
    const updated = clock.base - age * DAY;
    const parameters = { type: 'CONVERSATIONS', startAt: iso(updated - 2 * DAY), endAt: iso(updated) };
    const files = status === 'COMPLETED' ? FILES : [];
    return exportJobs.add({ scheduleId: schedule.id, status, updatedAt: iso(updated), parameters, files }).id;
  });
  Object.assign(landmarks, { exportJob: jobs[0], failedJob: jobs[2], runningJob: jobs[3], vanishedJob: jobs[5] });
}

function seedWebhooks({ webhooks, landmarks, clock }) {
  const moments = { createdAt: iso(clock.base - 50 * DAY), updatedAt: iso(clock.base - 5 * DAY) };
  const { id: enabled } = webhooks.add({
    name: 'Warehouse',
    events: ['CONVERSATION/CLOSED', 'TASK/CREATED'],
    url: 'https://warehouse.example/gladly',
    enabled: true,
    ...moments,
    _credentials: { username: 'warehouse', password: 'obviously-fake' },
    _headers: { 'X-Warehouse': 'obviously-fake' },
  });
  const { id: disabled } = webhooks.add({
    name: 'Old warehouse',
    events: ['CUSTOMER_PROFILE/MERGED'],
    url: 'https://old-warehouse.example/gladly',
    enabled: false,
    ...moments,
    disabledAtDueToRetryLimit: iso(clock.base - 6 * DAY),
  });
  Object.assign(landmarks, { enabledWebhook: enabled, disabledWebhook: disabled });
}

function seedCampaigns({ campaigns, landmarks }) {
  landmarks.emailCampaign = campaigns.add({ name: 'Winter sale', type: 'EMAIL' }).id;
  landmarks.smsCampaign = campaigns.add({ name: 'Delivery news', type: 'SMS' }).id;
}

/** What the last day brought, in the words of the events API. */
function seedEvents({ events, conversations, tasks, agents, landmarks, newId, clock }) {
  const at = (hours) => iso(clock.base - hours * HOUR);
  const [agent] = agents.list();
  const initiator = { id: agent.id, type: 'AGENT' };
  const add = (type, hours, content, who = initiator) =>
    events.add({ type, timestamp: at(hours), initiator: who, content });
  add('AGENT_STATUS/LOGGED_IN', 23, { agentId: agent.id, occurredAt: at(23) });
  add('AGENT_AVAILABILITY/UPDATED', 22.9, { agentId: agent.id, availableFor: ['MAIL', 'VOICE'], occurredAt: at(22.9) });
  for (const conversation of conversations.list(({ createdAt }) => Date.parse(createdAt) > clock.base - DAY)) {
    const { id: conversationId, customerId, createdAt } = conversation;
    const content = { customerId, conversationId, context: contextOf(conversation) };
    events.add({
      type: 'CONVERSATION/CREATED',
      timestamp: createdAt,
      initiator: { id: customerId, type: 'CUSTOMER' },
      content,
    });
    events.add({
      type: 'CONTACT/STARTED',
      timestamp: createdAt,
      initiator: { id: customerId, type: 'CUSTOMER' },
      content: { channel: 'EMAIL', contactId: newId(), ...content },
    });
  }
  const { customerId, id: taskId, assignee, dueAt, timestamp: createdAt } = tasks.get(landmarks.openTask);
  add('TASK/CREATED', 8, { customerId, taskId, context: { assignee, dueAt, createdAt } });
  add('CUSTOMER_PROFILE/UPDATED', 7, { customerId }, undefined);
  add('CONVERSATION_STATUS/UPDATED', 6, { customerId, conversationId: landmarks.callConversation });
  add('CUSTOMER/MERGED', 5, {
    destinationCustomerId: landmarks.survivor,
    destinationConversationId: newId(),
    sourceCustomerId: landmarks.merged,
    sourceConversationId: newId(),
  });
  add('CUSTOMER_PROFILE/CREATED', 30, { customerId }, undefined);
}

/** Everything that goes to other systems. */
export function seedExchange(organization) {
  seedExports(organization);
  seedWebhooks(organization);
  seedCampaigns(organization);
  seedEvents(organization);
}
