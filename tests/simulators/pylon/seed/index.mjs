import { createRandom } from '../../shared/random.mjs';
import { Organization } from '../store.mjs';
import { seedContent } from './content.mjs';
import { seedCustomers } from './customers.mjs';
import { seedIssues } from './issues.mjs';
import { seedSettings } from './settings.mjs';
import { seedWork } from './work.mjs';

/** One organization, the same for the same seed, slug and base time. */
export function createOrganization({ slug, name, clock, settings }) {
  const random = createRandom(`${settings.seed}/${slug}`);
  const organization = new Organization({ slug, name, random, clock });
  seedSettings(organization);
  seedCustomers(organization);
  seedIssues(organization, settings.issues);
  seedWork(organization);
  seedContent(organization);
  return organization;
}
