import { emit, now } from './records.mjs';

export const conversationOf = ({ organization, params }) => organization.conversations.require(params.conversationId);

export const contextOf = ({ inboxId, agentId }) => ({ assignee: { inboxId, ...(agentId && { agentId }) } });

export const byTime = (one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp);

export const itemsOf = (organization, conversation) =>
  organization.items.list((item) => item.conversationId === conversation.id).sort(byTime);

/** Appends to a conversation's timeline. */
export function addItem(context, conversation, { content, initiator, ...rest }) {
  return context.organization.items.add({
    customerId: conversation.customerId,
    conversationId: conversation.id,
    timestamp: now(context),
    initiator,
    content,
    ...rest,
  });
}

/** A conversation's event: which one, whose, in whose hands, and what is special. */
export function emitFor(context, conversation, type, more, initiator) {
  const { id: conversationId, customerId } = conversation;
  emit(context, type, { conversationId, customerId, ...more, context: contextOf(conversation) }, initiator);
}

const MESSAGES = new Set([
  'CHAT_MESSAGE',
  'EMAIL',
  'FACEBOOK_MESSAGE',
  'INSTAGRAM_DIRECT',
  'SMS',
  'TWITTER',
  'VOICEMAIL',
  'WHATSAPP',
]);

/** Whether the last message of the conversation came from the customer. */
export function awaitsReply(organization, conversation) {
  const last = itemsOf(organization, conversation).findLast(({ content }) => MESSAGES.has(content.type));
  return last?.initiator?.type === 'CUSTOMER';
}

export const openConversationOf = (organization, customerId) =>
  organization.conversations.find((one) => one.customerId === customerId && one.status !== 'CLOSED');
