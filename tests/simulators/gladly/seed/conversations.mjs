import { DAY } from '../../shared/clock.mjs';
import { iso } from '../time.mjs';
import { ageInHours, createTimeline } from './timeline.mjs';

const BUSY = 103;
const QUESTIONS = [
  'Where is my parcel?',
  'Can I change the delivery address?',
  'The zipper is broken.',
  'I cannot sign in, how do I reset my password?',
  'Do you ship to Canada?',
  'My voucher does not work.',
];
const ANSWERS = [
  'Let me look into that for you.',
  'That is settled now.',
  'Here is the link you need.',
  'I asked the warehouse.',
];

/** More conversations than one answer holds, all settled long ago. */
function seedBusy(organization, { open }) {
  const { landmarks, clock } = organization;
  for (let number = BUSY; number > 0; number -= 1) {
    const conversation = open(landmarks.busy, (number + 5) * DAY);
    Object.assign(conversation, { status: 'CLOSED', closedAt: iso(clock.base - (number + 4) * DAY) });
  }
}

/** Everyday questions, most of them answered. */
function seedEveryday(organization, { open, add, close }) {
  const { customers, agents, inboxes, topics, customAttributes, random, slug, emailAddresses } = organization;
  const shoppers = customers.list(({ emails }) => emails[0].normalized.startsWith('shopper'));
  const [orderId] = customAttributes.list();
  shoppers.forEach((customer, at) => {
    const inbox = random.pick(inboxes.list(({ disabled }) => !disabled));
    const agentId = at % 4 === 3 ? undefined : random.pick(inbox._agentIds);
    const conversation = open(customer.id, ageInHours(3 + at * 7), { inbox: inbox.name, agentId });
    conversation.topicIds.push(random.pick(topics.list(({ disabled }) => !disabled)).id);
    if (at % 2 === 0) conversation.customAttributes.push({ id: orderId.id, value: String(60_000 + at) });
    const from = `shopper${at + 1}@${slug}-customers.example`;
    const [to] = emailAddresses;
    const subject = random.pick(QUESTIONS);
    add(conversation, 'CUSTOMER', { type: 'EMAIL', from, to: [to], subject, content: `<p>${subject}</p>` });
    if (at % 4 === 3) return;
    const content = `<p>${random.pick(ANSWERS)}</p>`;
    add(conversation, 'AGENT', { type: 'EMAIL', from: to, to: [from], subject: `Re: ${subject}`, content });
    if (at % 4 !== 2) close(conversation);
  });
  organization.landmarks.shopper = shoppers[0].id;
  organization.landmarks.idleAgent = agents.list()[2].id;
}

/** Somebody with nothing open, whose profile may be deleted. */
function seedSettled(organization, { open, add, close }) {
  const conversation = open(organization.landmarks.settled, 9 * DAY);
  add(conversation, 'CUSTOMER', { type: 'WHATSAPP', content: 'Thank you for the quick answer.' });
  close(conversation);
}

/** Activities from another system; the ones made over the API stand outside conversations. */
function seedActivities({ items, landmarks, clock }) {
  const timestamp = iso(clock.base - 6 * DAY);
  const { id } = items.add({
    customerId: landmarks.settled,
    timestamp,
    initiator: { type: 'API' },
    content: {
      type: 'CUSTOMER_ACTIVITY',
      title: 'Parcel delivered',
      body: '<p>Left with a neighbour.</p>',
      activityType: 'ISSUE',
      sourceName: 'Carrier',
      expandByDefault: true,
      occurredAt: timestamp,
      receivedAt: timestamp,
    },
  });
  landmarks.activity = id;
}

export function seedConversations(organization) {
  const timeline = createTimeline(organization);
  seedBusy(organization, timeline);
  seedEveryday(organization, timeline);
  seedSettled(organization, timeline);
  seedActivities(organization);
}
