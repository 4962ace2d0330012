import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { change, referAll } from './records.mjs';

const STATUSES = ['new', 'in_progress', 'closed', 'archived'];

const requestOf = ({ organization, params }) => organization.featureRequests.require(params.id);
const accountIds = (request) => [...new Set(request._evidence.map((item) => item.account_id).filter(Boolean))];

/** Evidence is listed only when asked for. */
const shown = (request, withEvidence = false) => ({
  ...request,
  evidence: withEvidence ? request._evidence : [],
  evidence_count: request._evidence.length,
});

const found = ({ evidence: _, ...request }) => ({
  ...shown(request),
  evidence: undefined,
  account_ids: accountIds(request),
});

function search({ organization, body, limited }) {
  const words = (body.query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (request) => {
    const text = `${request.title} ${request.description}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (!body.request_statuses?.length || body.request_statuses.includes(request.request_status)) &&
      (!body.account_ids?.length || accountIds(request).some((id) => body.account_ids.includes(id)))
    );
  };
  const { data } = limited(organization.featureRequests.list(matches));
  return { data: data.map(found) };
}

function merge({ organization, body, clock }) {
  const target = organization.featureRequests.refer(
    body.merge_into_feature_request_id,
    'merge_into_feature_request_id',
  );
  const merged = referAll(organization.featureRequests, body.merge_feature_request_ids, 'merge_feature_request_ids');
  if (merged.length === 0 || merged.includes(target)) {
    throw invalid('merge_feature_request_ids must name other requests than merge_into_feature_request_id');
  }
  for (const request of merged) organization.featureRequests.remove(request);
  const evidence = [target, ...merged].flatMap((request) => request._evidence);
  return { data: shown(change(target, { _evidence: evidence }, clock)) };
}

export default {
  'feature_requests.search': search,
  'feature_requests.merge': merge,
  'feature_requests.get': (context) => ({ data: shown(requestOf(context), context.query.fetch_evidence) }),

  'feature_requests.create': ({ organization, body, clock }) => {
    const request = organization.featureRequests.add({
      created_at: clock.iso(),
      custom_fields: {},
      description: body.should_auto_fetch_evidence ? '' : (body.description ?? ''),
      request_status: 'new',
      title: body.title,
      updated_at: clock.iso(),
      _evidence: [],
      _portal_account_ids: [],
    });
    return { data: shown(request) };
  },

  'feature_requests.update': (context) => {
    const { organization, body, clock } = context;
    const request = requestOf(context);
    if (body.request_status !== undefined && !STATUSES.includes(body.request_status)) {
      throw invalid(`request_status must be one of ${STATUSES.join(', ')}`);
    }
    const changes = {
      ...pick(body, 'request_status'),
      custom_fields: withCustomFields(organization, 'feature_request', request.custom_fields, body.custom_fields),
    };
    return { data: shown(change(request, changes, clock)) };
  },

  'feature_requests.delete': (context) => {
    context.organization.featureRequests.remove(requestOf(context));
    return {};
  },

  'feature_requests.link_evidence': (context) => {
    const { organization, body, clock } = context;
    const request = requestOf(context);
    const account = organization.accounts.refer(body.account_id ?? '', 'account_id');
    const item = { account_id: account.id, external_url: '', source_id: '', source_type: 'manual', summary: '' };
    return { data: shown(change(request, { _evidence: [...request._evidence, item] }, clock), true) };
  },

  'feature_requests.set_portal_visibility': (context) => {
    const { organization, body, clock } = context;
    const request = requestOf(context);
    const ids = referAll(organization.accounts, body.account_ids, 'account_ids').map(({ id }) => id);
    const others = request._portal_account_ids.filter((id) => !ids.includes(id));
    return {
      data: shown(change(request, { _portal_account_ids: body.visible ? [...others, ...ids] : others }, clock)),
    };
  },
};
