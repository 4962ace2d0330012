import { COMPANIES, FIRST_NAMES, LAST_NAMES } from '../../shared/words.mjs';
import { createCompany } from '../resources/company-records.mjs';
import { createContact } from '../resources/contact-records.mjs';
import { adminStub } from '../resources/records.mjs';

const DAY = 86_400;
const CONTACTS = 48;
const ascii = (text) =>
  text
    .normalize('NFD')
    .replace(/[^\p{ASCII}]/gu, '')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/** The customer of the second workflow: four conversations and a ticket. */
export const MARIA = { name: 'Maria Lopez', email: 'maria.lopez@northwind.example' };

function seedCompanies(workspace) {
  const { base, tags } = workspace;
  COMPANIES.concat('Kestrel', 'Lumen').forEach((name, at) => {
    createCompany(
      workspace,
      {
        company_id: `crm-${at + 1}`,
        name,
        plan: { type: 'plan', id: String((at % 3) + 1), name: ['Free', 'Team', 'Business'][at % 3] },
        monthly_spend: at * 100,
        size: 10 + at * 7,
        website: `https://${name.toLowerCase()}.example`,
        industry: ['Logistics', 'Health', 'Finance'][at % 3],
        custom_attributes: { industry_group: ['A', 'B'][at % 2] },
        _tags: at % 4 === 0 ? [{ id: tags.list()[4].id, applied_at: base - 10 * DAY, applied_by: null }] : [],
      },
      base - (200 - at) * DAY,
    );
  });
}

function seedContact(workspace, number) {
  const { companies, random, base, tags, admins } = workspace;
  const first = FIRST_NAMES[number % FIRST_NAMES.length];
  const last = random.pick(LAST_NAMES);
  const company = companies.list()[number % companies.size];
  const lead = number % 5 === 0;
  const maria = number === 1;
  const email = maria ? MARIA.email : `${ascii(first)}.${ascii(last)}${number}@${ascii(company.name)}.example`;
  const created = base - (150 - number) * DAY;
  createContact(
    workspace,
    {
      role: lead ? 'lead' : 'user',
      external_id: lead ? null : `user-${number}`,
      email,
      name: maria ? MARIA.name : `${first} ${last}`,
      phone: number % 3 === 0 ? `+1555000${String(number).padStart(4, '0')}` : null,
      owner_id: number % 4 === 0 ? Number(random.pick(admins.list()).id) : null,
      signed_up_at: lead ? null : created,
      last_seen_at: base - random.int(1, 40) * DAY,
      location: {
        type: 'location',
        country: ['Spain', 'Germany', 'Ireland'][number % 3],
        region: null,
        city: ['Madrid', 'Berlin', 'Dublin'][number % 3],
        country_code: ['ES', 'DE', 'IE'][number % 3],
        continent_code: 'EU',
      },
      custom_attributes: { plan: ['free', 'team', 'business'][number % 3], seats: number },
      _companies: lead ? [] : [company.id],
      _tags:
        number % 6 === 1
          ? [
              {
                id: tags.list()[number === 1 ? 0 : 4].id,
                applied_at: created,
                applied_by: { type: 'admin', id: admins.list()[0].id },
              },
            ]
          : [],
    },
    created,
  );
}

/** A lead with a user's address, a pair that waits to be merged, and one lead that was merged long ago. */
function seedDuplicates(workspace) {
  const { base, contacts, merges } = workspace;
  const maria = contacts.find(({ email }) => email === MARIA.email);
  createContact(workspace, { role: 'lead', email: maria.email, name: 'Maria L.' }, base - 3 * DAY);
  const old = createContact(workspace, { role: 'lead', email: maria.email, name: 'M. Lopez' }, base - 90 * DAY);
  old._merged_into = maria.id;
  createContact(workspace, { role: 'lead', name: 'Gone Away', _archived: true }, base - 120 * DAY);
  merges.add({ source_contact_id: old.id, source_contact_role: 'lead', merged_at: base - 80 * DAY, _into: maria.id });
}

function seedSegments(workspace) {
  const { segments, tags, base } = workspace;
  const add = (name, personType, rule) =>
    segments.add({
      type: 'segment',
      name,
      created_at: base - 250 * DAY,
      updated_at: base - 250 * DAY,
      person_type: personType,
      _rule: rule,
    });
  add('Active users', 'user', { type: 'contact', role: 'user' });
  add('Leads', 'contact', { type: 'contact', role: 'lead' });
  add('VIP people', 'user', { type: 'contact', tag_id: tags.list()[4].id });
  add('Large companies', 'user', { type: 'company', monthly_spend: 500 });
}

function seedNotes(workspace) {
  const { notes, contacts, companies, admins, base } = workspace;
  const [author] = admins.list();
  const add = (about, body, at) =>
    notes.add({
      type: 'note',
      id: workspace.number(),
      created_at: at,
      ...about,
      author: { ...author, ...adminStub(author) },
      body,
    });
  const maria = contacts.find(({ email }) => email === MARIA.email);
  ['Prefers e-mail.', 'Renewal is due next month.', 'Asked for a call.'].forEach((text, at) =>
    add({ contact: { type: 'contact', id: maria.id } }, `<p>${text}</p>`, base - (20 - at) * DAY),
  );
  const [company] = companies.list();
  add({ company: { type: 'company', id: company.id } }, '<p>Key account.</p>', base - 15 * DAY);
}

function seedSubscriptions({ subscriptions, contacts }) {
  for (const [name, consent] of [
    ['Newsletter', 'opt_out'],
    ['Product news', 'opt_in'],
  ]) {
    const translation = { name, description: `${name} by e-mail`, locale: 'en' };
    subscriptions.add({
      type: 'subscription',
      state: 'live',
      consent_type: consent,
      default_translation: translation,
      translations: [translation],
      content_types: ['email'],
    });
  }
  const maria = contacts.find(({ email }) => email === MARIA.email);
  maria._subscriptions.push({ id: subscriptions.list()[0].id, consent_type: 'opt_out' });
}

/** Companies with their people, and what hangs on those. */
export function seedCustomers(workspace) {
  seedCompanies(workspace);
  for (let number = 1; number <= CONTACTS; number += 1) seedContact(workspace, number);
  seedDuplicates(workspace);
  seedSegments(workspace);
  seedNotes(workspace);
  seedSubscriptions(workspace);
}
