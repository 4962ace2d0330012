import { pick } from '../../shared/fields.mjs';
import { ApiError, invalid, missing, unprocessable } from '../errors.mjs';
import { change, gone } from './records.mjs';
import { tagList } from './tagging.mjs';

const FIELDS = ['title', 'description', 'body', 'body_markdown', 'state', 'parent_type'];

const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
const plain = (html) =>
  (html ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const urlOf = ({ id, title }, workspace) => `https://help.${workspace.slug}.example/en/articles/${id}-${slug(title)}`;

function articleView(workspace, article, { statistics = false, list = false } = {}) {
  const { translated_content: translated, ...rest } = article;
  return {
    ...rest,
    url: article.state === 'published' ? urlOf(article, workspace) : null,
    tags: { type: 'tag.list', tags: tagList(workspace, article) },
    has_unpublished_changes: article._draft !== null,
    draft_updated_at: article._draft?.updated_at ?? null,
    ...(statistics && {
      statistics: {
        type: 'article_statistics',
        views: 0,
        conversations: 0,
        reactions: 0,
        happy_reaction_percentage: 0,
        neutral_reaction_percentage: 0,
        sad_reaction_percentage: 0,
      },
    }),
    ...(translated && !list && { translated_content: { type: 'article_translated_content', ...translated } }),
  };
}

export function createArticle(workspace, fields, at) {
  const article = workspace.articles.add({
    id: workspace.number(),
    type: 'article',
    workspace_id: workspace.id,
    parent_id: null,
    parent_ids: [],
    parent_type: null,
    title: '',
    description: '',
    body: '',
    author_id: null,
    state: 'draft',
    default_locale: 'en',
    created_at: at,
    updated_at: at,
    translated_content: null,
    ai_chatbot_availability: true,
    ai_copilot_availability: true,
    ai_sales_agent_availability: false,
    _tags: [],
    _draft: null,
    ...fields,
  });
  addVersion(workspace, article, at);
  return article;
}

function addVersion(workspace, article, at) {
  const versions = workspace.articleVersions.list((one) => one.article_id === article.id);
  workspace.articleVersions.add({
    type: 'article_version',
    article_id: article.id,
    title: article.title,
    description: article.description,
    body: article.body,
    author_id: String(article.author_id),
    created_by_id: String(article.author_id),
    created_via: 'api',
    from_version_id: versions.at(-1)?.id ?? null,
    state: article.state,
    created_at: at,
    updated_at: at,
  });
}

function parentOf({ workspace }, { parent_id: id, parent_type: type }) {
  if (id === undefined) return {};
  const parent = workspace.collections.get(id);
  if (!parent) throw invalid('parent_id names no collection');
  return { parent_id: Number(parent.id), parent_ids: [Number(parent.id)], parent_type: type ?? 'collection' };
}

function authorOf({ workspace }, id) {
  if (!workspace.admins.get(id)) throw invalid('author_id names no teammate');
  return Number(id);
}

/** Locales are merged one by one: what a locale does not send it keeps. */
function withLocales(current, sent, now) {
  const merged = { ...current };
  for (const [locale, content] of Object.entries(sent ?? {})) {
    if (locale === 'type' || content === null) continue;
    const before = merged[locale] ?? {
      type: 'article_content',
      state: 'draft',
      description: '',
      body: '',
      created_at: now,
    };
    if (!before.title && !content.title) throw missing(`translated_content.${locale}.title is a required parameter`);
    merged[locale] = { ...before, ...content, type: 'article_content', updated_at: now };
  }
  return merged;
}

function readArticle(context, current) {
  const { body, now } = context;
  const author = body.author_id ?? body.translated_content?.en?.author_id;
  if (!current && author === undefined)
    throw missing('author_id must be in the main body or default locale translated_content object');
  const fields = pick(body, ...FIELDS);
  if (body.body_markdown !== undefined && body.body === undefined) fields.body = `<p>${body.body_markdown}</p>`;
  if (fields.title === '') throw missing('title is a required parameter');
  return {
    ...fields,
    ...parentOf(context, body),
    ...(author !== undefined && { author_id: authorOf(context, author) }),
    ...(body.translated_content && {
      translated_content: withLocales(current?.translated_content, body.translated_content, now),
    }),
  };
}

const articleIn = ({ workspace, params }) => workspace.articles.require(params.article_id ?? params.id);

function checkLocale({ query }, article) {
  const { locale } = query;
  if (locale === undefined || locale === 'en' || article.translated_content?.[locale]) return;
  throw new ApiError(400, 'parameter_invalid', 'Unknown locale');
}

/** Every word of the phrase, wherever it stands, as the help center's own search does. */
function matches(article, phrase) {
  const text = plain(`${article.title} ${article.description} ${article.body}`).toLowerCase();
  return phrase
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

function highlightOf(article, phrase) {
  const mark = (text) => {
    const words = phrase
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''));
    const wanted = new RegExp(`(${words.join('|')})`, 'giu');
    return plain(text)
      .split(wanted)
      .filter(Boolean)
      .map((part) => ({ type: wanted.test(part) ? 'highlight' : 'plain', text: part }));
  };
  return { article_id: article.id, highlighted_title: mark(article.title), highlighted_summary: [mark(article.body)] };
}

function searchArticles(context) {
  const { workspace, query } = context;
  const { phrase = '', state = 'all', help_center_id: center } = query;
  const inCenter = ({ parent_id: id }) =>
    center === undefined || String(workspace.collections.get(id)?.help_center_id) === String(center);
  const found = workspace.articles.list(
    (article) => (state === 'all' || article.state === state) && inCenter(article) && matches(article, phrase),
  );
  const shown = [];
  const answer = context.paged(found, (article) => {
    shown.push(article);
    return articleView(workspace, article, { list: true });
  });
  answer.data.highlights = query.highlight && phrase ? shown.map((article) => highlightOf(article, phrase)) : [];
  return answer;
}

function publish(context) {
  const { workspace, body, now } = context;
  const article = articleIn(context);
  if (!article._draft) throw unprocessable('parameter_invalid', 'Article has no draft to publish');
  const { updated_at: _, ...fields } = article._draft;
  const changed = ['en', ...Object.keys(fields.translated_content ?? {})];
  const idle = (body.locales ?? []).filter((locale) => !changed.includes(locale));
  if (idle.length > 0) {
    const message = `Cannot publish a draft for locale(s) without pending changes: ${idle.join(', ')}`;
    throw unprocessable('parameter_invalid', message);
  }
  change(article, { ...fields, _draft: null }, now);
  addVersion(workspace, article, now);
  return articleView(workspace, article);
}

export default {
  'articles.list': (context) => {
    const order = { key: (article) => article.updated_at, descending: true };
    return context.paged(
      context.workspace.articles.list(),
      (one) => articleView(context.workspace, one, { list: true }),
      {
        order,
      },
    );
  },
  'articles.search': searchArticles,
  'articles.get': (context) => articleView(context.workspace, articleIn(context), { statistics: true }),
  'articles.create': (context) =>
    articleView(context.workspace, createArticle(context.workspace, readArticle(context, null), context.now), {
      statistics: true,
    }),
  'articles.update': (context) => {
    const article = articleIn(context);
    change(article, readArticle(context, article), context.now);
    addVersion(context.workspace, article, context.now);
    return articleView(context.workspace, article, { statistics: true });
  },
  'articles.delete': (context) => {
    const article = articleIn(context);
    context.workspace.articles.remove(article);
    return gone(article, 'article');
  },

  'article_drafts.get': (context) => {
    const article = articleIn(context);
    return articleView(context.workspace, { ...article, ...article._draft, updated_at: article.updated_at });
  },
  'article_drafts.stage': (context) => {
    const article = articleIn(context);
    if (article.state !== 'published')
      throw unprocessable('parameter_invalid', 'Article must be published before a draft can be staged');
    const { state: _, ...fields } = readArticle(context, article);
    article._draft = { ...article._draft, ...fields, updated_at: context.now };
    return articleView(context.workspace, { ...article, ...article._draft, updated_at: article.updated_at });
  },
  'article_drafts.publish': publish,

  'article_versions.list': (context) => {
    const article = articleIn({ ...context, params: { id: context.params.article_id } });
    checkLocale(context, article);
    const versions = context.workspace.articleVersions.list((one) => one.article_id === article.id);
    const view = ({ body: _, updated_at: __, ...version }) => version;
    return context.paged(versions, view, { order: { key: (one) => one.created_at, descending: true } });
  },
  'article_versions.get': (context) => {
    const { workspace, params } = context;
    const article = workspace.articles.require(params.article_id);
    checkLocale(context, article);
    return workspace.articleVersions.require(params.id, (one) => one.article_id === article.id);
  },
};
