import { createRandom } from '../../shared/random.mjs';
import { Organization } from '../store.mjs';
import { seedContacts } from './contacts.mjs';
import { seedConversations } from './conversations.mjs';
import { seedCustomers } from './customers.mjs';
import { seedExchange } from './exchange.mjs';
import { seedKnowledge } from './knowledge.mjs';
import { seedSettings } from './settings.mjs';
import { seedTasks } from './tasks.mjs';

/** One organization, the same for the same seed, name and base time. */
export function createOrganization({ key, slug, name, clock, settings }) {
  const random = createRandom(`${settings.seed}/${key}`);
  const host = `${slug}.gladly.${key.endsWith('-sandbox') ? 'qa' : 'com'}`;
  const organization = new Organization({ key, slug, name, host, random, clock });
  seedSettings(organization);
  seedCustomers(organization);
  seedContacts(organization);
  seedConversations(organization);
  seedTasks(organization);
  seedKnowledge(organization);
  seedExchange(organization);
  return organization;
}
