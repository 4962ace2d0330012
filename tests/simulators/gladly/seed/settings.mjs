import { DAY } from '../../shared/clock.mjs';
import { FIRST_NAMES, LAST_NAMES } from '../../shared/words.mjs';
import { iso } from '../time.mjs';

const AGENTS = 12;
const KNOWN_AGENTS = ['agent', 'clerk', 'trainee'];
/** Each inbox with the agents, by number, who work in it. */
const INBOXES = [
  ['Support', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['Escalations', [0, 1, 3, 5]],
  ['Billing', [0, 2, 4, 6]],
  ['VIP', [0, 7, 8]],
  ['Returns', [0, 9, 10]],
];
const TOPICS = [
  'Billing',
  'Refund',
  'Double Charge',
  'Shipping',
  'Late Delivery',
  'Lost Parcel',
  'Returns',
  'Account',
  'Password',
];
const PARENTS = {
  Refund: 'Billing',
  'Double Charge': 'Billing',
  'Late Delivery': 'Shipping',
  'Lost Parcel': 'Shipping',
};
const ATTRIBUTES = [
  ['ORDER_ID', 'Order'],
  ['TRACKING_NUMBER', 'Tracking number'],
  ['COUPON', 'Coupon'],
];
const WORKDAY = [
  { start: '09:00', stop: '12:30' },
  { start: '13:00', stop: '18:00' },
];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

function seedAgents({ agents, random, slug }) {
  for (let number = 0; number < AGENTS; number += 1) {
    const known = KNOWN_AGENTS[number] ?? `hero${number}`;
    agents.add({
      name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      emailAddress: `${known}@${slug}.example`,
    });
  }
}

function seedInboxes({ agents, inboxes, teams, landmarks }) {
  const ids = agents.list().map(({ id }) => id);
  for (const [name, members] of INBOXES) {
    const inbox = inboxes.add({ name, disabled: false, _agentIds: members.map((number) => ids[number]) });
    landmarks[name.toLowerCase()] = inbox.id;
  }
  inboxes.add({ name: 'Fax', disabled: true, _agentIds: ids.slice(0, 1) });
  teams.add({ name: 'Front line', description: 'First answers on every channel', agentIds: ids.slice(0, 8) });
  teams.add({ name: 'Back office', description: 'Billing and returns', agentIds: ids.slice(6) });
  teams.add({ name: 'New team', agentIds: [] });
}

function seedTopics({ topics, customAttributes, audiences, agents, clock }) {
  for (const name of TOPICS) {
    const parent = topics.find((topic) => topic.name === PARENTS[name]);
    topics.add({ name, disabled: false, ...(parent && { parentId: parent.id }) });
  }
  topics.add({ name: 'Fax Orders', disabled: true });
  const createdBy = agents.list()[0].id;
  for (const [key, label] of ATTRIBUTES) {
    const createdAt = iso(clock.base - 200 * DAY);
    customAttributes.add({ key, label, deactivated: key === 'COUPON', createdAt, createdBy });
  }
  audiences.add({ name: 'Acme Classic' });
  audiences.add({ name: 'Acme Outlet' });
}

function seedBusinessHours({ businessHours, clock }) {
  const base = { createdAt: iso(clock.base - 300 * DAY), updatedAt: iso(clock.base - 30 * DAY + 120) };
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, WORKDAY]));
  const exceptions = [
    { name: 'New Year', start: '2027-01-01T00:00:00Z', stop: '2027-01-01T23:59:00Z', scheduleBlocks: [] },
  ];
  businessHours.add({
    ...base,
    version: 3,
    name: 'Headquarters',
    primary: true,
    officeHours: { timezone: 'America/Los_Angeles', ...week, exceptions },
  });
  businessHours.add({
    ...base,
    version: 1,
    name: 'Weekend crew',
    primary: false,
    officeHours: { timezone: 'Europe/Lisbon', saturday: [{ start: '10:00', stop: '16:00' }] },
  });
}

export function seedSettings(organization) {
  const { slug } = organization;
  Object.assign(organization, {
    languages: ['en-us', 'es-419', 'fr-fr'],
    phoneNumbers: ['+15550100001', '+15550100002'],
    emailAddresses: [`support@${slug}.example`, `billing@${slug}.example`],
  });
  seedAgents(organization);
  seedInboxes(organization);
  seedTopics(organization);
  seedBusinessHours(organization);
}
