import { inSegment } from './segments.mjs';
import { tagList } from './tagging.mjs';

export function createCompany(workspace, fields, now) {
  return workspace.companies.add({
    type: 'company',
    app_id: workspace.id,
    remote_created_at: now,
    created_at: now,
    updated_at: now,
    last_request_at: null,
    monthly_spend: 0,
    session_count: 0,
    size: null,
    website: null,
    industry: null,
    plan: {},
    custom_attributes: {},
    _tags: [],
    ...fields,
  });
}

export const contactsOf = (workspace, company) =>
  workspace.contacts.list((contact) => contact._merged_into === null && contact._companies.includes(company.id));

export const companyView = (workspace, company) => ({
  ...company,
  user_count: contactsOf(workspace, company).length,
  tags: { type: 'tag.list', tags: tagList(workspace, company).map(({ type, id, name }) => ({ type, id, name })) },
  segments: { type: 'segment.list', segments: segmentsOf(workspace, company) },
});

export const segmentsOf = (workspace, company) => workspace.segments.list((segment) => inSegment(segment, company));
