import { createRandom } from '../../shared/random.mjs';
import { Portal } from '../store.mjs';
import { seedConversations } from './conversations.mjs';
import { seedPeople } from './people.mjs';
import { seedSettings } from './settings.mjs';
import { seedTickets } from './tickets.mjs';

/** One portal, the same for the same seed, slug and base time. */
export function createPortal({ slug, name, clock, settings }) {
  const random = createRandom(`${settings.seed}/${slug}`);
  const portal = new Portal({ slug, name, random, clock });
  seedSettings(portal);
  seedPeople(portal);
  seedTickets(portal, settings.tickets);
  seedConversations(portal);
  return portal;
}
