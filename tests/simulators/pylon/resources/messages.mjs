import { invalid } from '../errors.mjs';
import { issueOf } from './issue-records.mjs';
import { change, refuseBoth } from './records.mjs';
import { personStub } from '../store.mjs';

/** Adds a message to an issue; without an author it is the token's own. */
export function createMessage(
  organization,
  issue,
  { html, user, contact, isPrivate = false, thread, files, email, at },
) {
  const person = user ?? contact;
  const message = organization.messages.add({
    author: {
      avatar_url: person?.avatar_url ?? '',
      contact: contact && !user ? personStub(contact) : null,
      name: person?.name ?? 'API',
      user: user ? personStub(user) : null,
    },
    email_info: email ?? null,
    file_urls: files ?? [],
    is_private: isPrivate,
    message_html: html,
    source: issue.source,
    thread_id: thread?.id ?? null,
    timestamp: at,
    _issue_id: issue.id,
  });
  if (!issue.latest_message_time || Date.parse(at) > Date.parse(issue.latest_message_time))
    issue.latest_message_time = at;
  return message;
}

const messagesOf = (organization, issue) => organization.messages.list((message) => message._issue_id === issue.id);

function messageOf(context) {
  const issue = issueOf(context);
  return context.organization.messages.require(context.params.message_id, (message) => message._issue_id === issue.id);
}

/** The message a reply or note points at; only top-level, customer-visible ones can be answered. */
function targetOf({ organization, body }, issue) {
  const message = organization.messages.refer(body.message_id, 'message_id');
  if (message._issue_id !== issue.id) throw invalid('message_id belongs to another issue');
  return message;
}

function createThread(organization, issue, name) {
  return organization.threads.add({
    channel_id: null,
    issue_id: issue.id,
    name: name ?? '',
    source: 'pylon',
    thread_id: null,
  });
}

/** Where a note goes: the named thread, the message's thread, the newest Slack-backed one, else a new one. */
function threadFor(context, issue) {
  const { organization, body } = context;
  if (body.thread_id) {
    const thread = organization.threads.refer(body.thread_id, 'thread_id');
    if (thread.issue_id !== issue.id) throw invalid('thread_id belongs to another issue');
    return thread;
  }
  if (body.message_id) return organization.threads.get(targetOf(context, issue).thread_id);
  const slack = organization.threads.list((thread) => thread.issue_id === issue.id && thread.source === 'slack').at(-1);
  return slack ?? createThread(organization, issue, body.thread_name);
}

function createNote(context) {
  const { organization, body, clock } = context;
  const issue = issueOf(context);
  refuseBoth(body, 'thread_id', 'message_id');
  const user = body.user_id && organization.users.refer(body.user_id, 'user_id');
  const message = createMessage(organization, issue, {
    html: body.body_html,
    user,
    isPrivate: true,
    thread: threadFor(context, issue),
    files: body.attachment_urls,
    at: clock.iso(),
  });
  change(issue, { number_of_touches: issue.number_of_touches + 1 }, clock);
  return { data: { id: message.id, issue_id: issue.id } };
}

function emailOf({ organization, body }, issue) {
  const { to_emails: to = [], cc_emails: cc = [], bcc_emails: bcc = [] } = body.email_info ?? {};
  if (issue.source !== 'email') return null;
  if ([...to, ...cc, ...bcc].length === 0) throw invalid('email_info needs at least one recipient');
  return {
    bcc_emails: bcc,
    cc_emails: cc,
    from_email: `support@${organization.slug}.example`,
    message_id: `<${organization.messages.size + 1}@${organization.slug}.example>`,
    to_emails: to,
  };
}

function createReply(context) {
  const { organization, body, clock } = context;
  const issue = issueOf(context);
  refuseBoth(body, 'user_id', 'contact_id');
  if (targetOf(context, issue).is_private) throw invalid('message_id names an internal message');
  const user = body.user_id && organization.users.refer(body.user_id, 'user_id');
  const contact = body.contact_id && organization.contacts.refer(body.contact_id, 'contact_id');
  const message = createMessage(organization, issue, {
    html: body.body_html,
    user,
    contact,
    files: body.attachment_urls,
    email: emailOf(context, issue),
    at: clock.iso(),
  });
  change(issue, contact ? {} : { number_of_touches: issue.number_of_touches + 1 }, clock);
  return { data: { id: message.id, issue_id: issue.id } };
}

export default {
  'messages.list': ({ organization, params, query, page, all }) => {
    const messages = messagesOf(organization, issueOf({ organization, params }));
    return query.limit === undefined && !query.cursor ? all(messages) : page(messages);
  },
  'messages.create_note': createNote,
  'messages.create_reply': createReply,

  // Not sent, so it is no message; kept apart for the next reader of the issue.
  'messages.draft_reply': (context) => {
    const { organization, body } = context;
    const issue = issueOf(context);
    const messageId = body.message_id ? targetOf(context, issue).id : null;
    const draft = { id: organization.random.uuid(), body_html: body.body_html ?? '', message_id: messageId };
    issue._draft = draft;
    return { data: draft };
  },

  'messages.delete': (context) => {
    context.organization.messages.remove(messageOf(context));
    return {};
  },

  'messages.redact': (context) => ({
    data: change(messageOf(context), { message_html: '<p>[redacted]</p>', file_urls: [] }, context.clock),
  }),
};
