import { invalid } from '../errors.mjs';
import { createIssue, issueById, issueOf } from './issue-records.mjs';
import { change, referAll } from './records.mjs';

const TRACKERS = {
  linear: (id) => `https://linear.example/issue/${id}`,
  jira: (id) => `https://jira.example/browse/${id}`,
  github: (id) => `https://github.example/${id}`,
  asana: (id) => `https://asana.example/0/${id}`,
  shortcut: (id) => `https://shortcut.example/story/${id}`,
};

/** The list of tracker tickets with one linked or unlinked. */
export function withExternalIssue(current, { source, external_issue_id: id, operation = 'link' }) {
  if (!Object.hasOwn(TRACKERS, source ?? ''))
    throw invalid(`source must be one of ${Object.keys(TRACKERS).join(', ')}`);
  if (!id) throw invalid('external_issue_id is required');
  const others = current.filter((linked) => linked.source !== source || linked.external_id !== id);
  if (operation === 'link') return [...others, { external_id: id, link: TRACKERS[source](id), source }];
  if (others.length === current.length) throw invalid('external_issue_id is not linked');
  return others;
}

function updateFollowers(context) {
  const { organization, body } = context;
  const { user_ids: users = [], contact_ids: contacts = [], operation = 'add' } = body;
  const issue = issueOf(context);
  const named = [
    ...referAll(organization.users, users, 'user_ids').map(({ id }) => ({ id, type: 'user' })),
    ...referAll(organization.contacts, contacts, 'contact_ids').map(({ id }) => ({ id, type: 'contact' })),
  ];
  if (named.length === 0) throw invalid('user_ids or contact_ids is required');
  const others = issue._followers.filter((follower) => !named.some(({ id }) => id === follower.id));
  issue._followers = operation === 'add' ? [...others, ...named] : others;
  return context.all(issue._followers);
}

function group({ organization, params }) {
  return organization.issues.require(params.id, (issue) => issue.is_issue_group);
}

function addChildren({ organization, clock }, parent, ids = []) {
  const children = referAll(organization.issues, ids, 'child_issue_ids');
  if (children.some((child) => child.is_issue_group)) throw invalid('child_issue_ids names an issue group');
  for (const child of children) change(child, { _group_id: parent.id }, clock);
}

export default {
  'issue_external_issues.link': (context) => {
    const issue = issueOf(context);
    const linked = withExternalIssue(issue.external_issues, context.body);
    return { data: change(issue, { external_issues: linked }, context.clock) };
  },

  'issue_followers.list': (context) => context.all(issueOf(context)._followers),
  'issue_followers.update': updateFollowers,

  'issue_groups.create': (context) => {
    const { organization, body } = context;
    referAll(organization.issues, body.child_issue_ids ?? [], 'child_issue_ids');
    const parent = createIssue(organization, {
      title: body.title ?? 'Issue group',
      body_html: '',
      is_issue_group: true,
    });
    addChildren(context, parent, body.child_issue_ids);
    return { data: parent };
  },

  'issue_groups.add_children': (context) => {
    const parent = group(context);
    addChildren(context, parent, context.body.child_issue_ids);
    return { data: change(parent, {}, context.clock) };
  },

  'issue_groups.remove_child': (context) => {
    const { organization, params, clock } = context;
    const parent = group(context);
    const child = organization.issues.require(params.child_id, (issue) => issue._group_id === parent.id);
    change(child, { _group_id: null }, clock);
    return {};
  },

  'issue_threads.list': (context) => {
    const issue = issueById(context);
    return context.all(context.organization.threads.list((thread) => thread.issue_id === issue.id));
  },

  'issue_threads.create': (context) => {
    const issue = issueById(context);
    const fields = {
      channel_id: null,
      issue_id: issue.id,
      name: context.body.name ?? '',
      source: 'pylon',
      thread_id: null,
    };
    return { data: context.organization.threads.add(fields) };
  },

  'issue_voice_calls.list': (context) => {
    const issue = issueById(context);
    return context.all(context.organization.voiceCalls.list((call) => call._issue_id === issue.id));
  },
};
