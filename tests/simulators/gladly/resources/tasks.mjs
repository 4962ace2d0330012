import { pick } from '../../shared/fields.mjs';
import { blank, invalid, wrongState } from '../errors.mjs';
import { byTime } from './conversation-records.mjs';
import { customerByContact, customerOf } from './customer-records.mjs';
import { byApi, emit, now, readAssignee, refuseEmpty, refuseTaken } from './records.mjs';

const taskOf = ({ organization, params }) => organization.tasks.require(params.taskId);
const MISSING = { missing: 'entity does not exist' };

function emitFor(context, task, type, more) {
  const { id: taskId, customerId, assignee, dueAt, timestamp: createdAt } = task;
  emit(context, type, { customerId, taskId, ...more, context: { assignee, dueAt, createdAt } }, byApi(context));
}

/** `prefix` is where the fields stand in the body. */
export function checkTask(context, { assignee, dueAt }, prefix = '') {
  if (Date.parse(dueAt) <= context.clock.now()) throw invalid(`${prefix}dueAt must be in the future`, `${prefix}dueAt`);
  readAssignee(context, assignee, `${prefix}assignee`);
}

/** The fields are known to be good. */
export function createTask(context, customer, { id, assignee, body, dueAt }) {
  const task = context.organization.tasks.add({
    id,
    customerId: customer.id,
    timestamp: now(context),
    createdBy: byApi(context),
    assignee: readAssignee(context, assignee),
    body,
    dueAt,
    status: 'OPEN',
  });
  emitFor(context, task, 'TASK/CREATED');
  return task;
}

/** `findCustomer` comes last, so that a refused request makes no profile. */
function create(context, findCustomer) {
  const { organization, body } = context;
  refuseTaken(organization.tasks, body.id, 'task already exists', 'newConversationItems');
  checkTask(context, body);
  return `/tasks/${createTask(context, findCustomer(), body).id}`;
}

function update(context) {
  const { body } = context;
  const task = taskOf(context);
  refuseEmpty(body, 'body');
  const assignee = body.assignee && readAssignee(context, body.assignee);
  const { status } = task;
  Object.assign(task, pick(body, 'status', 'body', 'dueAt'), assignee && { assignee });
  if (assignee) emitFor(context, task, 'TASK/ASSIGNEE_UPDATED', { assignee });
  if (body.body !== undefined) emitFor(context, task, 'TASK/CONTENT_UPDATED');
  if (body.dueAt !== undefined) emitFor(context, task, 'TASK/DUE_DATE_UPDATED', { dueAt: body.dueAt });
  if (status !== task.status) emitFor(context, task, status === 'OPEN' ? 'TASK/CLOSED' : 'TASK/REOPENED');
}

function comment(context) {
  const { organization, body } = context;
  const task = taskOf(context);
  const agent = organization.agents.refer(body.agentId, 'agentId');
  // That it is refused is documented, the wording is not.
  if (task.status === 'CLOSED') throw wrongState('comments can only be added to open tasks');
  if (body.comment.trim() === '') throw blank('comment cannot be blank', 'comment');
  refuseTaken(organization.taskComments, body.id, 'task comment already exists');
  const { id } = organization.taskComments.add({
    id: body.id,
    agentId: agent.id,
    comment: body.comment,
    taskId: task.id,
    createdAt: now(context),
  });
  emitFor(context, task, 'TASK/COMMENT_ADDED', { commentId: id });
  return `/tasks/${task.id}/comments/${id}`;
}

export default {
  'tasks.create': (context) => {
    const customer = customerOf(context, MISSING);
    return create(context, () => customer);
  },
  'tasks.create_by_contact': (context) => create(context, () => customerByContact(context, context.body.customer)),
  'tasks.list': (context) => {
    const { id } = customerOf(context, MISSING);
    const { status } = context.query;
    return context.organization.tasks
      .list((task) => task.customerId === id && (!status || task.status === status))
      .sort((one, other) => byTime(other, one));
  },
  'tasks.get': taskOf,
  'tasks.update': update,
  'task_comments.list': (context) => {
    const { id } = taskOf(context);
    return context.organization.taskComments
      .list(({ taskId }) => taskId === id)
      .sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  },
  'task_comments.get': (context) => {
    const { id } = taskOf(context);
    return context.organization.taskComments.require(context.params.commentId, ({ taskId }) => taskId === id);
  },
  'task_comments.create': comment,
};
