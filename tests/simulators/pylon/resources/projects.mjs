import { pick } from '../../shared/fields.mjs';
import { search } from '../search.mjs';
import { accountStub, idStub } from '../store.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { change, pickClearing, reference } from './records.mjs';

const projectOf = ({ organization, params }) => organization.projects.require(params.id);
const milestoneOf = ({ organization, params }) => organization.milestones.require(params.id);

const ownerId = ({ organization, body }, current = null) =>
  reference(organization.users, body, 'owner_id', (user) => user.id, current);

const projects = {
  'projects.search': (context) =>
    context.page(search(context, 'projects', context.organization.projects.list(), 'project')),
  'projects.get': (context) => ({ data: projectOf(context) }),
  'projects.create': (context) => {
    const { organization, body, clock } = context;
    const data = organization.projects.add({
      account: accountStub(organization.accounts.refer(body.account_id, 'account_id')),
      archived_at: null,
      created_at: clock.iso(),
      custom_fields: {},
      customer_portal_visible: false,
      description_html: '',
      end_date: null,
      is_archived: false,
      project_template: reference(organization.projectTemplates, body, 'project_template_id', idStub),
      start_date: null,
      status: 'not_started',
      updated_at: clock.iso(),
      ...pick(body, 'name', 'customer_portal_visible', 'description_html', 'start_date', 'end_date'),
      owner_id: ownerId(context),
    });
    return { data };
  },
  'projects.update': (context) => {
    const { organization, body, clock } = context;
    const project = projectOf(context);
    const archived = body.is_archived ?? project.is_archived;
    const changes = {
      ...pick(body, 'name', 'customer_portal_visible', 'description_html', 'is_archived'),
      ...pickClearing(body, 'start_date', 'end_date'),
      archived_at: archived ? (project.archived_at ?? clock.iso()) : null,
      owner_id: ownerId(context, project.owner_id),
      custom_fields: withCustomFields(organization, 'project', project.custom_fields, body.custom_fields),
    };
    return { data: change(project, changes, clock) };
  },
  'projects.delete': (context) => {
    const { organization } = context;
    const project = projectOf(context);
    for (const task of organization.tasks.list((one) => one.project?.id === project.id)) {
      Object.assign(task, { project: null, milestone: null });
    }
    for (const milestone of organization.milestones.list((one) => one.project.id === project.id)) {
      organization.milestones.remove(milestone);
    }
    organization.projects.remove(project);
    return {};
  },
};

const milestones = {
  'milestones.search': (context) => context.page(search(context, 'milestones', context.organization.milestones.list())),
  'milestones.get': (context) => ({ data: milestoneOf(context) }),
  'milestones.create': (context) => {
    const { organization, body, clock } = context;
    const project = organization.projects.refer(body.project_id, 'project_id');
    const data = organization.milestones.add({
      account: reference(organization.accounts, body, 'account_id', accountStub, project.account),
      created_at: clock.iso(),
      due_date: body.due_date ?? null,
      name: body.name,
      project: idStub(project),
      updated_at: clock.iso(),
    });
    return { data };
  },
  'milestones.update': (context) => {
    const changes = { ...pick(context.body, 'name'), ...pickClearing(context.body, 'due_date') };
    return { data: change(milestoneOf(context), changes, context.clock) };
  },
  'milestones.delete': (context) => {
    const { organization } = context;
    const milestone = milestoneOf(context);
    for (const task of organization.tasks.list((one) => one.milestone?.id === milestone.id)) task.milestone = null;
    organization.milestones.remove(milestone);
    return {};
  },
};

export default { ...projects, ...milestones };
