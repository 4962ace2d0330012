import { ANSWERS, FOLLOW_UPS, INTERNAL_NOTES, SUBJECTS } from '../../shared/words.mjs';
import { attachment } from '../files.mjs';
import { addPart, contactAuthor, createConversation } from '../resources/conversation-records.mjs';
import { adminStub } from '../resources/records.mjs';
import { addTicketPart, createTicket } from '../resources/ticket-records.mjs';
import { MARIA } from './customers.mjs';

const HOUR = 3600;
const DAY = 24 * HOUR;
const SOURCES = ['conversation', 'email', 'conversation', 'whatsapp', 'email'];

/** Open, with nobody on them: the first workflow starts here. */
const UNASSIGNED = [
  ['Password reset email never arrives', 'I asked for a password reset three times and no email came.'],
  ['Locked out', 'The password reset link says it has expired. Can you send another one?'],
  ['Login trouble after a password reset', 'My password reset worked, but the new password is refused.'],
];

const MARIAS = [
  ['Invoice shows the wrong seat count', 'Our invoice still counts seats we removed.', 'closed'],
  ['How do I export reports?', 'I need last month as CSV.', 'closed'],
  ['Dashboard is slow in the morning', 'Charts take over a minute to load.', 'snoozed'],
  ['Nobody can log in since the update', 'Our whole team is locked out, please hurry.', 'open'],
];

const tagged = (workspace, name, at) => ({
  id: workspace.tags.find((tag) => tag.name === name).id,
  applied_at: at,
  applied_by: { type: 'admin', id: workspace.admins.list()[0].id },
});

function settle(workspace, conversation, state, admin, at) {
  const author = adminStub(admin);
  if (state === 'closed') {
    addPart(workspace, conversation, { partType: 'close', author, at });
    Object.assign(conversation, { open: false, state, waiting_since: null });
  } else if (state === 'snoozed') {
    addPart(workspace, conversation, { partType: 'snoozed', author, at });
    Object.assign(conversation, { state, snoozed_until: workspace.base + 3 * DAY });
  }
}

function assignTo(workspace, conversation, admin, at) {
  const assignedTo = { type: 'admin', id: admin.id };
  addPart(workspace, conversation, { partType: 'assignment', author: adminStub(admin), assignedTo, at });
  conversation.admin_assignee_id = Number(admin.id);
}

function seedUsual(workspace, number, count) {
  const { random, contacts, admins, teams, base } = workspace;
  const [subject, body, tag] = SUBJECTS[number % SUBJECTS.length];
  const contact = contacts.list()[2 + (number % 40)];
  const at = base - 60 * DAY + Math.floor((number / count) * 55 * DAY);
  const type = SOURCES[number % SOURCES.length];
  const conversation = createConversation(workspace, { contact, body, subject, type, at });
  if (number % 10 === 0) conversation.source.attachments.push(attachment(workspace.slug, `screenshot-${number}.png`));
  const state = ['open', 'closed', 'open', 'snoozed', 'closed'][number % 5];
  const admin = random.pick(admins.list());
  // Somebody is on every one of these, so that the unassigned ones are just those of the workflow.
  if (number % 7 === 0) conversation.team_assignee_id = Number(random.pick(teams.list()).id);
  assignTo(workspace, conversation, admin, at + HOUR);
  for (let turn = 1; turn <= random.int(1, 3); turn += 1) {
    const byAdmin = turn % 2 === 1;
    addPart(workspace, conversation, {
      partType: 'comment',
      author: byAdmin ? adminStub(admin) : contactAuthor(contact),
      body: random.pick(byAdmin ? ANSWERS : FOLLOW_UPS),
      at: at + (turn + 1) * HOUR,
    });
  }
  if (number % 4 === 0) {
    const body_ = random.pick(INTERNAL_NOTES);
    addPart(workspace, conversation, { partType: 'note', author: adminStub(admin), body: body_, at: at + 5 * HOUR });
  }
  settle(workspace, conversation, state, admin, at + 6 * HOUR);
  if (workspace.tags.find((one) => one.name === tag)) conversation._tags.push(tagged(workspace, tag, at + HOUR));
  if (number % 6 === 0) conversation.custom_attributes.issue_type = 'Login';
  if (number % 9 === 0) conversation.priority = 'high';
}

function seedMaria(workspace) {
  const { contacts, admins, base, ticketTypes } = workspace;
  const maria = contacts.find(({ email, role }) => email === MARIA.email && role === 'user');
  const [, admin] = admins.list();
  const made = MARIAS.map(([subject, body, state], at) => {
    const created = base - (20 - at * 6) * DAY;
    const conversation = createConversation(workspace, { contact: maria, body, subject, type: 'email', at: created });
    assignTo(workspace, conversation, admin, created + HOUR);
    addPart(workspace, conversation, {
      partType: 'comment',
      author: adminStub(admin),
      body: ANSWERS[at % ANSWERS.length],
      at: created + 2 * HOUR,
    });
    settle(workspace, conversation, state, admin, created + 3 * HOUR);
    return conversation;
  });
  const type = ticketTypes.find(({ name }) => name === 'Customer issue');
  const [subject, body] = MARIAS[3];
  const urgent = made.at(-1);
  const ticket = createTicket(workspace, {
    type,
    attributes: { _default_title_: subject, _default_description_: body, severity: 'High' },
    contacts: [maria.id],
    admin: admin.id,
    at: urgent.created_at + HOUR,
  });
  urgent._tickets.push(ticket.id);
  ticket._linked.push(urgent.id);
  addTicketPart(workspace, ticket, {
    partType: 'note',
    author: adminStub(admin),
    body: 'Affects the whole team.',
    at: urgent.created_at + 2 * HOUR,
  });
}

function seedTickets(workspace) {
  const { contacts, admins, base, ticketTypes, ticketStates, random } = workspace;
  const types = ticketTypes.list();
  for (let number = 1; number <= 24; number += 1) {
    const [title, description] = SUBJECTS[(number * 3) % SUBJECTS.length];
    const type = types[number % types.length];
    const states = ticketStates.list((state) => state._types.includes(type.id));
    const at = base - (50 - number) * DAY;
    const ticket = createTicket(workspace, {
      type,
      stateId: states[number % states.length].id,
      attributes: { _default_title_: title, _default_description_: description },
      contacts: type.category === 'Tracker' ? [] : [contacts.list()[5 + number].id],
      admin: number % 3 === 0 ? 0 : random.pick(admins.list()).id,
      at,
    });
    if (workspace.ticketStates.get(ticket._state).category === 'resolved') ticket.open = false;
  }
}

/** A conversation of two people with a tag, a tagged ticket, and a tracker that gathers a conversation. */
function seedLinks(workspace) {
  const { contacts, conversations, tickets, ticketTypes, base } = workspace;
  const [first] = conversations.list();
  first._contacts.push(contacts.list()[9].id);
  for (const record of [first, tickets.list()[0]]) {
    if (!record._tags.some(({ id }) => id === workspace.tags.list()[0].id))
      record._tags.push(tagged(workspace, 'password', base - DAY));
  }
  const type = ticketTypes.find(({ category }) => category === 'Tracker');
  const tracker = tickets.find((ticket) => ticket._type === type.id);
  const gathered = conversations.list()[6];
  tracker._linked.push(gathered.id);
  gathered._tickets.push(tracker.id);
}

export function seedConversations(workspace, count) {
  for (let number = 0; number < count; number += 1) seedUsual(workspace, number, count);
  seedMaria(workspace);
  seedTickets(workspace);
  seedLinks(workspace);
  UNASSIGNED.forEach(([subject, body], number) => {
    const contact = workspace.contacts.list()[2 + number];
    const at = workspace.base - (5 - number) * HOUR;
    createConversation(workspace, { contact, body, subject, type: number === 1 ? 'email' : 'conversation', at });
  });
}
