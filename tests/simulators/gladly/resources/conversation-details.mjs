import { invalid } from '../errors.mjs';
import { addItem, conversationOf, emitFor } from './conversation-records.mjs';
import { byApi, emit } from './records.mjs';

function changeTopics(context, conversation, added, removed) {
  if (added.length + removed.length === 0) return;
  const initiator = byApi(context);
  conversation.topicIds = [...conversation.topicIds.filter((id) => !removed.includes(id)), ...added];
  const content = {
    type: 'TOPIC_CHANGE',
    ...(added.length > 0 && { addedTopicIds: added }),
    ...(removed.length > 0 && { removedTopicIds: removed }),
  };
  addItem(context, conversation, { initiator, content });
  for (const topicId of added) emitFor(context, conversation, 'CONVERSATION/TOPIC_ADDED', { topicId }, initiator);
  for (const topicId of removed) emitFor(context, conversation, 'CONVERSATION/TOPIC_REMOVED', { topicId }, initiator);
}

function addTopics(context) {
  const { organization, body } = context;
  const conversation = conversationOf(context);
  for (const id of body.topicIds) organization.topics.refer(id, 'topicIds');
  const added = [...new Set(body.topicIds)].filter((id) => !conversation.topicIds.includes(id));
  changeTopics(context, conversation, added, []);
}

function readPairs({ organization }, pairs = [], attr) {
  return pairs.map(({ key, value }, at) => {
    const definition = organization.customAttributes.find((one) => one.key === key && !one.deactivated);
    if (!definition) throw invalid(`custom attribute [${key}] does not exist`, `${attr}[${at}].key`);
    return { id: definition.id, key, value };
  });
}

const isSame = (pair) => (other) => other.id === pair.id && other.value === pair.value;

function changeAttributes(context) {
  const { body, params } = context;
  const conversation = context.organization.conversations.require(
    params.conversationId,
    ({ customerId }) => customerId === params.customerId,
  );
  const add = readPairs(context, body.add, 'add').filter((pair) => !conversation.customAttributes.some(isSame(pair)));
  const remove = readPairs(context, body.remove, 'remove').filter((pair) =>
    conversation.customAttributes.some(isSame(pair)),
  );
  conversation.customAttributes = [
    ...conversation.customAttributes.filter((pair) => !remove.some(isSame(pair))),
    ...add.map(({ id, value }) => ({ id, value })),
  ];
  const tell = (type) => (pair) =>
    emit(
      context,
      type,
      {
        customerId: conversation.customerId,
        conversationId: conversation.id,
        customAttributeId: pair.id,
        customAttributeKey: pair.key,
        customAttributeValue: pair.value,
      },
      byApi(context),
    );
  add.forEach(tell('CONVERSATION/CUSTOM_ATTRIBUTE_ADDED'));
  remove.forEach(tell('CONVERSATION/CUSTOM_ATTRIBUTE_REMOVED'));
}

function addNote(context) {
  const { body } = context;
  const conversation = conversationOf(context);
  const initiator = byApi(context);
  const content = { type: 'CONVERSATION_NOTE', body: body.content?.body ?? body.body };
  const note = addItem(context, conversation, { initiator, content });
  const { customerId, id: conversationId } = conversation;
  emit(context, 'CONVERSATION/NOTE_CREATED', { noteId: note.id, customerId, conversationId }, initiator);
  return `/conversations/${conversationId}/notes/${note.id}`;
}

export default {
  'conversation_topics.create': addTopics,
  'conversation_topics.delete': (context) => {
    const conversation = conversationOf(context);
    const { topicId } = context.params;
    changeTopics(
      context,
      conversation,
      [],
      conversation.topicIds.filter((id) => id === topicId),
    );
  },
  'conversation_freeform_topics.update': changeAttributes,
  'conversation_notes.create': addNote,
  'conversation_notes.get': (context) => {
    const { id } = conversationOf(context);
    return context.organization.items.require(
      context.params.noteId,
      (item) => item.conversationId === id && item.content.type === 'CONVERSATION_NOTE',
    );
  },
};
