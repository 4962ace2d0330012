import { isoTime } from '../resources/records.mjs';
import { addAttribute, createTicketType } from '../resources/ticket-types.mjs';

const DAY = 86_400;
const ADMINS = ['Ana Castillo', 'Ben Hughes', 'Chloé Moreau', 'Farid Patel', 'Grace Kim', 'Hiro Tanaka'];
const TEAMS = ['Support', 'Billing', 'Escalations'];
const TAGS = ['password', 'billing', 'bug', 'feature-request', 'vip', 'onboarding', 'unused'];

/** category, label for teammates, label for customers, built in. */
const STATES = [
  ['submitted', 'Submitted', 'Submitted', true],
  ['in_progress', 'In progress', 'In progress', true],
  ['waiting_on_customer', 'Waiting on customer', 'Waiting on you', true],
  ['resolved', 'Resolved', 'Resolved', true],
  ['in_progress', 'Escalated', 'With a specialist', false],
];

const ATTRIBUTES = [
  ['contact', 'plan', 'string'],
  ['contact', 'job_title', 'string'],
  ['contact', 'seats', 'integer'],
  ['company', 'industry_group', 'string'],
  ['company', 'renewal_date', 'date'],
];

function seedPeople(workspace) {
  const { admins, teams, awayReasons, slug, base } = workspace;
  const reasons = [
    ['Lunch', '🥗'],
    ['Meeting', '📅'],
  ];
  for (const [label, emoji] of reasons) {
    awayReasons.add({
      type: 'away_status_reason',
      label,
      emoji,
      order: awayReasons.size,
      deleted: false,
      created_at: base - 300 * DAY,
      updated_at: base - 300 * DAY,
    });
  }
  for (const name of ADMINS) {
    admins.add({
      type: 'admin',
      id: workspace.number(),
      name,
      email: `${name.split(' ')[0].toLowerCase().replace('é', 'e')}@${slug}.example`,
      job_title: 'Support engineer',
      away_mode_enabled: false,
      away_mode_reassign: false,
      away_status_reason_id: null,
      has_inbox_seat: true,
      team_ids: [],
      avatar: { type: 'avatar', image_url: null },
    });
  }
  TEAMS.forEach((name, at) => {
    const members = admins.list().slice(at * 2, at * 2 + 2);
    const team = teams.add({
      type: 'team',
      id: workspace.number(),
      name,
      admin_ids: members.map(({ id }) => Number(id)),
      assignment_limit: 10,
      distribution_method: 'round_robin',
    });
    for (const member of members) member.team_ids.push(Number(team.id));
  });
}

function seedTicketing(workspace) {
  const { ticketStates, base, random } = workspace;
  const at = base - 300 * DAY;
  for (const [category, internal, external, builtIn] of STATES) {
    ticketStates.add({
      type: 'ticket_state',
      id: workspace.number(),
      category,
      internal_label: internal,
      external_label: external,
      archived: false,
      _types: [],
      _built_in: builtIn,
    });
  }
  const customer = createTicketType(workspace, { name: 'Customer issue', category: 'Customer', icon: '🎟️' }, at);
  const bug = createTicketType(
    workspace,
    { name: 'Bug report', category: 'Back-office', icon: '🐞', is_internal: true },
    at,
  );
  createTicketType(workspace, { name: 'Incident', category: 'Tracker', icon: '🔥', is_internal: true }, at);
  const severities = ['Low', 'Medium', 'High'].map((label) => ({ id: random.uuid(), label, archived: false }));
  const list = { input_options: { list_options: severities } };
  addAttribute(workspace, customer, { name: 'severity', data_type: 'list', ...list }, at);
  addAttribute(workspace, bug, { name: 'affected_seats', data_type: 'integer' }, at);
  const escalated = ticketStates.find((state) => state.internal_label === 'Escalated');
  escalated._types.push(customer.id, bug.id);
}

function seedDataAttributes(workspace) {
  const { dataAttributes, admins, base } = workspace;
  const add = (model, name, type, custom) =>
    dataAttributes.add({
      id: custom ? Number(workspace.number()) : `${model}.${name}`,
      type: 'data_attribute',
      name,
      full_name: custom ? `custom_attributes.${name}` : name,
      label: name,
      description: '',
      data_type: type,
      api_writable: true,
      ui_writable: custom,
      messenger_writable: false,
      custom,
      archived: false,
      model,
      ...(custom && { admin_id: admins.list()[0].id }),
      created_at: base - 200 * DAY,
      updated_at: base - 200 * DAY,
    });
  for (const [model, name, type] of ATTRIBUTES) add(model, name, type, true);
  for (const [model, name] of [
    ['contact', 'email'],
    ['company', 'name'],
  ])
    add(model, name, 'string', false);
}

function seedConversationAttributes(workspace) {
  const { conversationAttributes, admins, base, random } = workspace;
  const common = { description: '', required: false, visible_to_team_ids: [], archived: false };
  const rest = { admin_id: admins.list()[0].id, created_at: base - 100 * DAY, updated_at: base - 100 * DAY };
  const type = 'conversation_attribute';
  const labels = ['Login', 'Billing', 'App'];
  const options = labels.map((label) => ({ id: random.uuid(), label, archived: false }));
  conversationAttributes.add({
    type,
    id: Number(workspace.number()),
    name: 'issue_type',
    data_type: 'list',
    options,
    ...common,
    ...rest,
  });
  conversationAttributes.add({
    type,
    id: Number(workspace.number()),
    name: 'root_cause',
    data_type: 'string',
    multiline: false,
    ...common,
    ...rest,
  });
}

function seedMacros({ macros, base }) {
  const texts = [
    ['Reset your password', 'Open the login page, choose "Forgot password" and follow the e-mail.'],
    ['Ask for a screenshot', 'Could you send a screenshot of what you see?'],
    ['Refund policy', 'Refunds take up to five working days.'],
  ];
  texts.forEach(([name, text], at) => {
    macros.add({
      type: 'macro',
      name,
      body: `<p>${text}</p>`,
      body_text: text,
      created_at: isoTime(base - (90 - at) * DAY),
      updated_at: isoTime(base - (30 - at) * DAY),
      visible_to: 'everyone',
      visible_to_team_ids: [],
      available_on: ['inbox'],
    });
  });
}

/** People, teams and everything an administrator sets up. */
export function seedSettings(workspace) {
  seedPeople(workspace);
  for (const name of TAGS) workspace.tags.add({ type: 'tag', id: workspace.number(), name });
  seedTicketing(workspace);
  seedDataAttributes(workspace);
  seedConversationAttributes(workspace);
  seedMacros(workspace);
}
