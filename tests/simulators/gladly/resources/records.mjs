import { blank, conflict, wrongState } from '../errors.mjs';
import { iso } from '../time.mjs';

export const now = ({ clock }) => iso(clock.now());

/** Some updates make a key optional that creates demand, yet refuse to empty it. */
export function refuseEmpty(body, key) {
  if (body[key] === '') throw blank(`${key} cannot be blank`, key);
}

/** Caller-chosen ids make creates idempotent: the second one is told so. */
export function refuseTaken(collection, id, detail, attr = 'id') {
  if (id && collection.get(id)) throw conflict('taken', detail, attr);
}

/** The agent behind the token. */
export const apiUser = ({ organization, token }) =>
  organization.agents.get(token.email) ?? organization.agents.list()[0];

export const byApi = (context) => ({ id: apiUser(context).id, type: 'API' });

/** An assignee that exists and whose agent works in the inbox. */
export function readAssignee({ organization }, { inboxId, agentId }, attr = 'assignee') {
  const inbox = organization.inboxes.refer(inboxId, `${attr}.inboxId`);
  if (!agentId) return { inboxId: inbox.id };
  const agent = organization.agents.refer(agentId, `${attr}.agentId`);
  if (!inbox._agentIds.includes(agent.id)) throw wrongState('agent does not belong to inbox', `${attr}.agentId`);
  return { inboxId: inbox.id, agentId: agent.id };
}

/** Appends to the stream of events; webhooks are not delivered. */
export function emit(context, type, content, initiator) {
  context.organization.events.add({ type, timestamp: now(context), initiator, content });
}
