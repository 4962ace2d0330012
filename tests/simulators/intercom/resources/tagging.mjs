import { notFound } from '../errors.mjs';
import { actor } from './records.mjs';

/** Tags as records carry them. */
export const tagList = (workspace, record) =>
  record._tags.map(({ id, applied_at, applied_by }) => ({
    type: 'tag',
    id,
    name: workspace.tags.get(id)?.name,
    applied_at,
    applied_by,
  }));

export function applyTag(record, tag, admin, now) {
  if (!record._tags.some(({ id }) => id === tag.id)) {
    record._tags.push({ id: tag.id, applied_at: now, applied_by: { type: 'admin', id: admin.id } });
  }
}

const CARRIERS = {
  article_tags: ['articles', 'article_id', 'article_not_found', 'Article not found'],
  internal_article_tags: [
    'internalArticles',
    'internal_article_id',
    'internal_article_not_found',
    'Internal article not found',
  ],
  content_snippet_tags: ['snippets', 'content_snippet_id', 'content_snippet_not_found', 'Content snippet not found'],
  contact_tags: ['contacts', 'contact_id', 'not_found', 'User Not Found'],
  conversation_tags: ['conversations', 'conversation_id', 'not_found', 'Conversation not found'],
  ticket_tags: ['tickets', 'ticket_id', 'ticket_not_found', 'Ticket not found'],
};

/** Content forgets who applied a tag once it is taken off; people and conversations do not. */
const FORGETS = ['article_tags', 'internal_article_tags', 'content_snippet_tags'];

function handlersOf(noun, [kind, param, code, message]) {
  const carrier = ({ workspace, params }) => workspace[kind].refer(params[param], 404, code, message);
  return {
    [`${noun}.attach`]: (context) => {
      const record = carrier(context);
      const tag = context.workspace.tags.require(context.body.id);
      applyTag(record, tag, actor(context, context.body.admin_id), context.now);
      return tagList(context.workspace, record).find(({ id }) => id === tag.id);
    },
    [`${noun}.detach`]: (context) => {
      const record = carrier(context);
      const id = context.params.tag_id ?? context.params.id;
      actor(context, context.body.admin_id);
      const tag = tagList(context.workspace, record).find((one) => one.id === id);
      if (!tag) throw notFound('Tag not found', 'tag_not_found');
      record._tags = record._tags.filter((one) => one.id !== id);
      return FORGETS.includes(noun) ? { ...tag, applied_at: null, applied_by: null } : tag;
    },
  };
}

export default Object.assign({}, ...Object.entries(CARRIERS).map((entry) => handlersOf(...entry)));
