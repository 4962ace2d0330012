import { DAY, HOUR } from '../../shared/clock.mjs';
import { iso } from '../time.mjs';

/** Age in days, days until due, inbox, text, comments; a task without days until due is done. */
const TASKS = [
  [
    'caller',
    1,
    1,
    'Escalations',
    '<p>Refund the express fee of order 88213 and call the customer back.</p>',
    ['Carrier confirms the return.'],
  ],
  [
    'caller',
    11,
    null,
    'Support',
    '<p>Check with the warehouse why order 88213 was late.</p>',
    ['Asked the warehouse.', 'Label was unreadable.'],
  ],
  ['chargedTwice', 38, null, 'Support', '<p>Send the printed size chart.</p>', []],
  ['onEveryChannel', 0.3, 2, 'Returns', '<p>Send the return label for the jacket.</p>', []],
  ['busy', 3, 4, 'VIP', '<p>Prepare the yearly review.</p>', ['Draft is in the shared folder.']],
];

function seedTask({ tasks, taskComments, inboxes, landmarks, clock }, [who, age, due, inboxName, body, comments]) {
  const inbox = inboxes.find(({ name }) => name === inboxName);
  const [agentId] = inbox._agentIds;
  const timestamp = clock.base - age * DAY;
  const task = tasks.add({
    customerId: landmarks[who],
    timestamp: iso(timestamp),
    createdBy: { id: agentId, type: 'AGENT' },
    assignee: due === null ? { inboxId: inbox.id } : { inboxId: inbox.id, agentId },
    body,
    dueAt: iso(due === null ? timestamp + DAY : clock.base + due * DAY),
    status: due === null ? 'CLOSED' : 'OPEN',
  });
  comments.forEach((comment, at) =>
    taskComments.add({ agentId, comment, taskId: task.id, createdAt: iso(timestamp + (at + 1) * HOUR) }),
  );
  return task;
}

export function seedTasks(organization) {
  const [open, closed] = TASKS.map((task) => seedTask(organization, task));
  const [comment] = organization.taskComments.list();
  Object.assign(organization.landmarks, { openTask: open.id, closedTask: closed.id, taskComment: comment.id });
}
