import { pick, sent } from '../../shared/fields.mjs';
import { ApiError, blank, conflict, inUse, invalid, problem } from '../errors.mjs';
import { now, refuseEmpty, refuseTaken } from './records.mjs';

// The languages the vendor knows are not listed anywhere we could see; these will do.
const LANGUAGES = ['en-us', 'en-gb', 'es-419', 'es-es', 'fr-fr', 'de', 'it', 'ja', 'pt-br'];
const TYPES = { public: ['title'], email: ['subject'], messaging: [], reference: [] };

const answerOf = ({ organization, params }) => organization.answers.require(params.answerId);

function readAnswer({ organization, body }) {
  for (const id of body.audienceIds ?? []) organization.audiences.refer(id, 'audienceIds');
  return pick(body, 'name', 'description', 'audienceIds');
}

/** What keeps an answer, or its public text, from being deleted. */
function refuseUsed({ organization }, answer) {
  if (answer._usedBy) throw inUse(`answer is associated with ${answer._usedBy}`, 'answer');
  for (const center of organization.helpCenters.list()) {
    const section = center.sections.find(({ answerIds }) => answerIds.includes(answer.id));
    if (!section) continue;
    throw inUse(`Public response used in Help Center '${center.name}' Section '${section.name}'`, undefined, {
      helpCenterID: center.id,
      sectionID: section.id,
      snippetID: answer.id,
    });
  }
}

const nameIsTaken = ({ organization, body }, current) =>
  organization.answers.find((answer) => answer.name === body.name && answer !== current);

/** Language, type and answer of the path, in the order in which the vendor's errors would name them. */
function readContentPath(context) {
  const { organization, params } = context;
  const language = params.language.toLowerCase();
  if (!LANGUAGES.includes(language)) throw invalid('invalid language', 'language');
  if (!organization.languages.includes(language)) throw invalid('language not configured for org', 'language');
  if (!Object.hasOwn(TYPES, params.type)) throw invalid('invalid type', 'type');
  const answer = answerOf(context);
  const content = organization.answerContents.find(
    (one) => one.answerId === answer.id && one.language === language && one.type === params.type,
  );
  return { answer, language, type: params.type, content };
}

const existing = ({ organization }, { content }) => organization.answerContents.require(content?.id);

/** The key of the record is ours: the vendor names contents by answer, language and type. */
const shown = ({ id: _, _updatedAt, ...content }) => content;

function putContent(context) {
  const { organization, body } = context;
  const path = readContentPath(context);
  for (const key of TYPES[path.type]) if (!body[key]) throw blank(`${key} cannot be blank`, key);
  if (sent(body, 'internal') && path.type !== 'reference') {
    throw new ApiError(400, [problem('present', 'internal must not be present', 'internal')]);
  }
  if (path.content) organization.answerContents.remove(path.content);
  const { answer, language, type } = path;
  const content = organization.answerContents.add({
    id: path.content?.id,
    answerId: answer.id,
    language,
    type,
    ...pick(body, 'bodyHtml', 'title', 'subject', 'internal'),
    _updatedAt: now(context),
  });
  answer.updatedAt = now(context);
  return shown(content);
}

export default {
  'answers.create': (context) => {
    const { organization, body } = context;
    refuseTaken(organization.answers, body.id, 'answer id already taken');
    if (nameIsTaken(context)) throw conflict('taken', 'duplicate answer name', 'name');
    const time = now(context);
    const fields = { description: '', audienceIds: [], ...readAnswer(context), createdAt: time, updatedAt: time };
    return organization.answers.add({ id: body.id, ...fields });
  },
  'answers.get': answerOf,
  'answers.update': (context) => {
    const { body } = context;
    const answer = answerOf(context);
    refuseEmpty(body, 'name');
    // 400 here, 409 on create: the vendor's own difference.
    if (sent(body, 'name') && nameIsTaken(context, answer)) {
      throw new ApiError(400, [problem('taken', 'duplicate answer name', 'name')]);
    }
    Object.assign(answer, readAnswer(context), { updatedAt: now(context) });
  },
  'answers.delete': (context) => {
    const { organization } = context;
    const answer = answerOf(context);
    refuseUsed(context, answer);
    for (const content of organization.answerContents.list(({ answerId }) => answerId === answer.id)) {
      organization.answerContents.remove(content);
    }
    organization.answers.remove(answer);
  },
  'answer_contents.get': (context) => shown(existing(context, readContentPath(context))),
  'answer_contents.update': putContent,
  'answer_contents.delete': (context) => {
    const path = readContentPath(context);
    // Which types cannot be deleted is not documented; until 2025 only public ones could be written.
    if (path.type === 'reference') throw invalid('not implemented', 'type');
    const content = existing(context, path);
    if (path.type === 'public') refuseUsed(context, path.answer);
    context.organization.answerContents.remove(content);
  },
};
