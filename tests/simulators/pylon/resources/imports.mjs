import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { accountStub, idStub, personStub } from '../store.mjs';
import { createContact, readContact } from './contacts.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { withExternalIssue } from './issue-links.mjs';
import { checkState, createIssue, issueOf } from './issue-records.mjs';
import { createMessage } from './messages.mjs';
import { change, reference, refuseBoth } from './records.mjs';

function readMessages({ organization, body, clock }) {
  if (body.messages.length === 0) throw invalid('messages must not be empty');
  return body.messages.map((message) => {
    refuseBoth(message, 'user_id', 'contact_id');
    return {
      html: message.body_html,
      user: message.user_id && organization.users.refer(message.user_id, 'messages.user_id'),
      contact: message.contact_id && organization.contacts.refer(message.contact_id, 'messages.contact_id'),
      isPrivate: message.is_private,
      files: message.attachment_urls,
      at: message.created_at ?? clock.iso(),
    };
  });
}

function importIssue(context) {
  const { organization, body } = context;
  checkState(organization, body.state);
  const messages = readMessages(context);
  const issue = createIssue(organization, {
    ...pick(
      body,
      'title',
      'state',
      'tags',
      'attachment_urls',
      'created_at',
      'updated_at',
      'first_response_time',
      'resolution_time',
    ),
    body_html: messages[0].html,
    account: reference(organization.accounts, body, 'account_id', accountStub),
    assignee: reference(organization.users, body, 'assignee_id', personStub),
    requester: reference(organization.contacts, body, 'requester_id', personStub),
    team: reference(organization.teams, body, 'team_id', idStub),
    custom_fields: withCustomFields(organization, 'issue', {}, body.custom_fields),
    external_issues: (body.external_issues ?? []).reduce(withExternalIssue, []),
    latest_message_time: null,
    _external_refs: body.external_refs ?? null,
  });
  for (const message of messages) createMessage(organization, issue, message);
  return { data: issue };
}

/** Bulk loading from an older help desk: nobody is notified and times are kept. */
export default {
  'import.import_contact': (context) => ({ data: createContact(context.organization, readContact(context)) }),
  'import.import_issue': importIssue,

  'import.import_messages': (context) => {
    const issue = issueOf(context);
    for (const message of readMessages(context)) createMessage(context.organization, issue, message);
    return { data: change(issue, {}, context.clock) };
  },
};
