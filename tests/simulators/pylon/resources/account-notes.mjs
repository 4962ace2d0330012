import { pick } from '../../shared/fields.mjs';
import { invalid, notFound } from '../errors.mjs';
import { attach } from './attachments.mjs';
import { change, pickClearing } from './records.mjs';

const accountOf = ({ organization, params }) => organization.accounts.require(params.account_id ?? params.id);
const ownedBy = (account) => (record) => record.account_id === account.id || record._account_id === account.id;

function highlightOf(context) {
  return context.organization.highlights.require(context.params.highlight_id, ownedBy(accountOf(context)));
}

function blockOf(context) {
  const account = accountOf(context);
  const { block_id: block } = context.params;
  if (!account._notebook_block_ids?.includes(block)) throw notFound(`There is no notebook block ${block}`);
  return block;
}

/** What hangs off an account: activities, files, highlights, notebook notes, relationships. */
export default {
  'account_activities.list': (context) =>
    context.all(context.organization.activities.list(ownedBy(accountOf(context)))),

  'account_activities.create': (context) => {
    const { organization, body, clock } = context;
    const account = accountOf(context);
    if (!organization.activityTypes.find((type) => type.slug === body.slug)) {
      throw invalid('slug names no activity type');
    }
    if (body.user_id) organization.users.refer(body.user_id, 'user_id');
    if (body.contact_id) organization.contacts.refer(body.contact_id, 'contact_id');
    organization.activities.add({
      _account_id: account.id,
      happened_at: clock.iso(),
      ...pick(body, 'slug', 'body_html', 'happened_at', 'link', 'link_text', 'user_id', 'contact_id'),
    });
    return { data: { success: true } };
  },

  'account_files.upload': (context) => {
    accountOf(context);
    return { data: [attach(context.organization, context.body)] };
  },

  'account_highlights.create': (context) => {
    const { organization, body, clock } = context;
    const account = accountOf(context);
    if (body.contact_id) organization.contacts.refer(body.contact_id, 'contact_id');
    const data = organization.highlights.add({
      account_id: account.id,
      content_html: body.content_html,
      created_at: clock.iso(),
      expires_at: body.expires_at ?? null,
      updated_at: clock.iso(),
      _contact_id: body.contact_id ?? null,
    });
    return { data };
  },

  'account_highlights.update': (context) => {
    const changes = { ...pick(context.body, 'content_html'), ...pickClearing(context.body, 'expires_at') };
    return { data: change(highlightOf(context), changes, context.clock) };
  },

  'account_highlights.delete': (context) => {
    context.organization.highlights.remove(highlightOf(context));
    return { data: { success: true } };
  },

  'account_notebook_notes.list': (context) => {
    const block = blockOf(context);
    return context.all(context.organization.notebookNotes.list((note) => note._block_id === block));
  },

  'account_notebook_notes.create': (context) => {
    const { organization, body, clock } = context;
    const fields = { _block_id: blockOf(context), content_html: body.content_html ?? '', created_at: clock.iso() };
    return { data: organization.notebookNotes.add(fields) };
  },

  'account_relationships.list': (context) =>
    context.all(context.organization.relationships.list(ownedBy(accountOf(context)))),

  'account_relationships.create': (context) => {
    const { organization, body } = context;
    const account = accountOf(context);
    const related = organization.accounts.refer(body.related_object_id, 'related_object_id');
    if (related === account) throw invalid('related_object_id must name another account');
    const data = organization.relationships.add({
      relationship_type: body.relationship_type,
      related_object_id: related.id,
      account_id: account.id,
    });
    return { data };
  },

  'account_relationships.delete': (context) => {
    const { organization, params } = context;
    organization.relationships.remove(
      organization.relationships.require(params.relationship_id, ownedBy(accountOf(context))),
    );
    return {};
  },
};
