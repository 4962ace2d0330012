import { DAY } from '../../shared/clock.mjs';
import { COMPANIES, FIRST_NAMES, LAST_NAMES } from '../../shared/words.mjs';
import { link } from '../links.mjs';

const INDUSTRIES = ['LOGISTICS_AND_SUPPLY_CHAIN', 'HOSPITAL_HEALTH_CARE', 'FINANCIAL_SERVICES', 'FOOD_PRODUCTION'];
const CITIES = [['Lyon', 'France'], ['Leeds', 'United Kingdom'], ['Graz', 'Austria'], ['Porto', 'Portugal']];
const CONTACTS = 40;

const plain = (text) => text.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase();

function seedCompany(portal, name, at) {
  const { random, clock } = portal;
  const domain = `${name.toLowerCase()}.example`;
  const [city, country] = random.pick(CITIES);
  const properties = {
    name,
    domain,
    city,
    country,
    website: `https://${domain}`,
    industry: random.pick(INDUSTRIES),
    numberofemployees: String(random.int(5, 900)),
    lifecyclestage: at % 4 === 3 ? 'lead' : 'customer',
    account_reference: `ACC-${portal.slug}-${at + 1}`,
    hubspot_owner_id: random.pick(portal.owners.list()).id,
  };
  return portal.create('companies', properties, clock.base - (300 - at) * DAY);
}

function seedContact(portal, companies, at) {
  const { random, clock } = portal;
  const company = companies[at % companies.length];
  // The first is known by name to tests and documents.
  const [firstname, lastname] = at === 0 ? ['Amelia', 'Hart'] : [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const properties = {
    firstname,
    lastname,
    email: at === 0 ? 'amelia.hart@northwind.example' : `${plain(firstname)}.${plain(lastname)}${at}@${company._properties.domain}`,
    phone: `+4420794600${String(at).padStart(2, '0')}`,
    jobtitle: random.pick(['Operations lead', 'Office manager', 'Developer', 'Accountant']),
    company: company._properties.name,
    lifecyclestage: company._properties.lifecyclestage,
    plan_tier: random.pick(['free', 'team', 'business']),
    hubspot_owner_id: company._properties.hubspot_owner_id,
  };
  const contact = portal.create('contacts', properties, clock.base - (280 - at) * DAY);
  link(portal, 'contacts', contact.id, 'companies', company.id);
  portal.actors.add({ id: `V-${contact.id}`, type: 'VISITOR', name: `${firstname} ${lastname}`, email: properties.email });
}

export function seedPeople(portal) {
  const companies = COMPANIES.map((name, at) => seedCompany(portal, name, at));
  for (let at = 0; at < CONTACTS; at += 1) seedContact(portal, companies, at);
}
