import { notFound } from '../errors.mjs';

const DEFAULT_LANGUAGE = 'en-us';

/** These paths name the organization, and its answers are there for everybody. */
function answersOf({ organization, params, query }) {
  if (organization.id !== params.orgId) throw notFound();
  const { lng = DEFAULT_LANGUAGE, audienceId } = query;
  return organization.answerContents
    .list(({ type, language }) => type === 'public' && language === lng.toLowerCase())
    .map((content) => ({ content, answer: organization.answers.get(content.answerId) }))
    .filter(({ answer }) => !audienceId || answer.audienceIds.includes(audienceId))
    .sort((one, other) => one.content.title.localeCompare(other.content.title, 'en'));
}

const title = ({ answer, content }) => ({ id: answer.id, name: content.title });
const whole = ({ answer, content }) => ({
  ...title({ answer, content }),
  bodyHtml: content.bodyHtml,
  language: content.language,
  updatedAt: content._updatedAt,
});

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function search(context) {
  const wanted = wordsOf(context.query.q ?? '');
  const rank = ({ content }) => {
    const text = `${content.title} ${content.bodyHtml.replace(/<[^>]*>/g, ' ')}`.toLowerCase();
    return wanted.filter((word) => text.includes(word)).length;
  };
  return answersOf(context)
    .filter((one) => wanted.length === 0 || rank(one) > 0)
    .sort((one, other) => rank(other) - rank(one))
    .map(title);
}

export default {
  'public_answers.search': search,
  'public_answers.list': (context) => answersOf(context).map(whole),
  'public_answers.get': (context) => {
    const found = answersOf(context).find(({ answer }) => answer.id === context.params.answerId);
    if (!found) throw notFound('answer does not exist');
    return whole(found);
  },
  'help_center_answer_titles.list': (context) => {
    const all = answersOf(context);
    const center = context.organization.helpCenters.require(context.params.helpCenterId);
    const ids = center.sections.flatMap(({ answerIds }) => answerIds);
    return all.filter(({ answer }) => ids.includes(answer.id)).map(title);
  },
};
