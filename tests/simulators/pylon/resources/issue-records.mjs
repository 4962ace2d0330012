import { createContact } from './contacts.mjs';
import { invalid, notFound } from '../errors.mjs';

export const issueOf = ({ organization, params }) => organization.issues.require(params.id);

/** Some routes are documented with the id only, unlike the others that take the number too. */
export function issueById({ organization, params, settings }) {
  const issue = settings.strict ? organization.issues.byId(params.id) : organization.issues.get(params.id);
  if (!issue) throw notFound(`There is no issue ${params.id}`);
  return issue;
}

export function checkState(organization, state) {
  const known = organization.issueStatuses.list().map((status) => status.slug);
  if (!known.includes(state)) throw invalid(`state must be one of ${known.join(', ')}`);
}

export function createIssue(organization, fields) {
  const now = organization.clock.iso();
  organization.lastIssueNumber = (organization.lastIssueNumber ?? 0) + 1;
  const number = organization.lastIssueNumber;
  return organization.issues.add({
    account: null,
    assignee: null,
    attachment_urls: [],
    author_unverified: false,
    business_hours_first_response_seconds: null,
    business_hours_resolution_seconds: null,
    business_hours_time_in_status_seconds: {},
    chat_widget_info: null,
    created_at: now,
    csat_responses: [],
    custom_fields: {},
    customer_portal_visible: false,
    external_issues: [],
    first_response_seconds: null,
    first_response_time: null,
    is_issue_group: false,
    latest_message_time: now,
    link: `https://app.usepylon.com/${organization.slug}/issues?issueNumber=${number}`,
    number,
    number_of_touches: 0,
    requester: null,
    resolution_breach_time: null,
    resolution_seconds: null,
    resolution_time: null,
    slack: null,
    snoozed_until_time: null,
    source: 'manual',
    state: 'new',
    tags: [],
    team: null,
    time_in_status_seconds: {},
    type: 'conversation',
    updated_at: now,
    _followers: [],
    _group_id: null,
    _reopened: false,
    _ticket_form_id: null,
    _workspace_email: null,
    ...fields,
  });
}

export function requesterOf(organization, { id, email, name, avatar }) {
  if (id) return organization.contacts.refer(id, 'requester_id');
  if (!email) return null;
  const known = organization.contacts.find((contact) => contact.emails.includes(email));
  return (
    known ?? createContact(organization, { name: name ?? email, email, emails: [email], avatar_url: avatar ?? '' })
  );
}
