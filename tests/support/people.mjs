// The people of `make start`: the simulated identity provider knows them, and Fairlead has them as members.
import { ownAccounts } from './vendors.mjs';

export const people = {
  ada: { name: 'Ada Admin', email: 'ada@acme.example', email_verified: true, role: 'admin' },
  mia: { name: 'Mia Member', email: 'mia@acme.example', email_verified: true, role: 'member' },
};

/** What the person connected with a credential of their own: an account of the first vendor that is simulated, for the admin alone. */
export function ownAccount(person, servers) {
  if (people[person].role !== 'admin') return undefined;
  const { slug } = servers.find((server) => server.simulated && ownAccounts[server.slug]) ?? {};
  return slug && { integration: slug, ...ownAccounts[slug], label: `${people[person].name.split(' ')[0]}'s own` };
}
