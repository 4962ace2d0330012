import { DAY } from '../../shared/clock.mjs';
import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { search } from '../search.mjs';
import { accountStub, idStub, personStub } from '../store.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { checkState, createIssue, issueById, issueOf, requesterOf } from './issue-records.mjs';
import { createMessage } from './messages.mjs';
import { change, reference, refuseBoth } from './records.mjs';

const SOURCES = { slack: 'slack', email: 'email', in_app_chat: 'chat_widget', sms: 'sms', whatsapp: 'whatsapp' };
const DESTINATION_NEEDS = {
  email: ['email'],
  sms: ['from_sms_phone_number_id'],
  whatsapp: ['whatsapp_app_id', 'whatsapp_message_template_name', 'whatsapp_message_template_language'],
};

function checkDestination({ destination, ...fields } = {}) {
  const missing = DESTINATION_NEEDS[destination]?.find((name) => !fields[name]);
  if (missing) throw invalid(`destination_metadata.${missing} is required for ${destination}`);
}

function create({ organization, body, clock }) {
  refuseBoth(body, 'user_id', 'contact_id');
  refuseBoth(body, 'requester_id', 'requester_email');
  checkDestination(body.destination_metadata);
  const user = body.user_id && organization.users.refer(body.user_id, 'user_id');
  const author = body.contact_id && organization.contacts.refer(body.contact_id, 'contact_id');
  const account = reference(organization.accounts, body, 'account_id', accountStub);
  const custom = [
    ...(body.custom_fields ?? []),
    ...(body.priority ? [{ slug: 'priority', value: body.priority }] : []),
  ];
  const fields = {
    ...pick(
      body,
      'title',
      'body_html',
      'attachment_urls',
      'author_unverified',
      'created_at',
      'customer_portal_visible',
      'tags',
    ),
    assignee: reference(organization.users, body, 'assignee_id', personStub),
    team: reference(organization.teams, body, 'team_id', idStub),
    custom_fields: withCustomFields(organization, 'issue', {}, custom),
    source: SOURCES[body.destination_metadata?.destination] ?? 'manual',
  };
  const requester = requesterOf(organization, {
    id: body.requester_id,
    email: body.requester_email,
    name: body.requester_name,
    avatar: body.requester_avatar_url,
  });
  const issue = createIssue(organization, {
    ...fields,
    account: account ?? requester?.account ?? null,
    requester: personStub(requester),
    latest_message_time: fields.created_at ?? clock.iso(),
  });
  createMessage(organization, issue, {
    html: body.body_html,
    user,
    contact: author || (user ? null : requester),
    files: body.attachment_urls,
    at: issue.created_at,
  });
  return { data: issue };
}

function readState({ organization, body, clock }, issue) {
  const { state } = body;
  if (state === undefined || state === issue.state) return {};
  checkState(organization, state);
  if (state === 'closed') {
    const seconds = Math.max(0, Math.floor((clock.now() - Date.parse(issue.created_at)) / 1000));
    return { state, resolution_time: clock.iso(), resolution_seconds: seconds, snoozed_until_time: null };
  }
  if (issue.state !== 'closed') return { state };
  return { state, resolution_time: null, resolution_seconds: null, _reopened: true };
}

function readParties({ organization, body }, issue) {
  // requestor_id is the catalogue's older spelling of the same field.
  const sentRequester = body.requester_id ?? body.requestor_id;
  if (body.account_id === '' && !sentRequester) throw invalid('requester_id is required when account_id is cleared');
  return {
    account: reference(organization.accounts, body, 'account_id', accountStub, issue.account),
    requester: reference(
      organization.contacts,
      { requester_id: sentRequester },
      'requester_id',
      personStub,
      issue.requester,
    ),
  };
}

function update(context) {
  const { organization, body, clock } = context;
  const issue = issueOf(context);
  refuseBoth(body, 'requester_id', 'requestor_id');
  if (issue.type === 'ticket' && body.type === 'conversation') {
    throw invalid('type cannot go back from ticket to conversation');
  }
  return {
    data: change(
      issue,
      {
        ...pick(body, 'title', 'tags', 'type', 'customer_portal_visible'),
        ...readState(context, issue),
        ...readParties(context, issue),
        assignee: reference(organization.users, body, 'assignee_id', personStub, issue.assignee),
        team: reference(organization.teams, body, 'team_id', idStub, issue.team),
        custom_fields: withCustomFields(organization, 'issue', issue.custom_fields, body.custom_fields),
      },
      clock,
    ),
  };
}

function list({ organization, query, page, settings }) {
  const start = Date.parse(query.start_time);
  const end = Date.parse(query.end_time);
  if (end < start) throw invalid('end_time must not be before start_time');
  if (end - start > settings.windowDays * DAY) {
    throw invalid(`end_time must be at most ${settings.windowDays} days after start_time`);
  }
  const within = ({ created_at: time }) => Date.parse(time) >= start && Date.parse(time) <= end;
  return page(organization.issues.list(within));
}

export default {
  'issues.list': list,
  'issues.search': (context) => context.page(search(context, 'issues', context.organization.issues.list(), 'issue')),
  'issues.get': (context) => ({ data: issueOf(context) }),
  'issues.create': create,
  'issues.update': update,

  'issues.delete': (context) => {
    const { organization } = context;
    const issue = issueById(context);
    for (const message of organization.messages.list((one) => one._issue_id === issue.id)) {
      organization.messages.remove(message);
    }
    organization.issues.remove(issue);
    return {};
  },

  'issues.snooze': (context) => {
    const { body, clock } = context;
    const issue = issueOf(context);
    if (Date.parse(body.snooze_until) <= clock.now()) throw invalid('snooze_until must be in the future');
    return { data: change(issue, { state: 'on_hold', snoozed_until_time: body.snooze_until }, clock) };
  },

  'issues.create_ai_response': (context) => {
    const { organization, body, clock } = context;
    const issue = issueOf(context);
    organization.aiAgents.refer(body.ai_agent_id, 'ai_agent_id');
    const html = `<p>Suggested answer to: ${issue.title}</p>`;
    if (body.post_as_internal_note) createMessage(organization, issue, { html, isPrivate: true, at: clock.iso() });
    return { response_html: html, response_valid: true };
  },
};
