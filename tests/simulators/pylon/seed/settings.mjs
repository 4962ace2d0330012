import { DAY, rfc3339 } from '../../shared/clock.mjs';
import { FIRST_NAMES, LAST_NAMES, SUBJECTS } from '../../shared/words.mjs';
import { personStub } from '../store.mjs';
import { STATES } from './words.mjs';

const TEAMS = ['Tier 1', 'Tier 2', 'Billing', 'Security'];
const ROLES = ['Admin', 'Member', 'Viewer'];
const STATUSES = ['active', 'active', 'active', 'away', 'out_of_office'];
const LABELS = ['New', 'Waiting on you', 'Waiting on customer', 'On hold', 'Closed'];

const options = (...labels) => labels.map((label) => ({ label, slug: label.toLowerCase().replaceAll(' ', '_') }));
const FIELDS = {
  issue: [
    ['priority', 'select', options('Urgent', 'High', 'Medium', 'Low')],
    ['product_area', 'select', options('Login', 'Billing', 'Integrations', 'Reports', 'App', 'Security')],
    ['affected_platforms', 'multiselect', options('Web', 'iOS', 'Android', 'API')],
    ['affected_seats', 'number'],
    ['effort_score', 'decimal'],
    ['ledger_entry', 'number'],
    ['needs_follow_up', 'boolean'],
    ['go_live', 'date'],
    ['last_incident_at', 'datetime'],
    ['root_cause', 'text'],
    ['runbook', 'url'],
    ['escalation_owner', 'user'],
  ],
  account: [
    ['plan', 'select', options('Free', 'Team', 'Business')],
    ['annual_revenue', 'number'],
    ['crm_stage', 'text', null, true],
  ],
  contact: [['job_title', 'text']],
  task: [['estimate_hours', 'number']],
  project: [['risk', 'select', options('Low', 'Medium', 'High')]],
  call_recording: [['sentiment', 'select', options('Good', 'Mixed', 'Bad')]],
  feature_request: [['impact', 'select', options('Low', 'High')]],
  subscription: [
    ['renewal_date', 'date'],
    ['seats', 'number'],
  ],
  asset: [['serial_number', 'text']],
};

function seedCustomFields({ customFields }, created) {
  for (const [objectType, definitions] of Object.entries(FIELDS)) {
    for (const [slug, type, choices, readOnly = false] of definitions) {
      customFields.add({
        created_at: created,
        default_value: '',
        default_values: [],
        description: '',
        is_read_only: readOnly,
        label: slug.replaceAll('_', ' '),
        number_metadata: type === 'decimal' ? { decimal_places: 1, format: 'with_commas' } : null,
        object_type: objectType,
        select_metadata: choices ? { options: choices } : null,
        slug,
        source: readOnly ? 'hubspot' : 'pylon',
        type,
        updated_at: created,
      });
    }
  }
}

function seedUsers(organization) {
  const { users, userRoles, teams, random, slug } = organization;
  const roles = ROLES.map((name) => userRoles.add({ name, slug: name.toLowerCase() }));
  for (let number = 1; number <= 12; number += 1) {
    const first = FIRST_NAMES[number - 1];
    const role = roles[number === 1 ? 0 : number === 12 ? 2 : 1];
    const email = `agent${number}@${slug}.example`;
    users.add({
      avatar_url: '',
      email,
      emails: number === 2 ? [email, `agent${number}.alias@${slug}.example`] : [email],
      is_deactivated: number === 12,
      name: `${first} ${random.pick(LAST_NAMES)}`,
      role_id: role.id,
      roles: [{ id: role.id, name: role.name, slug: role.slug }],
      status: random.pick(STATUSES),
    });
  }
  TEAMS.forEach((name, at) => {
    const members = users.list().slice(at * 3, at * 3 + 3);
    teams.add({ assignment_configuration: {}, name, schedule: {}, users: members.map(personStub) });
  });
  // A token is its own identity; API users have no e-mail.
  organization.user = { id: random.uuid() };
}

function seedForms({ ticketForms, slug }) {
  for (const [name, formSlug, field] of [
    ['Report a problem', 'problem', 'product_area'],
    ['Ask about billing', 'billing', 'affected_seats'],
  ]) {
    ticketForms.add({
      description_html: `<p>${name}</p>`,
      fields: [
        { description_html: '', name: 'Title', slug: 'title', type: 'text' },
        { description_html: '', name: field, slug: field, type: 'select' },
      ],
      is_public: formSlug === 'problem',
      name,
      slug: formSlug,
      url: `https://portal.${slug}.example/forms/${formSlug}`,
    });
  }
}

export function seedSettings(organization) {
  const created = rfc3339(organization.clock.base - 300 * DAY);
  organization.customObjectTypes.push('subscription', 'asset');
  STATES.forEach((slug, at) => {
    organization.issueStatuses.add({
      category: slug,
      is_archived: false,
      is_default_status: true,
      label: LABELS[at],
      slug,
    });
  });
  organization.issueStatuses.add({
    category: 'on_hold',
    is_archived: false,
    is_default_status: false,
    label: 'Waiting for engineering',
    slug: 'waiting_for_engineering',
  });
  seedCustomFields(organization, created);
  seedUsers(organization);
  for (const value of new Set([...SUBJECTS.map(([, , tag]) => tag), 'vip'])) {
    organization.tags.add({ hex_color: `#${organization.random.hex(6)}`, object_type: 'issue', value });
  }
  for (const value of ['enterprise', 'startup', 'at-risk']) {
    organization.tags.add({ hex_color: `#${organization.random.hex(6)}`, object_type: 'account', value });
  }
  for (const value of ['howto', 'reference']) {
    organization.tags.add({ hex_color: `#${organization.random.hex(6)}`, object_type: 'article', value });
  }
  for (const label of ['Call', 'Meeting', 'Product event']) {
    organization.activityTypes.add({ icon_url: '', label, slug: label.toLowerCase().replace(' ', '_') });
  }
  seedForms(organization);
  organization.portalRoles.add({ name: 'Billing contact' });
  organization.aiAgents.add({ name: 'Support agent' });
}
