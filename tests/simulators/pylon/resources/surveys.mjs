import { search } from '../search.mjs';

const surveyOf = ({ organization, params }) => organization.surveys.require(params.id);

function listResponses(context) {
  const { organization, query, page } = context;
  const survey = surveyOf(context);
  const { submitted_after: after, submitted_before: before, account_id: account, contact_id: contact } = query;
  return page(
    organization.surveyResponses.list(
      (response) =>
        response._survey_id === survey.id &&
        (!after || Date.parse(response.submitted_at) > Date.parse(after)) &&
        (!before || Date.parse(response.submitted_at) < Date.parse(before)) &&
        (!account || response.account_id === account) &&
        (!contact || response.contact_id === contact),
    ),
  );
}

export default {
  'surveys.list': ({ organization, all }) => all(organization.surveys.list()),
  'surveys.search': (context) => context.limited(search(context, 'surveys', context.organization.surveys.list())),
  'surveys.get': (context) => ({ data: surveyOf(context) }),
  'survey_responses.list': listResponses,
};
