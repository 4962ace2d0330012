import { fieldsOf, parametersOf } from '../shared/catalogue.mjs';
import { DAY, rfc3339 } from '../shared/clock.mjs';
import { objects } from './catalogue.mjs';

const first = (collection, at = 0) => collection.list()[at];

/** The record each path parameter names, by the path it stands in. */
function paramsFor({ path, op }, organization) {
  const account = first(organization.accounts);
  const issue = first(organization.issues);
  const base = first(organization.knowledgeBases);
  const group = organization.issues.find((one) => one.is_issue_group);
  const task = first(organization.tasks);
  const heads = {
    accounts: account.id,
    'call-recordings': first(organization.callRecordings).id,
    contacts: first(organization.contacts).id,
    'custom-fields': organization.customFields.find((field) => field.slug === 'priority').id,
    'custom-objects': organization.customObjects.find((one) => one.type === 'asset').id,
    'email-suppressions': first(organization.emailSuppressions).id,
    'feature-requests': first(organization.featureRequests).id,
    import: issue.id,
    'issue-groups': group?.id,
    issues: issue.id,
    'knowledge-bases': base.id,
    macros: first(organization.macros).id,
    milestones: first(organization.milestones).id,
    projects: first(organization.projects).id,
    surveys: first(organization.surveys).id,
    tags: first(organization.tags).id,
    tasks: task.id,
    teams: first(organization.teams).id,
    'ticket-forms': first(organization.ticketForms).id,
    'training-data': first(organization.trainingData).id,
    users: first(organization.users).id,
  };
  const named = {
    account_id: account.id,
    article_id: first(organization.articles).id,
    block_id: account._notebook_block_ids[0],
    child_id: group && organization.issues.find((one) => one._group_id === group.id)?.id,
    collection_id: first(organization.collections).id,
    comment_id: organization.taskComments.find((one) => one._task_id === task.id).id,
    highlight_id: organization.highlights.find((one) => one.account_id === account.id).id,
    message_id: organization.messages.find((one) => one._issue_id === issue.id).id,
    relationship_id: organization.relationships.find((one) => one.account_id === account.id).id,
    theme_id: first(organization.themes).id,
    type: 'asset',
    id: heads[path.split('/')[1]],
  };
  return Object.fromEntries(parametersOf(path).map((name) => [name, named[name] ?? `no example for ${name} of ${op}`]));
}

/** Texts the simulator looks up or checks, by field name. */
function textsFor(organization) {
  const issue = first(organization.issues);
  const ids = {
    account_id: first(organization.accounts, 1),
    ai_agent_id: first(organization.aiAgents),
    article_id: first(organization.articles),
    assignee_id: first(organization.users, 1),
    author_user_id: first(organization.users),
    contact_id: first(organization.contacts, 1),
    issue_id: issue,
    macro_group_id: first(organization.macroGroups),
    merge_into_account_id: first(organization.accounts),
    merge_into_feature_request_id: first(organization.featureRequests),
    message_id: organization.messages.find((one) => one._issue_id === issue.id),
    milestone_id: first(organization.milestones),
    object_id: first(organization.articles),
    owner_id: first(organization.users, 2),
    parent_collection_id: first(organization.collections),
    collection_id: first(organization.collections),
    parent_task_id: first(organization.tasks, 1),
    portal_role_id: first(organization.portalRoles),
    project_id: first(organization.projects),
    project_template_id: first(organization.projectTemplates),
    related_object_id: first(organization.accounts, 5),
    requester_id: first(organization.contacts, 2),
    role_id: first(organization.userRoles),
    team_id: first(organization.teams),
    training_data_id: first(organization.trainingData),
    user_id: first(organization.users),
  };
  return {
    ...Object.fromEntries(Object.entries(ids).map(([name, record]) => [name, record.id])),
    account_external_id: first(organization.accounts, 1).external_ids[0].external_id,
    cursor: '',
    domain: 'brand-new.example',
    email: 'brand-new@customers.example',
    external_issue_id: 'ENG-1000',
    file_url: 'https://files.example/guide.pdf',
    hex_color: '#a1b2c3',
    language: 'de',
    object_type: 'issue',
    operator: 'equals',
    primary_domain: 'brand-new.example',
    primary_phone_number: '15550001111',
    request_status: 'in_progress',
    requester_email: 'brand-new@customers.example',
    source: 'linear',
    state: 'on_hold',
    status: 'in_progress',
    visibility: 'everyone',
  };
}

function listsFor(organization) {
  const ids = (collection, from, to) =>
    collection
      .list()
      .slice(from, to)
      .map(({ id }) => id);
  return {
    account_ids: ids(organization.accounts, 0, 2),
    attachment_urls: ['https://assets.pylon.example/upload.png'],
    child_issue_ids: ids(organization.issues, 2, 4),
    contact_ids: ids(organization.contacts, 0, 1),
    document_ids: [organization.trainingData.list()[0].documents[0].id],
    domains: ['brand-new.example'],
    external_ids: ['manual-2'],
    ids: ids({ list: () => organization.customObjects.list((one) => one.type === 'asset') }, 0, 2),
    merge_account_ids: ids(organization.accounts, 1, 3),
    merge_feature_request_ids: ids(organization.featureRequests, 1, 3),
    phone_numbers: ['15550001111'],
    request_statuses: ['new', 'in_progress'],
    reviewer_user_ids: ids(organization.users, 0, 1),
    slugs: ['low'],
    subaccount_ids: ids(organization.accounts, 3, 4),
    tag_ids: ids(organization.tags, 0, 1),
    team_ids: ids(organization.teams, 0, 1),
    user_ids: ids(organization.users, 0, 2),
  };
}

const FILTERS = {
  'issues.search': { field: 'state', operator: 'in', values: ['new', 'closed'] },
  'accounts.search': { field: 'tags', operator: 'contains', value: 'startup' },
  'contacts.search': { field: 'email', operator: 'string_contains', value: 'person' },
  'users.search': { field: 'email', operator: 'in', values: ['agent1@acme.example'] },
  'tasks.search': { field: 'status', operator: 'equals', value: 'completed' },
  'projects.search': { field: 'is_archived', operator: 'equals', value: 'false' },
  'custom_objects.search': { field: 'name', operator: 'is_set' },
  'audit_logs.search': { field: 'action', operator: 'string_contains', value: 'issue' },
  'call_recordings.search': { field: 'account_id', operator: 'is_set' },
};
const ANY_TIME = { operator: 'time_range', values: ['2020-01-01T00:00:00Z', '2040-01-01T00:00:00Z'] };

const CUSTOM_FIELDS = {
  accounts: { slug: 'plan', value: 'business' },
  contacts: { slug: 'job_title', value: 'Pilot' },
  tasks: { slug: 'estimate_hours', value: '3' },
  projects: { slug: 'risk', value: 'low' },
  call_recordings: { slug: 'sentiment', value: 'good' },
  feature_requests: { slug: 'impact', value: 'high' },
  issues: { slug: 'affected_seats', value: '7' },
};

/** Fields that exclude one another: the example leaves these out. */
const LEFT_OUT = {
  'account_files.upload': ['file_url'],
  'attachments.create': ['file_url'],
  'contacts.create': ['account_external_id'],
  'contacts.update': ['account_external_id', 'email'],
  'import.import_issue': ['messages.contact_id'],
  'import.import_messages': ['messages.contact_id'],
  'issues.create': ['contact_id', 'requester_id'],
  'issues.update': ['requestor_id'],
  'messages.create_note': ['thread_id'],
  'messages.create_reply': ['contact_id'],
  'training_data.upload_files': ['training_data_name'],
  'training_data.upload_content': ['training_data_name'],
  'articles.update': ['language'],
};

const OVERRIDES = {
  'tags.create': { value: 'brand-new' },
  'account_activities.create': { slug: 'call' },
  'custom_fields.create': { type: 'select', slug: 'brand_new' },
  'issues.update': { type: 'ticket' },
  'ticket_forms.submit': { fields: [{ slug: 'title', value: 'Broken' }] },
  'custom_field_select_options.create': { select_options: [{ label: 'Someday', slug: 'someday' }] },
  'custom_field_select_options.update': { select_options: [{ label: 'Lowest', slug: 'low' }] },
  'knowledge_base_themes.update': { accent: '#112233' },
  'training_data.upload_files': { file_names: ['guide.txt'], external_ids: ['guide'] },
};

function valueFor(type, name, context) {
  const { endpoint, texts, lists, now } = context;
  const [noun] = endpoint.op.split('.');
  if (name === 'custom_fields') {
    return noun === 'custom_objects'
      ? { serial_number: { value: 'SN-new' } }
      : [
          CUSTOM_FIELDS[noun] ??
            (endpoint.op === 'import.import_contact' ? CUSTOM_FIELDS.contacts : CUSTOM_FIELDS.issues),
        ];
  }
  if (type === 'Filter') {
    return FILTERS[endpoint.op] ?? { field: noun === 'milestones' ? 'created_at' : 'updated_at', ...ANY_TIME };
  }
  if (Array.isArray(type)) {
    if (type[0] === 'string') return lists[name] ?? ['example'];
    return [valueFor(type[0], name, context)];
  }
  if (type in objects) return bodyFor(objects[type], context, `${name}.`);
  if (typeof type === 'object') return {};
  if (type === 'time') return rfc3339(now + DAY);
  if (type === 'file') return new File(['Hello from a test'], 'hello.txt', { type: 'text/plain' });
  if (type.includes('|')) return type.split('|')[0];
  return { integer: 5, boolean: true, object: {}, any: 'example', string: texts[name] ?? 'example' }[type];
}

const bodyFor = (shape, context, prefix = '') =>
  Object.fromEntries(
    fieldsOf(shape)
      .filter(({ name }) => name !== 'cursor' && !context.leftOut.includes(prefix + name))
      .filter(({ required }) => required || !context.minimal)
      .map(({ name, type }) => [name, valueFor(type, name, context)]),
  );

/**
 * Valid arguments for an endpoint, every optional one included unless `minimal`; ids come from the organization's data.
 * Issue groups are not seeded: create one before asking for their routes.
 */
export function exampleFor(endpoint, organization, { minimal = false } = {}) {
  const context = {
    endpoint,
    minimal,
    leftOut: LEFT_OUT[endpoint.op] ?? [],
    texts: textsFor(organization),
    lists: listsFor(organization),
    now: organization.clock.now(),
  };
  const query = endpoint.query && bodyFor(endpoint.query, context);
  if (endpoint.op === 'issues.list') query.start_time = rfc3339(context.now - 28 * DAY);
  const body = endpoint.body && bodyFor(endpoint.body, context);
  for (const [name, value] of Object.entries(OVERRIDES[endpoint.op] ?? {})) {
    if (!minimal || name in body) body[name] = value;
  }
  return { params: paramsFor(endpoint, organization), query: query ?? {}, body };
}
