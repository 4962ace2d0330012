import { invalid, notFound } from '../errors.mjs';
import { addPart } from './conversation-records.mjs';
import { conversationIn, fullConversation, reply } from './conversations.mjs';
import { actor, adminStub } from './records.mjs';

function assign({ workspace, body }) {
  const { type, assignee_id: id } = body;
  const member = type === 'team' ? 'team_assignee_id' : 'admin_assignee_id';
  if (String(id) === '0') return { changes: { [member]: null }, assignedTo: { type: 'nobody', id: '0' } };
  const assignee = (type === 'team' ? workspace.teams : workspace.admins).get(id);
  if (!assignee) throw notFound('Assignee not found', 'assignee_not_found');
  return { changes: { [member]: Number(assignee.id) }, assignedTo: { type, id: assignee.id } };
}

/** What each message type changes, and what else its part shows. */
const ACTIONS = {
  close: () => ({ changes: { open: false, state: 'closed', snoozed_until: null, waiting_since: null } }),
  open: () => ({ changes: { open: true, state: 'open', snoozed_until: null } }),
  snoozed: ({ body, now }) => {
    if (body.snoozed_until <= now) throw invalid('snoozed_until must be in the future');
    return { changes: { open: true, state: 'snoozed', snoozed_until: body.snoozed_until } };
  },
  assignment: assign,
};

export default {
  'conversations.reply': reply,
  'conversations.manage': (context) => {
    const { workspace, body, now } = context;
    const conversation = conversationIn(context);
    const admin = actor(context, body.admin_id);
    const { changes, assignedTo } = ACTIONS[body.message_type](context);
    const part = {
      partType: body.message_type,
      author: adminStub(admin),
      body: body.body ?? null,
      assignedTo,
      at: now,
    };
    addPart(workspace, conversation, part);
    Object.assign(conversation, changes);
    return fullConversation(context, conversation);
  },
};
