import { wrongState } from '../errors.mjs';
import { addItem, awaitsReply, conversationOf, emitFor, openConversationOf } from './conversation-records.mjs';
import { customerOf } from './customer-records.mjs';
import { byApi, now, readAssignee } from './records.mjs';

function refuseClosing({ organization, settings }, conversation, force) {
  if (settings.topicsRequired && conversation.topicIds.length === 0) {
    throw wrongState('topics are required before closing of conversation');
  }
  if (!force && awaitsReply(organization, conversation)) {
    throw wrongState(
      "cannot close conversation, customer waiting for response, set 'status.force' to true to override",
    );
  }
}

function refuseReopening({ organization }, conversation) {
  const other = openConversationOf(organization, conversation.customerId);
  if (other) throw wrongState(`customer already has an open conversation [${other.id}]`);
}

function changeStatus(context, conversation, value) {
  const initiator = byApi(context);
  conversation.status = value;
  if (value === 'CLOSED') conversation.closedAt = now(context);
  else delete conversation.closedAt;
  addItem(context, conversation, { initiator, content: { type: 'CONVERSATION_STATUS_CHANGE', status: value } });
  emitFor(context, conversation, value === 'CLOSED' ? 'CONVERSATION/CLOSED' : 'CONVERSATION/REOPENED', {}, initiator);
}

function changeAssignee(context, conversation, assignee) {
  delete conversation.agentId;
  Object.assign(conversation, assignee);
  emitFor(context, conversation, 'CONVERSATION_ASSIGNEE/UPDATED', { reason: 'MANUAL', assignee }, byApi(context));
}

/** All is checked before anything changes; a reopening counts before the assignment, a closing after it. */
function update(context) {
  const { body } = context;
  const conversation = conversationOf(context);
  const status = body.status?.value === conversation.status ? undefined : body.status?.value;
  if (status === 'OPEN' && conversation.status === 'CLOSED') refuseReopening(context, conversation);
  if (body.assignee && conversation.status === 'CLOSED' && status !== 'OPEN') {
    throw wrongState('closed conversation cannot be reassigned');
  }
  const assignee = body.assignee && readAssignee(context, body.assignee);
  if (status === 'CLOSED') refuseClosing(context, conversation, body.status.force);
  if (status === 'OPEN') changeStatus(context, conversation, status);
  if (assignee) changeAssignee(context, conversation, assignee);
  if (status === 'CLOSED') changeStatus(context, conversation, status);
}

export default {
  'customer_conversations.list': (context) => {
    const { id } = customerOf(context);
    return context.organization.conversations
      .list(({ customerId }) => customerId === id)
      .sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  },
  'conversations.get': conversationOf,
  'conversations.update': update,
};
