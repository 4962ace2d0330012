// The simulated vendors: the account that a test connects, the hosts that each simulator stands for, and the secrets it knows.
import { createGladly } from '../simulators/gladly/index.mjs';
import { DEFAULT_TOKENS as gladlyTokens, completeToken } from '../simulators/gladly/tokens.mjs';
import { createHubspot } from '../simulators/hubspot/index.mjs';
import { DEFAULT_TOKENS as hubspotTokens } from '../simulators/hubspot/tokens.mjs';
import { createIntercom } from '../simulators/intercom/index.mjs';
import { DEFAULT_TOKENS as intercomTokens } from '../simulators/intercom/tokens.mjs';
import { createPylon } from '../simulators/pylon/index.mjs';
import { DEFAULT_TOKENS as pylonTokens } from '../simulators/pylon/tokens.mjs';

/** By slug: the fields of `POST /integrated-account` that the vendor's simulator accepts. */
export const demoAccounts = {
  pylon: { label: 'Acme support', credentials: { api_token: 'pylon-demo-token' } },
  gladly: {
    label: 'Acme Outfitters',
    context: { organization: 'acme' },
    credentials: { email: 'agent@acme.example', api_token: 'gladly-demo-token' },
  },
  intercom: { label: 'Acme Support', credentials: { access_token: 'intercom-demo-token' } },
  hubspot: { label: 'Acme Service', credentials: { access_token: 'hubspot-demo-token' } },
};

/** Other accounts that the simulators know, for somebody who connects one of their own. */
export const ownAccounts = {
  pylon: { credentials: { api_token: 'pylon-second-token' } },
  gladly: { context: { organization: 'globex' }, credentials: { email: 'agent@globex.example', api_token: 'gladly-second-token' } },
};

/** All that authenticates somebody in one of the simulators, Basic pairs included. */
export const vendorSecrets = [
  ...Object.keys({ ...pylonTokens, ...gladlyTokens, ...intercomTokens, ...hubspotTokens }),
  ...Object.entries(gladlyTokens).map(([text, token]) => `${completeToken(token).email}:${text}`),
];

const gladlyHosts = ['acme.gladly.com', 'acme.us-1.gladly.com', 'acme.gladly.qa', 'acme.us-uat.gladly.qa', 'globex.gladly.com'];
const intercomHosts = ['downloads.intercomcdn.com', 'api.intercom.io', 'api.eu.intercom.io', 'api.au.intercom.io'];

/** The simulators, with limits off unless asked for, and `hosts`: each origin with the handler behind it. */
export function createVendors({ pylon: forPylon, gladly: forGladly, intercom: forIntercom, hubspot: forHubspot } = {}) {
  const pylon = createPylon({ region: 'us', limits: false, ...forPylon });
  const pylonEu = createPylon({ region: 'eu', limits: false, ...forPylon });
  const gladly = createGladly({ limits: false, ...forGladly });
  const intercom = createIntercom({ limits: false, ...forIntercom });
  const hubspot = createHubspot({ limits: false, ...forHubspot });
  const at = (simulator, names) => names.map((name) => [`https://${name}`, (call) => simulator.fetch(call)]);
  const hosts = Object.fromEntries([
    ...at(pylon, ['api.usepylon.com', 'assets.usepylon.com']),
    ...at(pylonEu, ['api.eu.usepylon.com']),
    ...at(gladly, gladlyHosts),
    ...at(intercom, intercomHosts),
    ...at(hubspot, ['api.hubapi.com']),
  ]);
  return { pylon, pylonEu, gladly, intercom, hubspot, hosts };
}
