import { pick } from '../../shared/fields.mjs';
import { ApiError, unprocessable } from '../errors.mjs';
import { crud, requireText } from './records.mjs';

const AVAILABILITY = ['ai_chatbot_availability', 'ai_copilot_availability', 'ai_sales_agent_availability'];

/** The searchable kinds: type in filters, type in answers, collection. */
const KINDS = [
  ['article', 'article', 'articles'],
  ['internal_article', 'internal_article', 'internalArticles'],
  ['snippet', 'content_snippet', 'snippets'],
  ['external_content', 'external_content', 'externalPages'],
];

const plain = (html) => (html ?? '').replace(/<[^>]*>/g, ' ');
const textOf = (one) =>
  plain(`${one.title} ${one.body ?? ''} ${one.html ?? ''} ${one.body_markdown ?? ''}`).toLowerCase();
const within = (value, after, before) =>
  (after === undefined || value > after) && (before === undefined || value < before);
const onOff = (wanted, value) => wanted === undefined || value === (wanted === 'on');

function tagged({ tag_ids: wanted, tag_operator: operator = 'IN', any_tag_ids: any }, record) {
  const own = (record._tags ?? []).map(({ id }) => id);
  if (any && !any.some((id) => own.includes(id))) return false;
  if (!wanted) return true;
  return operator === 'NIN' ? !wanted.some((id) => own.includes(id)) : wanted.every((id) => own.includes(id));
}

/** Every filter of the content search, over one record. */
const matches = (query, kind) => (record) =>
  (!query.content_types || query.content_types.includes(kind)) &&
  (query.query === undefined ||
    query.query
      .toLowerCase()
      .split(/\s+/)
      .every((word) => textOf(record).includes(word))) &&
  (!query.states || query.states.includes(record.state ?? 'published')) &&
  (!query.locales || query.locales.includes(record.locale ?? record.default_locale ?? 'en')) &&
  tagged(query, record) &&
  (!query.folder_ids || query.folder_ids.includes(String(record.folder_id))) &&
  onOff(query.copilot_state, record.ai_copilot_availability) &&
  onOff(query.fin_service_state, record.ai_chatbot_availability ?? record.ai_agent_availability) &&
  onOff(query.fin_sales_state, record.ai_sales_agent_availability ?? false) &&
  (!query.created_by_ids || query.created_by_ids.includes(String(record.author_id))) &&
  (!query.last_updated_by_ids || query.last_updated_by_ids.includes(String(record.author_id))) &&
  within(record.created_at, query.created_at_after, query.created_at_before) &&
  within(record.updated_at, query.updated_at_after, query.updated_at_before);

function searchContent(context) {
  const { workspace, query } = context;
  const found = KINDS.flatMap(([kind, type, collection]) =>
    workspace[collection].list(matches(query, kind)).map((record) => ({ type, id: record.id, title: record.title })),
  ).map((record, at) => ({ ...record, _sequence: at + 1 }));
  const answer = context.paged(found);
  answer.pages.prev = null;
  return answer;
}

function bulkAction({ workspace, body }) {
  const needs = { set_availability: 'availability', set_audience: 'audience', update_tags: 'tags' }[body.action];
  if (needs && body[needs] === undefined)
    throw unprocessable('parameter_not_found', `${needs} is required for ${body.action}`);
  const found = body.content_ids.map(({ type, id }) => {
    const collection = { article: 'articles', internal_article: 'internalArticles', content_snippet: 'snippets' }[type];
    return collection ? workspace[collection].get(id) : workspace.externalPages.get(id);
  });
  if (found.some((record) => !record)) throw unprocessable('data_invalid', 'content_ids names unknown content');
  for (const record of found) {
    if (body.action === 'publish') record.state = 'published';
    if (body.action === 'unpublish') record.state = 'draft';
    if (body.availability?.copilot !== undefined) record.ai_copilot_availability = body.availability.copilot;
    if (body.availability?.ai_agent !== undefined) record.ai_chatbot_availability = body.availability.ai_agent;
  }
  return { type: 'content_bulk_action', status: 'queued' };
}

function readSnippet({ workspace, body }, current) {
  const unknown = (body.audience_ids ?? []).filter((id) => !workspace.audiences.get(id));
  if (unknown.length > 0)
    throw new ApiError(404, 'parameter_invalid', `audience_ids contains unknown audience IDs: ${unknown.join(', ')}`);
  if (body.locale !== undefined && !/^[a-z]{2}(-[A-Z]{2})?$/.test(body.locale))
    throw unprocessable('validation_error', 'The language is not currently supported for Fin');
  const defaults = current
    ? {}
    : { title: '', locale: 'en', json_blocks: [], body_markdown: '', audience_ids: [], _tags: [] };
  const blocks = body.body_markdown !== undefined && [{ type: 'paragraph', text: body.body_markdown }];
  return {
    ...defaults,
    chatbot_availability: 1,
    copilot_availability: 1,
    ai_chatbot_availability: current?.ai_chatbot_availability ?? true,
    ai_copilot_availability: current?.ai_copilot_availability ?? true,
    ai_sales_agent_availability: current?.ai_sales_agent_availability ?? true,
    ...(blocks && { json_blocks: blocks }),
    ...pick(body, 'title', 'locale', 'json_blocks', 'body_markdown', 'audience_ids', ...AVAILABILITY),
  };
}

function readAudience({ body }, current) {
  const message = current ? 'Name must not be blank' : 'Name is required';
  if (!current || body.name !== undefined) requireText(body.name, message, 'validation_error', 422);
  return {
    ...(!current && {
      predicates: [],
      role_predicates: [{ attribute: 'role', type: 'role', comparison: 'eq', value: 'user' }],
    }),
    ...pick(body, 'name', 'predicates', 'role_predicates'),
  };
}

const readSource = ({ workspace, body, now }, current) => ({
  ...(!current && { id: Number(workspace.number()), last_synced_at: now, audience_ids: [] }),
  status: 'active',
  ...pick(body, 'sync_behavior', 'status', 'url'),
  ...(body.audience_ids !== undefined && { audience_ids: [body.audience_ids].flat() }),
});

function readPage({ workspace, body, now }, current) {
  const source = workspace.importSources.require(body.source_id);
  return {
    ...(!current && { ai_agent_availability: false, ai_copilot_availability: false, url: '' }),
    ...pick(body, 'title', 'html', 'url', 'ai_agent_availability', 'ai_copilot_availability', 'locale'),
    ...(body.fin_availability !== undefined && { ai_agent_availability: body.fin_availability }),
    ai_sales_agent_availability: current?.ai_sales_agent_availability ?? false,
    source_id: Number(source.id),
    ...(body.external_id !== undefined && { external_id: String(body.external_id) }),
    last_ingested_at: now,
  };
}

const pageView = (page) => ({ ...page, fin_availability: page.ai_agent_availability });

const snippets = crud('content_snippets', 'snippets', { object: 'content_snippet', fields: readSnippet });
const audiences = crud('audiences', 'audiences', { object: 'audience', fields: readAudience });
const sources = crud('content_import_sources', 'importSources', {
  object: 'content_import_source',
  fields: readSource,
});
const pages = crud('external_pages', 'externalPages', { object: 'external_page', fields: readPage, view: pageView });

export default {
  ...snippets,
  ...audiences,
  ...sources,
  ...pages,
  'content.search': searchContent,
  'content.bulk_action': bulkAction,

  'external_pages.upsert': (context) => {
    const { workspace, body } = context;
    const known = workspace.externalPages.find(
      (one) => one.external_id === String(body.external_id) && String(one.source_id) === String(body.source_id),
    );
    if (!known) return pages['external_pages.create'](context);
    return pages['external_pages.update']({ ...context, params: { page_id: known.id } });
  },
  // Unlike other deletes this one shows the page, emptied.
  'external_pages.delete': ({ workspace, params }) => {
    const page = workspace.externalPages.require(params.page_id);
    workspace.externalPages.remove(page);
    return pageView({ ...page, html: '' });
  },
};
