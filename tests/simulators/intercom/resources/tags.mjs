import { ApiError, invalid, missing } from '../errors.mjs';
import { contactOf } from './contact-records.mjs';
import { named } from './records.mjs';
import { membersOf } from './segments.mjs';
import { applyTag } from './tagging.mjs';

const plainTag = ({ type, id, name }) => ({ type, id, name });

function byName({ workspace }, { name, id }) {
  if (name.trim() === '') throw invalid('invalid tag parameters');
  const known = workspace.tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase());
  if (id === undefined) return known ?? workspace.tags.add({ type: 'tag', id: workspace.number(), name });
  const tag = workspace.tags.require(id);
  if (known && known !== tag) throw invalid('A tag with this name exists');
  tag.name = name;
  return tag;
}

function companyOf({ workspace }, { id, company_id: own }) {
  const company =
    id !== undefined ? workspace.companies.get(id) : workspace.companies.find((one) => one.company_id === String(own));
  if (id === undefined && own === undefined) throw missing('companies need id or company_id');
  return company ?? workspace.companies.require(id ?? own);
}

const CARRIERS = ['contacts', 'conversations', 'tickets', 'articles', 'internalArticles', 'snippets', 'companies'];

export default {
  'tags.list': ({ workspace, listed }) => listed(workspace.tags.list(), plainTag),
  'tags.get': ({ workspace, params }) => {
    const tag = workspace.tags.refer(params.tag_id, 404, 'not_found', 'Resource Not Found');
    return plainTag(tag);
  },

  'tags.upsert_or_apply': (context) => {
    const { workspace, body, now } = context;
    // Looked up first: a name that fails half-way must not leave a tag behind.
    const companies = (body.companies ?? []).map((wanted) => [companyOf(context, wanted), wanted]);
    const contacts = (body.users ?? []).map(({ id }) => contactOf(workspace, id));
    const tag = byName(context, body);
    const [admin] = workspace.admins.list();
    for (const [company, { untag }] of companies) {
      if (untag) company._tags = company._tags.filter(({ id }) => id !== tag.id);
      else applyTag(company, tag, admin, now);
    }
    for (const contact of contacts) applyTag(contact, tag, admin, now);
    return {
      ...plainTag(tag),
      users: contacts.map(({ id }) => ({ id, tagged: true })),
      companies: companies.map(([company, { untag }]) => ({ id: company.company_id, tagged: !untag })),
    };
  },

  'tags.delete': ({ workspace, params }) => {
    const tag = named(workspace, 'tags', params);
    const dependent = workspace.segments.find((segment) => segment._rule.tag_id === tag.id);
    if (dependent) {
      const message = `Unable to delete Tag with dependent objects. Segments: ${dependent.name}.`;
      throw new ApiError(400, 'tag_has_dependent_objects', message);
    }
    for (const kind of CARRIERS) {
      for (const record of workspace[kind].list()) {
        record._tags = record._tags.filter(({ id }) => id !== tag.id);
      }
    }
    workspace.tags.remove(tag);
  },

  'segments.list': ({ workspace, query, listed }) =>
    listed(
      workspace.segments.list(),
      (segment) => (query.include_count ? { ...segment, count: membersOf(workspace, segment) } : segment),
      'segment.list',
    ),
  'segments.get': ({ workspace, params }) => named(workspace, 'segments', params),
};
