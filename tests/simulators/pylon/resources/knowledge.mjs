import { pick, sent } from '../../shared/fields.mjs';
import { duplicate, invalid } from '../errors.mjs';
import { idStub } from '../store.mjs';
import { change, reference, referAll, slugOf } from './records.mjs';

const baseOf = ({ organization, params }) => organization.knowledgeBases.require(params.id);
const within = (base) => (record) => record._knowledge_base_id === base.id || record.knowledge_base_id === base.id;

const articleOf = (context) =>
  context.organization.articles.require(context.params.article_id, within(baseOf(context)));
const collectionOf = (context) =>
  context.organization.collections.require(context.params.collection_id, within(baseOf(context)));
const themeOf = (context) => context.organization.themes.require(context.params.theme_id, within(baseOf(context)));

export const PUBLIC = { ai_agent_access: 'inherit', allowed_agent_ids: [], visibility: 'public' };

function checkLanguage(base, language) {
  if (language && !base.supported_languages.includes(language)) {
    throw invalid(`language must be one of ${base.supported_languages.join(', ')}`);
  }
}

const withoutMedia = (html) => html?.replace(/<(img|video|iframe)\b[^>]*>(<\/\1>)?/g, '') ?? html;

/** The article as one reader asks for it: translated where a translation exists, without media if so wished. */
function shown(article, { language, media }) {
  const translation = article._translations[language];
  const strip = media === 'none' ? withoutMedia : (html) => html;
  return {
    ...article,
    title: translation?.title ?? article.title,
    current_draft_content_html: strip(translation?.body_html ?? article.current_draft_content_html),
    current_published_content_html: strip(
      article.is_published ? (translation?.body_html ?? article.current_published_content_html) : null,
    ),
  };
}

export function createArticle(organization, base, { title, slug, body, published, at, ...fields }) {
  const identifier = organization.random.hex(10);
  const name = slug || slugOf(title);
  return organization.articles.add({
    collection_id: null,
    current_draft_content_html: body,
    current_published_content_html: published ? body : null,
    identifier,
    is_published: published,
    is_unlisted: false,
    last_published_at: published ? at : null,
    slug: name,
    title,
    url: `https://help.${organization.slug}.example/articles/${identifier}-${name}`,
    visibility_config: PUBLIC,
    _knowledge_base_id: base.id,
    _tag_ids: [],
    _translations: {},
    ...fields,
  });
}

function create(context) {
  const { organization, body, clock } = context;
  const base = baseOf(context);
  const author = organization.users.refer(body.author_user_id, 'author_user_id');
  const collection = reference(organization.collections, body, 'collection_id', idStub);
  for (const { language } of body.translations ?? []) checkLanguage(base, language);
  const article = createArticle(organization, base, {
    title: body.title,
    slug: body.slug,
    body: body.body_html,
    published: body.is_published ?? false,
    at: clock.iso(),
    collection_id: collection?.id ?? null,
    _author_user_id: author.id,
    _translations: Object.fromEntries((body.translations ?? []).map((one) => [one.language, one])),
    ...pick(body, 'is_unlisted', 'visibility_config'),
  });
  return { data: article };
}

function readText(article, { title, body_html: html, language }) {
  if (language) {
    const translation = { title: article.title, body_html: '', ...article._translations[language], language };
    const texts = { ...(title !== undefined && { title }), ...(html !== undefined && { body_html: html }) };
    return { _translations: { ...article._translations, [language]: { ...translation, ...texts } } };
  }
  return {
    ...(title !== undefined && { title }),
    ...(html !== undefined && { current_draft_content_html: html }),
  };
}

function update(context) {
  const { organization, body, clock } = context;
  const base = baseOf(context);
  const article = articleOf(context);
  checkLanguage(base, body.language);
  if (sent(body, 'tag_ids')) referAll(organization.tags, body.tag_ids, 'tag_ids');
  const text = readText(article, {
    ...body,
    language: body.language === base.default_language ? undefined : body.language,
  });
  const draft = text.current_draft_content_html ?? article.current_draft_content_html;
  const publishes = body.publish_updated_body_html === true || (body.is_published === true && !article.is_published);
  const changes = {
    ...text,
    ...pick(body, 'is_unlisted', 'visibility_config', 'is_published'),
    ...(sent(body, 'tag_ids') && { _tag_ids: body.tag_ids }),
    ...(publishes && { is_published: true, current_published_content_html: draft, last_published_at: clock.iso() }),
    ...(body.is_published === false && { current_published_content_html: null }),
  };
  return { data: change(article, changes, clock) };
}

const articles = {
  'articles.list': (context) => {
    const base = baseOf(context);
    checkLanguage(base, context.query.language);
    const { data, pagination } = context.page(context.organization.articles.list(within(base)));
    return { data: data.map((article) => shown(article, context.query)), pagination };
  },
  'articles.get': (context) => {
    checkLanguage(baseOf(context), context.query.language);
    return { data: shown(articleOf(context), context.query) };
  },
  'articles.create': create,
  'articles.update': update,
  'articles.delete': (context) => {
    context.organization.articles.remove(articleOf(context));
    return {};
  },
  'articles.request_review': (context) => {
    const { organization, body, clock } = context;
    const article = articleOf(context);
    const reviewers = referAll(organization.users, body.reviewer_user_ids ?? [], 'reviewer_user_ids');
    const review = { user_ids: reviewers.map(({ id }) => id), by_ai: body.request_ai_review ?? false };
    return { data: change(article, { _review: review }, clock) };
  },
};

const collections = {
  'collections.list': (context) => context.all(context.organization.collections.list(within(baseOf(context)))),
  'collections.get': (context) => ({ data: collectionOf(context) }),
  'collections.create': (context) => {
    const { organization, body, clock } = context;
    const base = baseOf(context);
    const parent = reference(organization.collections, body, 'parent_collection_id', idStub);
    const data = organization.collections.add({
      created_at: clock.iso(),
      description: body.description ?? '',
      icon: '',
      parent_collection_id: parent?.id ?? null,
      slug: body.slug || slugOf(body.title),
      title: body.title,
      visibility_config: body.visibility_config ?? PUBLIC,
      _knowledge_base_id: base.id,
    });
    return { data };
  },
  'collections.update': (context) => {
    const changes = pick(context.body, 'title', 'description', 'slug', 'visibility_config');
    return { data: change(collectionOf(context), changes, context.clock) };
  },
  'collections.delete': (context) => {
    const { organization } = context;
    const collection = collectionOf(context);
    for (const article of organization.articles.list((one) => one.collection_id === collection.id)) {
      article.collection_id = null;
    }
    organization.collections.remove(collection);
    return {};
  },
};

const themes = {
  'knowledge_base_themes.get': (context) => ({ data: themeOf(context) }),
  'knowledge_base_themes.update': (context) => {
    const { id: _id, knowledge_base_id: _base, _sequence, ...settings } = context.body;
    return { data: change(themeOf(context), { ...settings, is_published: false }, context.clock) };
  },
  'knowledge_base_themes.publish': (context) => ({
    data: change(themeOf(context), { is_published: true }, context.clock),
  }),
};

function createRedirect(context) {
  const { organization, body, settings, clock } = context;
  const base = baseOf(context);
  checkLanguage(base, body.language);
  const kind = body.object_type === 'article' ? organization.articles : organization.collections;
  const target = kind.refer(body.object_id, 'object_id');
  const taken = organization.routeRedirects.find((one) => within(base)(one) && one.from_path === body.from_path);
  if (taken) throw duplicate(settings.duplicateStatus, 'A redirect from this path exists', taken.id);
  const data = organization.routeRedirects.add({
    created_at: clock.iso(),
    from_path: body.from_path,
    language: body.language ?? base.default_language,
    object_id: target.id,
    object_type: body.object_type,
    _knowledge_base_id: base.id,
  });
  return { data };
}

export default {
  'knowledge_bases.list': ({ organization, all }) => all(organization.knowledgeBases.list()),
  'knowledge_bases.get': (context) => ({ data: baseOf(context) }),
  'article_feedback.list': ({ organization, all }) => all(organization.articleFeedback.list()),
  'route_redirects.create': createRedirect,
  ...articles,
  ...collections,
  ...themes,
};
