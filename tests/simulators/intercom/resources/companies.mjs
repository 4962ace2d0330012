import { pick } from '../../shared/fields.mjs';
import { ApiError, missing, notFound } from '../errors.mjs';
import { companyView, contactsOf, createCompany, segmentsOf } from './company-records.mjs';
import { byCreation, createNote, noteView } from './contact-links.mjs';
import { contactView } from './contact-records.mjs';
import { change, gone, named } from './records.mjs';

const SCROLL_LIFE = 60_000;
const SCROLL_PAGE = 5;
const REACHABLE = 10_000;

const inOrder = ({ query }) => ({ key: (company) => company.created_at, descending: query.order !== 'asc' });
const companyIn = ({ workspace, params }) => named(workspace, 'companies', { id: params.company_id });

function readCompany({ workspace, body }, current) {
  const attributes = body.custom_attributes ?? {};
  for (const name of Object.keys(attributes)) {
    const known = workspace.dataAttributes.find((one) => one.model === 'company' && one.custom && one.name === name);
    if (!known) throw new ApiError(400, 'bad_request', `bad '${name}' parameter`);
  }
  return {
    ...pick(body, 'name', 'size', 'website', 'industry', 'monthly_spend', 'remote_created_at'),
    ...(body.plan !== undefined && { plan: { type: 'plan', id: '1', name: body.plan } }),
    custom_attributes: { ...current?.custom_attributes, ...attributes },
  };
}

function wanted({ workspace, query }) {
  return workspace.companies.list(
    (company) =>
      (!query.tag_id || company._tags.some(({ id }) => id === query.tag_id)) &&
      (!query.segment_id || segmentsOf(workspace, company).some(({ id }) => id === query.segment_id)),
  );
}

/** One open scroll per app; a page that comes too late finds its scroll closed. */
function scroll(context) {
  const { workspace, clock, query } = context;
  const now = clock.now();
  const open = workspace.scroll && now <= workspace.scroll.until ? workspace.scroll : null;
  if (!query.scroll_param) {
    if (open) throw new ApiError(400, 'scroll_exists', 'scroll already exists for this workspace');
    // Drawn from the clock, not from the workspace: reading must change nothing.
    workspace.scroll = { param: `scroll-${workspace.id}-${now}`, at: 0 };
  } else if (open?.param !== query.scroll_param) {
    workspace.scroll = null;
    throw new ApiError(500, 'server_error', 'The scroll has expired, restart from the first page without scroll_param');
  }
  const all = workspace.companies.list();
  const page = all.slice(workspace.scroll.at, workspace.scroll.at + SCROLL_PAGE);
  const { param } = workspace.scroll;
  workspace.scroll =
    page.length === 0 ? null : { param, at: workspace.scroll.at + page.length, until: now + SCROLL_LIFE };
  return {
    type: 'list',
    data: page.map((company) => companyView(workspace, company)),
    pages: null,
    total_count: null,
    scroll_param: param,
  };
}

export default {
  'companies.find': (context) => {
    const { workspace, query } = context;
    const { name, company_id: own } = query;
    if (name === undefined && own === undefined) {
      return context.paged(wanted(context), (company) => companyView(workspace, company), { order: inOrder(context) });
    }
    const found = workspace.companies.find((one) => (own !== undefined ? one.company_id === own : one.name === name));
    if (!found) throw notFound('Company Not Found', 'company_not_found');
    return companyView(workspace, found);
  },

  'companies.list': (context) =>
    context.paged(
      context.workspace.companies.list().slice(0, REACHABLE),
      (company) => companyView(context.workspace, company),
      { order: inOrder(context) },
    ),

  'companies.scroll': scroll,
  'companies.get': (context) => companyView(context.workspace, companyIn(context)),

  'companies.upsert': (context) => {
    const { workspace, body, now } = context;
    if (body.company_id === undefined) throw missing('company_id is a required parameter');
    const own = String(body.company_id);
    const known = workspace.companies.find((one) => one.company_id === own);
    const fields = readCompany(context, known);
    const company = known
      ? change(known, fields, now)
      : createCompany(workspace, { company_id: own, name: own, ...fields }, now);
    if (body.update_last_request_at) company.last_request_at = now;
    return companyView(workspace, company);
  },

  'companies.update': (context) => {
    const company = companyIn(context);
    return companyView(context.workspace, change(company, readCompany(context, company), context.now));
  },

  'companies.delete': (context) => {
    const company = companyIn(context);
    for (const contact of contactsOf(context.workspace, company)) {
      contact._companies = contact._companies.filter((id) => id !== company.id);
    }
    context.workspace.companies.remove(company);
    return gone(company, 'company');
  },

  'company_contacts.list': (context) =>
    context.paged(contactsOf(context.workspace, companyIn(context)), (one) => contactView(context.workspace, one)),
  'company_segments.list': (context) => context.listed(segmentsOf(context.workspace, companyIn(context))),
  'company_notes.list': (context) => {
    const company = companyIn(context);
    const notes = context.workspace.notes.list((note) => note.company?.id === company.id);
    return context.paged(notes, noteView, { order: byCreation(context) });
  },
  'company_notes.create': (context) => createNote(context, { company: { type: 'company', id: companyIn(context).id } }),
};
