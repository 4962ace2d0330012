import { DAY, rfc3339 } from '../../shared/clock.mjs';
import { COMPANIES, FIRST_NAMES, LAST_NAMES } from '../../shared/words.mjs';
import { createAccount } from '../resources/accounts.mjs';
import { createContact } from '../resources/contacts.mjs';
import { accountStub, personStub } from '../store.mjs';
import { BRANCHES } from './words.mjs';

const ACCOUNTS = 60;
const CONTACTS = 300;
const TYPES = ['customer', 'customer', 'customer', 'internal', 'community', 'partner'];
const PLANS = ['free', 'team', 'business'];

function seedAccount(organization, number) {
  const { users, random, clock, slug } = organization;
  const company = COMPANIES[(number - 1) % COMPANIES.length];
  const branch = BRANCHES[Math.floor((number - 1) / COMPANIES.length)];
  const domain = `${company}-${branch}.${slug}-customers.example`.toLowerCase();
  const plan = random.pick(PLANS);
  const fields = {
    name: `${company} ${branch}`,
    channels:
      number % 3 === 0
        ? [
            {
              channel_id: `C0${slug.length}${String(number).padStart(6, '0')}`,
              is_internal: false,
              is_primary: true,
              source: 'slack',
            },
          ]
        : [],
    crm_settings: { details: number % 2 === 0 ? [{ id: `crm-${number}`, source: 'hubspot' }] : [] },
    custom_fields: {
      plan: { slug: 'plan', value: plan },
      annual_revenue: { slug: 'annual_revenue', value: String(random.int(10, 900) * 1000) },
    },
    domain,
    domains: number % 5 === 0 ? [domain, `www.${domain}`] : [domain],
    primary_domain: domain,
    external_ids: [{ external_id: `crm/${slug}/${number}`, label: 'crm' }],
    is_disabled: number === ACCOUNTS,
    latest_customer_activity_time: rfc3339(clock.base - random.int(1, 20) * DAY),
    owner: number % 7 === 0 ? null : personStub(random.pick(users.list())),
    tags: [number % 4 === 0 ? 'enterprise' : 'startup', ...(number % 9 === 0 ? ['at-risk'] : [])],
    type: TYPES[number % TYPES.length],
    _notebook_block_ids: [random.uuid()],
  };
  createAccount(organization, fields, rfc3339(clock.base - (250 - number) * DAY));
}

function seedContact(organization, accounts, number) {
  const { random, slug } = organization;
  const account = number % 25 === 0 ? null : accounts[number % accounts.length];
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
  const email = `person${number}@${account?.primary_domain ?? `${slug}-visitors.example`}`;
  const phone = `1555${String(number).padStart(7, '0')}`;
  createContact(organization, {
    account: account ? accountStub(account) : null,
    custom_fields:
      number % 2 === 0 ? { job_title: { slug: 'job_title', value: random.pick(['Engineer', 'Buyer', 'CTO']) } } : {},
    email,
    emails: [email],
    external_ids: [{ external_id: `person-${slug}-${number}`, label: 'app' }],
    integration_user_ids: number % 3 === 0 ? [{ id: `U0${String(number).padStart(6, '0')}`, source: 'slack' }] : [],
    name,
    phone_numbers: number % 4 === 0 ? [phone] : [],
    portal_role: random.pick(['no_access', 'member', 'admin']),
    primary_phone_number: number % 4 === 0 ? phone : null,
  });
}

function seedNotes(organization, accounts) {
  const { clock, random, highlights, activities, notebookNotes, relationships, users } = organization;
  accounts.slice(0, 10).forEach((account, at) => {
    const time = rfc3339(clock.base - (at + 1) * DAY);
    highlights.add({
      account_id: account.id,
      content_html: `<p>${account.name} renews soon.</p>`,
      created_at: time,
      expires_at: at % 2 === 0 ? rfc3339(clock.base + 30 * DAY) : null,
      updated_at: time,
    });
    activities.add({
      body_html: '<p>Quarterly review.</p>',
      contact_id: null,
      happened_at: time,
      link: '',
      link_text: '',
      slug: 'meeting',
      user_id: random.pick(users.list()).id,
      _account_id: account.id,
    });
    notebookNotes.add({
      content_html: '<p>Prefers calls.</p>',
      created_at: time,
      _block_id: account._notebook_block_ids[0],
    });
    relationships.add({
      relationship_type: at % 2 === 0 ? 'parent_account' : 'partner_account',
      related_object_id: accounts[at + 10].id,
      account_id: account.id,
    });
  });
}

export function seedCustomers(organization) {
  for (let number = 1; number <= ACCOUNTS; number += 1) seedAccount(organization, number);
  const accounts = organization.accounts.list();
  for (let number = 1; number <= CONTACTS; number += 1) seedContact(organization, accounts, number);
  seedNotes(organization, accounts);
}
