import { DAY, HOUR } from '../../shared/clock.mjs';
import { INTERNAL_NOTES, SUBJECTS } from '../../shared/words.mjs';
import { link, linksOf } from '../links.mjs';

const CATEGORIES = { billing: 'BILLING_ISSUE', app: 'GENERAL_INQUIRY', security: 'GENERAL_INQUIRY' };
const STAGES = ['1', '2', '3', '4', '4', '91001'];
const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH'];
const REMARKS = [
  [5, 'Quick and friendly.', 'PROMOTER'],
  [3, 'Fine, but it took two days.', 'PASSIVE'],
  [1, 'Still not solved.', 'DETRACTOR'],
];

function seedTicket(portal, contacts, at, count) {
  const { clock, owners, random } = portal;
  const [subject, content, , area] = SUBJECTS[at % SUBJECTS.length];
  const contact = contacts[at % contacts.length];
  const stage = STAGES[at % STAGES.length];
  const created = clock.base - Math.floor(((count - at) * 90 * DAY) / count);
  const { pipeline, stage: { metadata } } = portal.stageOf(stage);
  const properties = {
    subject,
    content,
    hs_pipeline: pipeline.id,
    hs_pipeline_stage: stage,
    hs_ticket_priority: random.pick(PRIORITIES),
    hs_ticket_category: CATEGORIES[area] ?? 'PRODUCT_ISSUE',
    source_type: random.pick(['CHAT', 'EMAIL', 'FORM', 'PHONE']),
    product_area: area,
    affected_seats: String(random.int(1, 200)),
    ticket_reference: `REF-${portal.slug}-${at + 1}`,
    ...(at % 5 !== 0 && { hubspot_owner_id: random.pick(owners.list()).id }),
    ...(metadata.ticketState === 'CLOSED' && { closed_date: portal.iso(created + 20 * HOUR), time_to_close: String(20 * HOUR) }),
  };
  const ticket = portal.create('tickets', properties, created);
  link(portal, 'tickets', ticket.id, 'contacts', contact.id);
  const [company] = linksOf(portal, 'contacts', contact.id, 'companies');
  link(portal, 'tickets', ticket.id, 'companies', company.to[1]);
  return { ticket, contact, created };
}

function seedNote(portal, { ticket, created }, at) {
  const properties = {
    hs_timestamp: portal.iso(created + HOUR),
    hs_note_body: `<p>${INTERNAL_NOTES[at % INTERNAL_NOTES.length]}</p>`,
    note_reference: `NOTE-${portal.slug}-${at + 1}`,
    hubspot_owner_id: portal.owners.list()[at % 4].id,
  };
  const note = portal.create('notes', properties, created + HOUR);
  link(portal, 'notes', note.id, 'tickets', ticket.id);
}

function seedTask(portal, { ticket, contact, created }, at) {
  const isDone = at % 2 === 0;
  const properties = {
    hs_timestamp: portal.iso(created + 3 * DAY),
    hs_task_subject: `Follow up: ${ticket._properties.subject}`,
    hs_task_body: 'Ask whether it works now.',
    hs_task_status: isDone ? 'COMPLETED' : 'NOT_STARTED',
    hs_task_priority: at % 4 === 0 ? 'HIGH' : 'LOW',
    hs_task_type: 'TODO',
    hs_task_is_completed: String(isDone),
    task_reference: `TASK-${portal.slug}-${at + 1}`,
    hubspot_owner_id: portal.owners.list()[at % 4].id,
  };
  const task = portal.create('tasks', properties, created + 2 * HOUR);
  link(portal, 'tasks', task.id, 'tickets', ticket.id);
  link(portal, 'tasks', task.id, 'contacts', contact.id);
}

function seedFeedback(portal, { ticket, contact, created }, at) {
  const [value, content, sentiment] = REMARKS[Math.floor(at / 6) % REMARKS.length];
  const moment = created + 2 * DAY;
  const properties = {
    hs_submission_timestamp: portal.iso(moment),
    hs_content: content,
    hs_survey_type: 'CSAT',
    hs_survey_name: 'After a ticket is closed',
    hs_sentiment: sentiment,
    hs_value: String(value),
    hs_contact_email_rollup: contact._properties.email,
  };
  const submission = portal.create('feedback_submissions', properties, moment);
  link(portal, 'feedback_submissions', submission.id, 'contacts', contact.id);
  link(portal, 'feedback_submissions', submission.id, 'tickets', ticket.id);
}

export function seedTickets(portal, count) {
  const contacts = portal.contacts.list();
  const made = Array.from({ length: count }, (_, at) => seedTicket(portal, contacts, at, count));
  made.forEach((one, at) => {
    if (at % 2 === 0) seedNote(portal, one, at);
    if (at % 3 === 0) seedTask(portal, one, at);
    if (at % 6 === 3) seedFeedback(portal, one, at);
  });
}
