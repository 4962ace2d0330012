import { pick, sent } from '../../shared/fields.mjs';
import { ApiError, conflict, invalid, notFound } from '../errors.mjs';
import { search } from '../search.mjs';
import { contactOf, contactView, createContact, livingContacts, mergeView, mergesOf } from './contact-records.mjs';
import { change } from './records.mjs';
import { inSegment } from './segments.mjs';

const FIELDS = [
  ['role', 'external_id', 'email', 'email_verified', 'phone', 'name', 'signed_up_at', 'last_seen_at', 'owner_id'],
  ['unsubscribed_from_emails'],
].flat();

const newestFirst = { key: (record) => record.created_at, descending: true };

function readContact({ workspace, body }, current) {
  const changes = pick(body, ...FIELDS);
  if (sent(changes, 'external_id')) changes.external_id = String(changes.external_id);
  if (changes.email === '') changes.email = null;
  if (changes.email && !/^[^@\s]+@[^@\s]+$/.test(changes.email)) throw invalid('email is invalid');
  if (changes.owner_id) workspace.admins.refer(changes.owner_id, 404, 'admin_not_found', 'Admin not found');
  if (sent(body, 'avatar')) changes.avatar = body.avatar && { type: 'avatar', image_url: body.avatar };
  const attributes = body.custom_attributes ?? {};
  for (const name of Object.keys(attributes)) {
    const known = workspace.dataAttributes.find((one) => one.model === 'contact' && one.custom && one.name === name);
    if (!known) throw invalid(`Custom attribute '${name}' does not exist`);
  }
  changes.custom_attributes = { ...current?.custom_attributes, ...attributes };
  refuseDuplicate(workspace, changes, current);
  return changes;
}

function refuseDuplicate(workspace, { email, external_id: externalId, role }, current) {
  const kind = role ?? current?.role ?? 'user';
  const taken = livingContacts(workspace).find(
    (contact) =>
      contact !== current &&
      ((externalId && contact.external_id === externalId) ||
        (email && kind === 'user' && contact.role === 'user' && contact.email?.toLowerCase() === email.toLowerCase())),
  );
  if (taken) throw conflict(`A contact matching those details already exists with id=${taken.id}`);
}

const attributeNames = (workspace) =>
  workspace.dataAttributes.list((one) => one.model === 'contact' && one.custom).map((one) => one.name);

function fieldOf(workspace, contact, name) {
  if (name === 'avatar') return contact.avatar?.image_url;
  if (name === 'email_domain') return contact.email?.split('@')[1];
  if (name === 'formatted_phone') return contact.phone;
  if (name === 'tag_id') return contact._tags.map(({ id }) => id);
  if (name === 'segment_id') return workspace.segments.list((one) => inSegment(one, contact)).map(({ id }) => id);
  return name.split('.').reduce((value, key) => value?.[key], contact);
}

/** Everything that hangs off one contact goes to another. */
function moveBelongings(workspace, from, into) {
  const moved = (ids) => [...new Set(ids.map((id) => (id === from.id ? into.id : id)))];
  for (const kind of ['conversations', 'tickets']) {
    for (const record of workspace[kind].list((one) => one._contacts.includes(from.id))) {
      record._contacts = moved(record._contacts);
    }
  }
  for (const note of workspace.notes.list((one) => one.contact?.id === from.id)) note.contact.id = into.id;
  into._companies = [...new Set([...into._companies, ...from._companies])];
  into._tags.push(...from._tags.filter(({ id }) => !into._tags.some((tag) => tag.id === id)));
}

const stub = (contact, members) => ({ type: 'contact', id: contact.id, external_id: contact.external_id, ...members });

const flag = (member, key, value) => (context) => {
  const contact = contactOf(context.workspace, context.params.contact_id);
  contact[key] = value;
  return stub(contact, { [member]: value });
};

export default {
  'contacts.list': (context) => {
    const view = (contact) => contactView(context.workspace, contact, { merges: context.query.include_merge_history });
    return context.paged(livingContacts(context.workspace), view, { order: newestFirst });
  },

  'contacts.search': (context) => {
    const { workspace, body, query } = context;
    const { records, order } = search('contacts', livingContacts(workspace), body, {
      get: (contact, name) => fieldOf(workspace, contact, name),
      attributes: attributeNames(workspace),
      timezone: workspace.timezone,
    });
    return context.paged(records, (one) => contactView(workspace, one, { merges: query.include_merge_history }), {
      order,
    });
  },

  'contacts.get': ({ workspace, params, query }) =>
    contactView(workspace, contactOf(workspace, params.contact_id), { merges: query.include_merge_history }),

  'contacts.get_by_external_id': ({ workspace, params, query }) => {
    const found = workspace.contacts.list((contact) => contact.external_id === params.external_id);
    const [known] = [...found.filter((contact) => contact._merged_into === null), ...found];
    if (!known) throw notFound('User Not Found');
    return contactView(workspace, contactOf(workspace, known.id), { merges: query.include_merge_history });
  },

  'contacts.create': (context) => {
    const { workspace, now } = context;
    return contactView(workspace, createContact(workspace, readContact(context, null), now));
  },

  'contacts.update': (context) => {
    const { workspace, params, now, query } = context;
    const contact = contactOf(workspace, params.contact_id);
    const changed = change(contact, readContact(context, contact), now);
    return contactView(workspace, changed, { merges: query.include_merge_history });
  },

  'contacts.delete': ({ workspace, params }) => {
    const contact = contactOf(workspace, params.contact_id);
    workspace.contacts.remove(contact);
    return stub(contact, { deleted: true });
  },

  'contacts.merge': ({ workspace, body, now, query }) => {
    const from = contactOf(workspace, body.from);
    const into = contactOf(workspace, body.into);
    const refuse = (message) => {
      throw new ApiError(400, 'invalid_merge', message);
    };
    if (from === into) refuse('A contact cannot be merged into itself');
    if (into.role !== 'user') refuse('Contacts can only be merged into a user');
    const alike = (key) => from[key] && from[key].toLowerCase() === into[key]?.toLowerCase();
    if (from.role === 'user' && !alike('email') && !alike('phone') && !body.skip_duplicate_validation) {
      refuse(
        'Contacts can only be merged when they are duplicates (matching email or phone). Pass skip_duplicate_validation to merge them all the same.',
      );
    }
    moveBelongings(workspace, from, into);
    from._merged_into = into.id;
    workspace.merges.add({
      source_contact_id: from.id,
      source_contact_role: from.role,
      merged_at: now,
      _into: into.id,
    });
    return contactView(workspace, change(into, {}, now), { merges: query.include_merge_history });
  },

  'contacts.archive': flag('archived', '_archived', true),
  'contacts.unarchive': flag('archived', '_archived', false),
  'contacts.block': (context) => {
    const answer = flag('blocked', '_blocked', true)(context);
    context.workspace.contacts.get(answer.id)._archived = true;
    return answer;
  },

  'contact_merge_history.list': (context) => {
    const contact = context.workspace.contacts.refer(context.params.id, 404, 'not_found', 'Contact not found');
    const order = { key: (merge) => merge.merged_at, descending: context.query.order !== 'asc' };
    const { total_count: _, ...answer } = context.paged(mergesOf(context.workspace, contact), mergeView, { order });
    return answer;
  },

  'contact_banners.list': ({ workspace, params, listed }) => {
    const contact = contactOf(workspace, params.id);
    return listed(workspace.banners.list((banner) => !banner._dismissed_by.includes(contact.id)));
  },
  'contact_banners.dismiss': ({ workspace, params }) => {
    const contact = contactOf(workspace, params.id);
    const banner = workspace.banners.find((one) => one.view_id === params.view_id);
    if (!banner) throw notFound();
    if (!banner._dismissed_by.includes(contact.id)) banner._dismissed_by.push(contact.id);
    return { type: 'banner_dismiss', view_id: banner.view_id, dismissed: true };
  },
};
