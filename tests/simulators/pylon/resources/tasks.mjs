import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { search } from '../search.mjs';
import { accountStub, idStub, personStub } from '../store.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { withExternalIssue } from './issue-links.mjs';
import { change, pickClearing, reference } from './records.mjs';

const STATUSES = ['not_started', 'in_progress', 'completed'];

const taskOf = ({ organization, params }) => organization.tasks.require(params.id);

function commentOf(context) {
  const task = taskOf(context);
  return context.organization.taskComments.require(
    context.params.comment_id,
    (comment) => comment._task_id === task.id,
  );
}

const userAssignee = (user) => ({ contact: null, user: personStub(user) });

function readTask({ organization, body }, current = {}) {
  if (body.status !== undefined && !STATUSES.includes(body.status)) {
    throw invalid(`status must be one of ${STATUSES.join(', ')}`);
  }
  const milestone = body.milestone_id ? organization.milestones.refer(body.milestone_id, 'milestone_id') : undefined;
  const project = reference(organization.projects, body, 'project_id', idStub, current.project ?? milestone?.project);
  if (milestone && milestone.project.id !== project?.id) throw invalid('milestone_id belongs to another project');
  return {
    ...pick(body, 'title', 'body_html', 'status', 'customer_portal_visible'),
    ...pickClearing(body, 'due_date'),
    assignee: reference(organization.users, body, 'assignee_id', userAssignee, current.assignee),
    milestone: reference(organization.milestones, body, 'milestone_id', idStub, current.milestone),
    project: project ?? null,
    custom_fields: withCustomFields(organization, 'task', current.custom_fields, body.custom_fields),
  };
}

export function createTask(organization, fields, now) {
  return organization.tasks.add({
    account: null,
    assignee: null,
    body_html: '',
    created_at: now,
    custom_fields: {},
    customer_portal_visible: false,
    due_date: null,
    milestone: null,
    parent_task_id: null,
    project: null,
    status: 'not_started',
    subtask_ids: [],
    updated_at: now,
    _external_issues: [],
    _issue_ids: [],
    ...fields,
  });
}

function create(context) {
  const { organization, body, clock } = context;
  const fields = readTask(context);
  const parent = reference(organization.tasks, body, 'parent_task_id', (task) => task);
  const account = reference(organization.accounts, body, 'account_id', accountStub);
  const task = createTask(organization, { ...fields, account, parent_task_id: parent?.id ?? null }, clock.iso());
  parent?.subtask_ids.push(task.id);
  return { data: task };
}

function linkIssue(context) {
  const { organization, body, clock } = context;
  const task = taskOf(context);
  const issue = organization.issues.refer(body.issue_id ?? '', 'issue_id');
  const others = task._issue_ids.filter((id) => id !== issue.id);
  if (body.operation === 'unlink' && others.length === task._issue_ids.length) throw invalid('issue_id is not linked');
  return { data: change(task, { _issue_ids: body.operation === 'unlink' ? others : [...others, issue.id] }, clock) };
}

const comments = {
  'task_comments.list': (context) => {
    const task = taskOf(context);
    return context.all(context.organization.taskComments.list((comment) => comment._task_id === task.id));
  },
  'task_comments.create': (context) => {
    const { organization, body, clock } = context;
    const data = organization.taskComments.add({
      author: { user: organization.user },
      body_html: body.body_html,
      created_at: clock.iso(),
      is_internal: body.is_internal ?? false,
      updated_at: clock.iso(),
      _task_id: taskOf(context).id,
    });
    return { data };
  },
  'task_comments.update': (context) => ({
    data: change(commentOf(context), pick(context.body, 'body_html'), context.clock),
  }),
  'task_comments.delete': (context) => {
    context.organization.taskComments.remove(commentOf(context));
    return {};
  },
};

export default {
  'tasks.list': ({ organization, page }) => page(organization.tasks.list()),
  'tasks.search': (context) => context.page(search(context, 'tasks', context.organization.tasks.list(), 'task')),
  'tasks.get': (context) => ({ data: taskOf(context) }),
  'tasks.create': create,
  'tasks.update': (context) => {
    const task = taskOf(context);
    return { data: change(task, readTask(context, task), context.clock) };
  },
  'tasks.delete': (context) => {
    const { organization } = context;
    const task = taskOf(context);
    for (const other of organization.tasks.list()) {
      other.subtask_ids = other.subtask_ids.filter((id) => id !== task.id);
      if (other.parent_task_id === task.id) other.parent_task_id = null;
    }
    organization.tasks.remove(task);
    return {};
  },
  'task_links.link_issue': linkIssue,
  'task_links.link_external_issue': (context) => {
    const task = taskOf(context);
    return {
      data: change(task, { _external_issues: withExternalIssue(task._external_issues, context.body) }, context.clock),
    };
  },
  ...comments,
};
