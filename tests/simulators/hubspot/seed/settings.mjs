import { DAY } from '../../shared/clock.mjs';

const OWNERS = [
  ['Ines', 'Moreau', 'Tier 1'],
  ['Ben', 'Hughes', 'Tier 1'],
  ['Kavya', 'Patel', 'Tier 2'],
  ['Søren', 'Eriksen', 'Tier 2'],
];
const SUPPORT = [
  ['1', 'New', 'OPEN'],
  ['2', 'Waiting on contact', 'OPEN'],
  ['3', 'Waiting on us', 'OPEN'],
  ['4', 'Closed', 'CLOSED'],
];
const ESCALATIONS = [
  ['91001', 'With engineering', 'OPEN'],
  ['91002', 'Fix shipped', 'CLOSED'],
];
const DEALS = [
  ['appointmentscheduled', 'Appointment scheduled', '0.2'],
  ['closedwon', 'Closed won', '1.0'],
];

const EMAIL = '1002';
const CHAT = '1000';

/** What an administrator set up: people, pipelines, inboxes and the channels behind them. */
export function seedSettings(portal) {
  const moment = portal.iso(portal.clock.base - 400 * DAY);
  const dated = { createdAt: moment, updatedAt: moment, archived: false };
  const { actors, channelAccounts, channels, inboxes, owners } = portal;

  OWNERS.forEach(([firstName, lastName, team], at) => {
    const email = `${firstName.toLowerCase().replace('ø', 'o')}@${portal.slug}.example`;
    const userId = Number(portal.number());
    const teams = [{ id: String(501 + (at >> 1)), name: team, primary: true }];
    owners.add({ id: portal.number(), email, type: 'PERSON', firstName, lastName, userId, userIdIncludingInactive: userId, teams, ...dated });
    actors.add({ id: `A-${userId}`, type: 'AGENT', name: `${firstName} ${lastName}`, email });
  });
  actors.add({ id: 'S-hubspot', type: 'SYSTEM' });

  const stage = (metadata) => ([id, label, value], at) => ({ id, label, displayOrder: at, metadata: metadata(value), ...dated, writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' });
  const ticketStage = stage((ticketState) => ({ ticketState, isClosed: String(ticketState === 'CLOSED') }));
  const pipeline = (id, label, displayOrder, stages) => ({ id, label, displayOrder, stages, ...dated });
  portal.pipelines.tickets.push(pipeline('0', 'Support pipeline', 0, SUPPORT.map(ticketStage)), pipeline('9100', 'Escalations', 1, ESCALATIONS.map(ticketStage)));
  portal.pipelines.deals.push(pipeline('default', 'Sales pipeline', 0, DEALS.map(stage((probability) => ({ probability })))));

  const inbox = inboxes.add({ name: 'Support inbox', type: 'HELP_DESK', ...dated });
  const billing = inboxes.add({ name: 'Billing inbox', type: 'INBOX', ...dated });
  for (const [id, name] of [[CHAT, 'Live chat'], [EMAIL, 'Email']]) channels.add({ id, name });
  const account = (name, channelId, { id: inboxId }, deliveryIdentifier) =>
    channelAccounts.add({ name, channelId, inboxId, deliveryIdentifier, active: true, authorized: true, createdAt: moment, archived: false });
  account('Support address', EMAIL, inbox, { type: 'HS_EMAIL_ADDRESS', value: `support@${portal.slug}.example` });
  account('Billing address', EMAIL, billing, { type: 'HS_EMAIL_ADDRESS', value: `billing@${portal.slug}.example` });
  account('Website chat', CHAT, inbox, { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'chatflow-1' });
}
