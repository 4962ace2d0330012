import { DAY, HOUR, rfc3339 } from '../../shared/clock.mjs';
import { RawNumber } from '../../shared/json.mjs';
import { ANSWERS, FOLLOW_UPS, INTERNAL_NOTES, SUBJECTS } from '../../shared/words.mjs';
import { fileUrl } from '../files.mjs';
import { createIssue } from '../resources/issue-records.mjs';
import { createMessage } from '../resources/messages.mjs';
import { accountStub, idStub, personStub } from '../store.mjs';
import { SOURCES, STATES } from './words.mjs';

// All of them within the 30 days one GET /issues may span.
const SPAN = 28 * DAY;

function customFieldsOf({ random, users, clock }, number, area) {
  const fields = {
    priority: { value: random.pick(['urgent', 'high', 'medium', 'medium', 'low']) },
    product_area: { value: area },
    affected_platforms: { values: random.some(['web', 'ios', 'android', 'api'], random.int(1, 3)) },
    needs_follow_up: { value: String(random.chance(0.3)) },
  };
  // Literals no JavaScript or floating point number carries unchanged: clients must hand them on as written.
  if (number === 1) {
    fields.ledger_entry = { value: new RawNumber('9007199254740993') };
    fields.effort_score = { value: new RawNumber('1.0') };
  } else if (random.chance(0.5)) {
    fields.affected_seats = { value: String(random.int(1, 500)) };
    fields.effort_score = { value: `${random.int(0, 9)}.${random.int(0, 9)}` };
  }
  if (number % 10 === 0) {
    fields.go_live = { value: rfc3339(clock.base + random.int(1, 90) * DAY) };
    fields.last_incident_at = { value: rfc3339(clock.base - random.int(1, 90) * DAY) };
    fields.root_cause = { value: random.pick(['Expired certificate', 'Full disk', 'Slow query']) };
    fields.runbook = { value: 'https://runbooks.example/restart' };
    fields.escalation_owner = { value: users.list()[number % 12].id };
  }
  return Object.fromEntries(Object.entries(fields).map(([slug, field]) => [slug, { slug, ...field }]));
}

/** Times of first answer and resolution, as far as the state got. */
function progressOf({ random, clock }, state, created) {
  const seconds = random.int(60, 4 * 3600);
  const later = Math.min(seconds * 6, Math.floor((clock.base - created) / 1000));
  const answered = state !== 'new' && created + seconds * 1000 < clock.base;
  const closed = state === 'closed';
  return {
    first_response_seconds: answered ? seconds : null,
    first_response_time: answered ? rfc3339(created + seconds * 1000) : null,
    business_hours_first_response_seconds: answered ? Math.floor(seconds / 2) : null,
    resolution_seconds: closed ? later : null,
    resolution_time: closed ? rfc3339(created + later * 1000) : null,
    business_hours_resolution_seconds: closed ? Math.floor(later / 2) : null,
    resolution_breach_time: closed ? null : rfc3339(created + 2 * DAY),
    time_in_status_seconds: { new: seconds },
    business_hours_time_in_status_seconds: { new: Math.floor(seconds / 2) },
    snoozed_until_time: state === 'on_hold' ? rfc3339(clock.base + random.int(1, 5) * DAY) : null,
  };
}

function channelOf({ random }, source) {
  return {
    source,
    slack:
      source === 'slack'
        ? {
            channel_id: `C0${random.int(100000, 100009)}`,
            message_ts: `17${random.int(10000000, 99999999)}.000100`,
            workspace_id: 'T0SIMULATED',
          }
        : null,
    chat_widget_info: source === 'chat_widget' ? { page_url: 'https://shop.example/checkout' } : null,
  };
}

function seedMessages(organization, issue, { created, requester, assignee, text }) {
  const { random, threads } = organization;
  const at = (hours) => rfc3339(Math.min(created + hours * HOUR, organization.clock.base));
  const email =
    issue.source === 'email'
      ? {
          bcc_emails: [],
          cc_emails: [],
          from_email: requester.email,
          message_id: `<issue-${issue.number}@${organization.slug}.example>`,
          to_emails: [`support@${organization.slug}.example`],
        }
      : null;
  createMessage(organization, issue, { html: `<p>${text}</p>`, contact: requester, files: issue.attachment_urls, email, at: at(0) });
  for (let turn = 1; turn <= random.int(0, 3); turn += 1) {
    const fromTeam = turn % 2 === 1 && assignee;
    const html = `<p>${random.pick(fromTeam ? ANSWERS : FOLLOW_UPS)}</p>`;
    createMessage(organization, issue, {
      html,
      email,
      at: at(turn),
      ...(fromTeam ? { user: assignee } : { contact: requester }),
    });
  }
  if (issue.number % 8 !== 0 && issue.number !== 1) return;
  const slack = issue.source === 'slack';
  const thread = threads.add({
    channel_id: slack ? 'C0INTERNAL' : null,
    issue_id: issue.id,
    name: 'Internal',
    source: slack ? 'slack' : 'pylon',
    thread_id: slack ? '1700000000.000200' : null,
  });
  const html = `<p>${random.pick(INTERNAL_NOTES)}</p>`;
  createMessage(organization, issue, { html, user: assignee, isPrivate: true, thread, at: at(4) });
}

function seedIssue(organization, number, count) {
  const { random, clock, users, teams, contacts, ticketForms, voiceCalls, slug } = organization;
  const [title, text, tag, area] = SUBJECTS[(number - 1) % SUBJECTS.length];
  const created = clock.base - SPAN + Math.floor(((number - 1) / count) * SPAN) + random.int(1, 20) * 1000;
  const requester = random.pick(contacts.list());
  const assignee = number % 6 === 0 ? null : random.pick(users.list());
  const state = number % 97 === 0 ? 'waiting_for_engineering' : random.pick([...STATES, 'closed']);
  const source = SOURCES[(number * 5) % SOURCES.length];
  const type = source === 'form' || random.chance(0.4) ? 'ticket' : 'conversation';
  const account = requester.account && organization.accounts.get(requester.account.id);
  const issue = createIssue(organization, {
    ...channelOf(organization, source),
    ...progressOf(organization, state, created),
    account: account ? accountStub(account) : null,
    assignee: assignee && personStub(assignee),
    attachment_urls: number % 15 === 0 ? [fileUrl(slug, `screenshot-${number}.png`)] : [],
    author_unverified: source === 'form',
    body_html: `<p>${text}</p>`,
    created_at: rfc3339(created),
    csat_responses: state === 'closed' && number % 4 === 0 ? [{ comment: 'Quick help', score: random.int(3, 5) }] : [],
    custom_fields: customFieldsOf(organization, number, area),
    customer_portal_visible: random.chance(0.5),
    external_issues:
      number % 20 === 0
        ? [{ external_id: `ENG-${number}`, link: `https://linear.example/issue/ENG-${number}`, source: 'linear' }]
        : [],
    latest_message_time: rfc3339(created),
    number_of_touches: random.int(0, 6),
    requester: personStub(requester),
    state,
    tags: [tag, ...(number % 12 === 0 ? ['vip'] : [])],
    team: number % 5 === 0 ? null : idStub(random.pick(teams.list())),
    title,
    type,
    _followers:
      number % 30 === 1
        ? [
            { id: users.list()[0].id, type: 'user' },
            { id: requester.id, type: 'contact' },
          ]
        : [],
    _reopened: number % 40 === 0,
    _ticket_form_id: source === 'form' ? random.pick(ticketForms.list()).id : null,
    _workspace_email: source === 'email' ? `support@${slug}.example` : null,
  });
  seedMessages(organization, issue, { created, requester, assignee, text });
  issue.updated_at = issue.latest_message_time;
  if (source === 'phone' || number === 1) {
    voiceCalls.add({
      recordings: [{ transcript: [{ speaker: 'caller', text }], url: fileUrl(slug, 'call.mp3') }],
      _issue_id: issue.id,
    });
  }
}

export function seedIssues(organization, count) {
  for (let number = 1; number <= count; number += 1) seedIssue(organization, number, count);
}
