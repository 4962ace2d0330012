import { DAY, rfc3339 } from '../../shared/clock.mjs';
import { createTask } from '../resources/tasks.mjs';
import { accountStub, idStub, personStub } from '../store.mjs';

const STATUSES = ['not_started', 'in_progress', 'completed'];
const PROJECTS = 20;
const TASKS = 120;

function seedProject(organization, templates, number) {
  const { accounts, users, projects, milestones, random, clock } = organization;
  const account = accounts.list()[number - 1];
  const archived = number % 6 === 0;
  const created = rfc3339(clock.base - (120 - number) * DAY);
  const project = projects.add({
    account: accountStub(account),
    archived_at: archived ? rfc3339(clock.base - 5 * DAY) : null,
    created_at: created,
    custom_fields: { risk: { slug: 'risk', value: random.pick(['low', 'medium', 'high']) } },
    customer_portal_visible: number % 2 === 0,
    description_html: `<p>Rollout at ${account.name}</p>`,
    end_date: rfc3339(clock.base + number * DAY),
    is_archived: archived,
    name: `${account.name} rollout`,
    owner_id: number % 5 === 0 ? null : random.pick(users.list()).id,
    project_template: number % 3 === 0 ? idStub(templates[number % templates.length]) : null,
    start_date: created,
    status: STATUSES[number % 3],
    updated_at: created,
  });
  ['Kick-off', 'Go-live'].forEach((name, at) => {
    milestones.add({
      account: accountStub(account),
      created_at: created,
      due_date: rfc3339(clock.base + (at * 20 - 10 + number) * DAY),
      name,
      project: idStub(project),
      updated_at: created,
    });
  });
}

function seedTask(organization, number) {
  const { accounts, users, contacts, projects, milestones, random, clock, tasks, taskComments, user } = organization;
  const project = number % 4 === 0 ? null : random.pick(projects.list());
  const milestone = project && milestones.find((one) => one.project.id === project.id);
  const account = project ? project.account : accountStub(accounts.list()[number % 60]);
  const people = [
    { contact: null, user: personStub(random.pick(users.list())) },
    { contact: personStub(random.pick(contacts.list())), user: null },
    null,
  ];
  const parent = number % 10 === 0 ? tasks.list()[0] : null;
  const created = rfc3339(clock.base - (100 - number / 2) * DAY);
  const task = createTask(
    organization,
    {
      account,
      assignee: people[number % 3],
      body_html: `<p>Step ${number}</p>`,
      custom_fields: { estimate_hours: { slug: 'estimate_hours', value: String(random.int(1, 40)) } },
      customer_portal_visible: number % 2 === 0,
      due_date: number % 3 === 0 ? null : rfc3339(clock.base + (number - 60) * DAY),
      milestone: milestone ? idStub(milestone) : null,
      parent_task_id: parent?.id ?? null,
      project: project ? idStub(project) : null,
      status: random.pick(STATUSES),
      title: `Prepare step ${number}`,
    },
    created,
  );
  parent?.subtask_ids.push(task.id);
  if (number > 10) return;
  taskComments.add({
    author: { user },
    body_html: '<p>On it.</p>',
    created_at: created,
    is_internal: number % 2 === 0,
    updated_at: created,
    _task_id: task.id,
  });
}

/** Projects with their milestones, and tasks with comments. */
export function seedWork(organization) {
  const templates = ['Onboarding', 'Migration'].map((name) => organization.projectTemplates.add({ name }));
  for (let number = 1; number <= PROJECTS; number += 1) seedProject(organization, templates, number);
  for (let number = 1; number <= TASKS; number += 1) seedTask(organization, number);
}
