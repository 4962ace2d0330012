import { DAY } from '../shared/clock.mjs';
import { invalid } from './errors.mjs';
import { compileFilter, readFilter } from './filter.mjs';

const followers = (type) => (issue) => issue._followers.filter((one) => one.type === type).map((one) => one.id);
const accountId = (record) => record.account?.id;
const projectId = (record) => record.project?.id;

/** Searchable fields whose name is not the record's own key. */
const GETTERS = {
  issues: {
    resolved_at: (issue) => issue.resolution_time,
    latest_message_activity_at: (issue) => issue.latest_message_time,
    account_id: accountId,
    ticket_form_id: (issue) => issue._ticket_form_id,
    requester_id: (issue) => issue.requester?.id,
    assignee_id: (issue) => issue.assignee?.id,
    team_id: (issue) => issue.team?.id,
    follower_user_id: followers('user'),
    follower_contact_id: followers('contact'),
    issue_type: (issue) => issue.type,
    slack_channel_id: (issue) => issue.slack?.channel_id,
    issue_is_issue_group: (issue) => issue.is_issue_group,
    workspace_email: (issue) => issue._workspace_email,
    reopened: (issue) => issue._reopened,
  },
  accounts: {
    external_ids: (account) => account.external_ids.map((known) => known.external_id),
    owner_id: (account) => account.owner?.id,
  },
  contacts: { account_id: accountId },
  tasks: {
    account_id: accountId,
    project_id: projectId,
    milestone_id: (task) => task.milestone?.id,
    assignee_id: (task) => task.assignee?.user?.id ?? task.assignee?.contact?.id,
  },
  projects: { account_id: accountId },
  milestones: { account_id: accountId, project_id: projectId },
  call_recordings: { account_id: accountId },
};

const TEXTS = {
  issues: (issue) => [issue.title, issue.body_html],
  accounts: (account) => [account.name, ...account.domains],
  contacts: (contact) => [contact.name, contact.email],
};

function holdsWords(read, searchText) {
  const words = searchText.toLowerCase().split(/\s+/).filter(Boolean);
  return (record) => {
    const text = read(record).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function checkWindow(tree, days) {
  tree.children?.forEach((child) => checkWindow(child, days));
  if (tree.operator !== 'time_range' || tree.field !== 'updated_at') return;
  const [start, end] = tree.operands.map((time) => Date.parse(time));
  if (end - start > days * DAY) throw invalid(`${tree.path} spans more than ${days} days`);
}

/** The records of a search body's filter and search_text. */
export function search({ organization, body, settings }, name, records, objectType) {
  let found = records;
  if (body.filter) {
    const tree = readFilter(body.filter);
    if (name === 'issues' && settings.searchWindowDays) checkWindow(tree, settings.searchWindowDays);
    const matches = compileFilter(tree, name, {
      getters: GETTERS[name] ?? {},
      customFields: organization.customFields.list((field) => field.object_type === objectType),
      states: organization.issueStatuses.list().map((status) => status.slug),
    });
    found = found.filter(matches);
  }
  if (body.search_text) found = found.filter(holdsWords(TEXTS[name], body.search_text));
  return found;
}
