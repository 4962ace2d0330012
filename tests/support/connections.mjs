// What `make start` connects: of each vendor the simulated account, or the real one whose credentials the environment holds.
import { createGladly } from '../simulators/gladly/index.mjs';
import { createHubspot } from '../simulators/hubspot/index.mjs';
import { createIntercom } from '../simulators/intercom/index.mjs';
import { createPylon } from '../simulators/pylon/index.mjs';
import { demoAccounts } from './vendors.mjs';

/** Ends the run with a sentence and no stack: what went wrong is outside this program. */
export class Stop extends Error {}

function oneOf(env, name, values) {
  const value = env[name] || values[0];
  if (values.includes(value)) return value;
  throw new Stop(`${name} must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}, not "${value}".`);
}

// `base` stands for the path of the vendor's own base URL. `real` gives an account's fields, or nothing when there is no token.
const vendors = [
  {
    slug: 'pylon',
    name: 'Pylon',
    create: createPylon,
    base: '',
    real: (env) => {
      const region = oneOf(env, 'PYLON_REGION', ['us', 'eu']);
      return env.PYLON_TOKEN && { context: { region }, credentials: { api_token: env.PYLON_TOKEN } };
    },
    check: 'PYLON_TOKEN, and PYLON_REGION=us or eu',
  },
  {
    slug: 'gladly',
    name: 'Gladly',
    create: createGladly,
    base: '/api/v1',
    real: ({ GLADLY_EMAIL: email, GLADLY_TOKEN: token, GLADLY_ORGANIZATION: organization, ...env }) => {
      const domain = oneOf(env, 'GLADLY_DOMAIN', ['production', 'sandbox', 'us-1', 'us-uat']);
      const given = [email, token, organization].filter(Boolean).length;
      if (given > 0 && given < 3) throw new Stop('Gladly needs all of GLADLY_EMAIL, GLADLY_TOKEN and GLADLY_ORGANIZATION.');
      return token && { context: { organization, domain }, credentials: { email, api_token: token } };
    },
    check: 'GLADLY_EMAIL, GLADLY_TOKEN, GLADLY_ORGANIZATION, and GLADLY_DOMAIN=production or sandbox',
  },
  {
    slug: 'intercom',
    name: 'Intercom',
    create: createIntercom,
    base: '',
    real: (env) => {
      const region = oneOf(env, 'INTERCOM_REGION', ['us', 'eu', 'au']);
      return env.INTERCOM_TOKEN && { context: { region }, credentials: { access_token: env.INTERCOM_TOKEN } };
    },
    check: 'INTERCOM_TOKEN, and INTERCOM_REGION=us, eu or au',
  },
  {
    slug: 'hubspot',
    name: 'HubSpot',
    create: createHubspot,
    base: '',
    real: ({ HUBSPOT_TOKEN: token }) => token && { credentials: { access_token: token } },
    check: 'HUBSPOT_TOKEN, and that its private app may read owners',
  },
];

/** One entry for each vendor: `{slug, name, create, base, check, simulated, fields, baseUrl}`, `baseUrl` being what the environment sets. */
export function connections(env) {
  return vendors.map(({ real, ...vendor }) => {
    const fields = real(env);
    return {
      ...vendor,
      simulated: !fields,
      fields: fields ? { label: vendor.name, ...fields } : { ...demoAccounts[vendor.slug], label: `Demo ${vendor.name}` },
      baseUrl: env[settingOf(vendor)],
    };
  });
}

/** The Worker's setting that replaces a vendor's base URL. */
export const settingOf = ({ slug }) => `${slug.toUpperCase()}_BASE_URL`;
