import { pick } from '../../shared/fields.mjs';
import { ApiError, notFound } from '../errors.mjs';
import { contactView, createContact } from './contact-records.mjs';
import { change } from './records.mjs';

const finIn = (workspace, id) => workspace.finConversations.find((one) => one._external_id === String(id));

function thinking({ clock }, conversation, user) {
  return {
    conversation_id: conversation._external_id,
    user_id: String(user.id),
    status: 'thinking',
    created_at_ms: new Date(clock.now()).toISOString(),
    sse_subscription_url: `https://realtime.intercom.example/event-stream/${conversation.id}`,
  };
}

/** Ratings are refused in a form of their own. */
const refuseRating = (field, message) =>
  new ApiError(422, 'data_invalid', message, { body: { errors: { [field]: message } } });

function visitorIn({ workspace }, { id, user_id: userId }) {
  const found = workspace.visitors.find((one) =>
    id !== undefined ? one.id === String(id) : one.user_id === String(userId),
  );
  if (!found) throw notFound('Visitor Not Found');
  return found;
}

export default {
  'fin_conversations.start': (context) => {
    const { workspace, body } = context;
    const known = finIn(workspace, body.conversation_id);
    const fields = { id: workspace.number(), _external_id: String(body.conversation_id), _rating: null };
    return thinking(context, known ?? workspace.finConversations.add(fields), body.user);
  },
  'fin_conversations.reply': (context) => {
    const conversation = finIn(context.workspace, context.body.conversation_id);
    if (!conversation) throw new ApiError(400, 'parameter_invalid', 'conversation_id names no conversation with Fin');
    return thinking(context, conversation, context.body.user);
  },
  'fin_conversations.submit_csat': ({ workspace, body }) => {
    const conversation = finIn(workspace, body.conversation_id);
    if (!conversation)
      throw refuseRating('external_conversation_id', 'Conversation not found for the given external_conversation_id');
    if (conversation._rating?.remark)
      throw refuseRating('base', 'This rating can no longer be changed because a remark has already been submitted');
    conversation._rating = pick(body, 'rating', 'remark');
    return { conversation_id: conversation._external_id, rating: body.rating, status: 'rated' };
  },

  'visitors.get_by_user_id': (context) => visitorIn(context, context.query),
  'visitors.update': (context) => {
    const { body, now } = context;
    const visitor = visitorIn(context, body);
    const attributes = { ...visitor.custom_attributes, ...body.custom_attributes };
    return change(visitor, { ...pick(body, 'name'), custom_attributes: attributes }, now);
  },
  'visitors.convert': (context) => {
    const { workspace, body, now } = context;
    const { visitor: wanted, user } = body;
    const visitor = workspace.visitors.find(
      (one) => one.id === wanted.id || one.user_id === wanted.user_id || (wanted.email && one.email === wanted.email),
    );
    if (!visitor) throw notFound('Visitor Not Found');
    const known = workspace.contacts.find(
      (one) => one.id === user.id || (user.user_id !== undefined && one.external_id === String(user.user_id)),
    );
    workspace.visitors.remove(visitor);
    const role = body.type === 'lead' ? 'lead' : 'user';
    const external = user.user_id === undefined ? null : String(user.user_id);
    const contact =
      known ??
      createContact(workspace, { role, email: user.email ?? null, name: visitor.name, external_id: external }, now);
    return contactView(workspace, contact);
  },
};
