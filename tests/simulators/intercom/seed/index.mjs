import { createRandom } from '../../shared/random.mjs';
import { Workspace } from '../store.mjs';
import { seedContent } from './content.mjs';
import { seedConversations } from './conversations.mjs';
import { seedCustomers } from './customers.mjs';
import { seedExtras } from './extras.mjs';
import { seedSettings } from './settings.mjs';

/** One workspace, the same for the same seed, slug and base time. */
export function createWorkspace({ slug, name, region, clock, settings }) {
  const random = createRandom(`${settings.seed}/${slug}`);
  const workspace = new Workspace({ slug, name, region, timezone: settings.timezone, random, clock });
  workspace.base = Math.floor(clock.base / 1000);
  workspace._created_at = workspace.base - 400 * 86_400;
  seedSettings(workspace);
  seedCustomers(workspace);
  seedConversations(workspace, settings.conversations);
  seedContent(workspace);
  seedExtras(workspace);
  return workspace;
}
