import { HOUR, MINUTE } from '../../shared/clock.mjs';
import { ANSWERS, FOLLOW_UPS, INTERNAL_NOTES } from '../../shared/words.mjs';
import { linksOf } from '../links.mjs';
import { addMessage, touchThread } from '../resources/conversations.mjs';

const THREADS = 24;
const hubspot = { clientType: 'HUBSPOT' };

function entries(portal, { thread, ticket, contact, account }) {
  const { actors, random } = portal;
  const visitor = { actorId: `V-${contact.id}`, name: `${contact._properties.firstname} ${contact._properties.lastname}` };
  const from = { ...visitor, deliveryIdentifier: { type: 'HS_EMAIL_ADDRESS', value: contact._properties.email }, senderField: 'FROM' };
  const [agent] = random.some(actors.list(({ type }) => type === 'AGENT'), 1);
  const us = { actorId: agent.id, name: agent.name, deliveryIdentifier: account.deliveryIdentifier };
  const subject = ticket._properties.subject;
  const channel = { channelId: account.channelId, channelAccountId: account.id, client: hubspot, attachments: [], truncationStatus: 'NOT_TRUNCATED' };
  const words = (text) => ({ text, richText: `<p>${text}</p>` });
  const incoming = (text) => ({ type: 'MESSAGE', direction: 'INCOMING', subject, ...words(text), ...channel, createdBy: visitor.actorId, senders: [from], recipients: [us], status: { statusType: 'RECEIVED' } });
  const outgoing = (text) => ({ type: 'MESSAGE', direction: 'OUTGOING', subject, ...words(text), ...channel, createdBy: agent.id, senders: [us], recipients: [from], status: { statusType: 'SENT' } });
  const comment = (text) => ({ type: 'COMMENT', ...words(text), client: hubspot, createdBy: agent.id, senders: [{ actorId: agent.id }], recipients: [], attachments: [] });
  return [incoming(ticket._properties.content), comment(random.pick(INTERNAL_NOTES)), outgoing(random.pick(ANSWERS)), incoming(random.pick(FOLLOW_UPS))];
}

function seedThread(portal, ticket, at) {
  const [{ to: [, contactId] }] = linksOf(portal, 'tickets', ticket.id, 'contacts');
  const contact = portal.contacts.get(contactId);
  const account = portal.channelAccounts.list()[at % 2 === 0 ? 0 : 2];
  const start = portal.clock.base - (THREADS - at) * 5 * HOUR;
  const isClosed = at % 4 === 3;
  const thread = portal.threads.add({
    status: isClosed ? 'CLOSED' : 'OPEN',
    createdAt: portal.iso(start),
    closedAt: isClosed ? portal.iso(start + 4 * HOUR) : undefined,
    inboxId: account.inboxId,
    associatedContactId: contactId,
    originalChannelId: account.channelId,
    originalChannelAccountId: account.id,
    assignedTo: at % 3 === 0 ? undefined : portal.actors.list()[at % 3].id,
    spam: false,
    archived: false,
    _ticket: ticket.id,
  });
  entries(portal, { thread, ticket, contact, account }).forEach((fields, step) => {
    // A long mail is kept whole, and shown cut.
    const isLong = at === 0 && step === 0;
    const cut = isLong && { truncationStatus: 'TRUNCATED', _original: { text: `${fields.text} ${'It goes on. '.repeat(40)}`.trim(), richText: '' } };
    const entry = addMessage(portal, thread, { ...fields, ...cut }, start + step * 10 * MINUTE);
    if (entry.type === 'MESSAGE') touchThread(thread, entry);
  });
}

export function seedConversations(portal) {
  portal.tickets
    .list()
    .slice(-THREADS)
    .forEach((ticket, at) => seedThread(portal, ticket, at));
}
