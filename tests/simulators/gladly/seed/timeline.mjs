import { HOUR, MINUTE } from '../../shared/clock.mjs';
import { iso } from '../time.mjs';

/** Writes conversations at a moment of the past, item after item. */
export function createTimeline(organization) {
  const { conversations, items, inboxes, clock } = organization;

  function open(customerId, age, { inbox = 'Support', agentId, ...fields } = {}) {
    const { id: inboxId } = inboxes.find(({ name }) => name === inbox);
    return conversations.add({
      customerId,
      inboxId,
      ...(agentId && { agentId }),
      customAttributes: [],
      topicIds: [],
      createdAt: iso(clock.base - age),
      status: 'OPEN',
      ...fields,
    });
  }

  function add(conversation, type, content, more = {}) {
    const last = items.list(({ conversationId }) => conversationId === conversation.id).at(-1)?.timestamp;
    const time = last ? Date.parse(last) + 4 * MINUTE + 250 : Date.parse(conversation.createdAt) + 1070;
    const initiator = {
      CUSTOMER: { id: conversation.customerId, type: 'CUSTOMER' },
      AGENT: { id: conversation.agentId ?? organization.agents.list()[0].id, type: 'AGENT' },
      SYSTEM: { type: 'SYSTEM' },
    }[type];
    return items.add({
      customerId: conversation.customerId,
      conversationId: conversation.id,
      timestamp: iso(time),
      initiator,
      content,
      ...more,
    });
  }

  function close(conversation) {
    const item = add(conversation, 'AGENT', { type: 'CONVERSATION_STATUS_CHANGE', status: 'CLOSED' });
    Object.assign(conversation, { status: 'CLOSED', closedAt: item.timestamp });
  }

  return { open, add, close };
}

/** A finished call: content whose moments fit the item's own. */
export function callContent(startedAt, { from, to, seconds, summary }) {
  const start = Date.parse(startedAt);
  return {
    type: 'PHONE_CALL',
    from,
    to,
    startedAt,
    answeredAt: iso(start + 12_340),
    completedAt: iso(start + 12_340 + seconds * 1000),
    recordingStatus: 'AVAILABLE',
    recordingDuration: seconds,
    recordingSummary: { status: 'READY', summary, language: 'en-us' },
  };
}

export const ageInHours = (hours) => hours * HOUR;
