import { ApiError, invalid, missing } from '../errors.mjs';
import { contactOf } from './contact-records.mjs';
import { createConversation } from './conversation-records.mjs';
import { actor, adminStub } from './records.mjs';

function create(context) {
  const { workspace, body, now } = context;
  const admin = actor(context, body.from.id);
  const recipients = [body.to].flat().map(({ id }) => contactOf(workspace, id));
  if (recipients.length === 0) throw missing('to must name at least one contact');
  for (const { id } of [body.cc ?? [], body.bcc ?? []].flat(2)) contactOf(workspace, id);
  const kind = body.message_type === 'in_app' ? 'inapp' : body.message_type;
  if (kind === 'whatsapp' && (!body.template || !body.components))
    throw missing('template and components are required for a whatsapp message');
  if (kind !== 'whatsapp' && !body.body) throw invalid('Body is required');
  if (kind === 'email' && !body.subject)
    throw new ApiError(422, 'parameter_not_found', 'No subject supplied for email message');
  const at = body.created_at ?? now;
  const [contact] = recipients;
  // No conversation exists until the contact replies, unless asked for.
  const conversation = body.create_conversation_without_contact_reply
    ? createConversation(workspace, { contact, body: body.body ?? '', subject: body.subject, at })
    : null;
  if (conversation) {
    Object.assign(conversation.source, { delivered_as: 'admin_initiated', author: adminStub(admin) });
    conversation._contacts = recipients.map(({ id }) => id);
  }
  const message = workspace.messages.add({
    type: 'admin_message',
    id: workspace.number(),
    created_at: at,
    ...(body.subject && { subject: body.subject }),
    body: body.body ?? body.template,
    message_type: kind,
    owner: { type: 'admin', id: admin.id },
    ...(conversation && { conversation_id: conversation.id }),
  });
  return message;
}

export default {
  'messages.create': create,

  'whatsapp_messages.get_status': ({ workspace, query }) => {
    const message = workspace.whatsappMessages.find((one) => one.whatsapp_message_id === query.message_id);
    if (!message) throw new ApiError(404, 'whatsapp_message_not_found', 'Whatsapp message not found');
    const { conversation_id, status, type, created_at, updated_at, template_name } = message;
    return { conversation_id, status, type, created_at, updated_at, template_name, message_id: query.message_id };
  },
  'whatsapp_messages.list_statuses': (context) => {
    const { workspace, query } = context;
    const found = workspace.whatsappMessages.list((one) => one._ruleset_id === query.ruleset_id);
    return context.paged(found, undefined, { extra: { ruleset_id: Number(query.ruleset_id) } });
  },
};
