import { pick } from '../../shared/fields.mjs';
import { invalid, missing } from '../errors.mjs';
import { change, gone } from './records.mjs';
import { tagList } from './tagging.mjs';

const AVAILABILITY = ['ai_chatbot_availability', 'ai_copilot_availability', 'ai_sales_agent_availability'];

const view = (workspace) => (article) => ({
  ...article,
  tags: { type: 'tag.list', tags: tagList(workspace, article) },
});

export function createInternalArticle(workspace, fields, at) {
  return workspace.internalArticles.add({
    id: workspace.number(),
    type: 'internal_article',
    title: '',
    body: '',
    owner_id: null,
    author_id: null,
    locale: 'en',
    audience_ids: [],
    folder_id: null,
    ai_chatbot_availability: false,
    ai_copilot_availability: true,
    ai_sales_agent_availability: false,
    created_at: at,
    updated_at: at,
    _tags: [],
    ...fields,
  });
}

function readArticle({ workspace, body }) {
  if (body.title === '') throw missing('title is a required parameter');
  const people = pick(body, 'author_id', 'owner_id');
  for (const [name, id] of Object.entries(people)) {
    if (!workspace.admins.get(id)) throw invalid(`${name} names no teammate`);
    people[name] = Number(id);
  }
  const fromMarkdown = body.body === undefined && body.body_markdown !== undefined;
  return {
    ...pick(body, 'title', 'body', 'audience_ids', ...AVAILABILITY),
    ...people,
    ...(fromMarkdown && { body: `<p>${body.body_markdown}</p>` }),
  };
}

const articleIn = ({ workspace, params }) => workspace.internalArticles.require(params.internal_article_id);

/** The vendor hands page numbers back as the text they were sent as. */
function list(context) {
  const answer = context.paged(context.workspace.internalArticles.list(), view(context.workspace));
  for (const name of ['page', 'per_page']) {
    if (context.query[name] !== undefined) answer.pages[name] = String(context.query[name]);
  }
  return answer;
}

export default {
  'internal_articles.list': list,
  'internal_articles.search': (context) => {
    const { workspace, query } = context;
    const found = workspace.internalArticles.list(
      (one) => query.folder_id === undefined || String(one.folder_id) === String(query.folder_id),
    );
    return context.paged(found, view(workspace));
  },
  'internal_articles.get': (context) => view(context.workspace)(articleIn(context)),
  'internal_articles.create': (context) =>
    view(context.workspace)(createInternalArticle(context.workspace, readArticle(context), context.now)),
  'internal_articles.update': (context) =>
    view(context.workspace)(change(articleIn(context), readArticle(context), context.now)),
  'internal_articles.delete': (context) => {
    const article = articleIn(context);
    context.workspace.internalArticles.remove(article);
    return gone(article, 'internal_article');
  },
};
