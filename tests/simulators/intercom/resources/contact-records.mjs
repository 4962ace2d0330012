import { ApiError } from '../errors.mjs';

const EMPTY = [
  ['last_seen_at', 'last_replied_at', 'last_contacted_at', 'last_email_opened_at', 'last_email_clicked_at'],
  ['language_override', 'browser', 'browser_version', 'browser_language', 'os'],
  ['android_app_name', 'android_app_version', 'android_device', 'android_os_version', 'android_sdk_version'],
  ['android_last_seen_at', 'ios_app_name', 'ios_app_version', 'ios_device', 'ios_os_version', 'ios_sdk_version'],
  ['ios_last_seen_at', 'utm_campaign', 'utm_content', 'utm_medium', 'utm_source', 'utm_term', 'referrer'],
].flat();

export function createContact(workspace, fields, now) {
  return workspace.contacts.add({
    type: 'contact',
    workspace_id: workspace.id,
    external_id: null,
    role: 'user',
    email: null,
    phone: null,
    name: null,
    avatar: null,
    owner_id: null,
    social_profiles: { type: 'list', data: [] },
    has_hard_bounced: false,
    marked_email_as_spam: false,
    unsubscribed_from_emails: false,
    email_verified: null,
    created_at: now,
    updated_at: now,
    signed_up_at: null,
    ...Object.fromEntries(EMPTY.map((key) => [key, null])),
    location: { type: 'location', country: null, region: null, city: null, country_code: null, continent_code: null },
    custom_attributes: {},
    enabled_push_messaging: null,
    _tags: [],
    _companies: [],
    _subscriptions: [],
    _archived: false,
    _blocked: false,
    _merged_into: null,
    ...fields,
  });
}

/** The living contact of an id: 410 with the survivor's address when it was merged, 404 when there is none. */
export function contactOf(workspace, id) {
  const contact = workspace.contacts.require(id);
  if (contact._merged_into === null) return contact;
  throw new ApiError(
    410,
    'contact_merged',
    "This contact has been merged. See the 'Link' header for the canonical contact.",
    { headers: { link: `<https://api.intercom.io/contacts/${contact._merged_into}>; rel="canonical"` } },
  );
}

export const livingContacts = (workspace) =>
  workspace.contacts.list((contact) => contact._merged_into === null && !contact._archived);

const list = (url, items) => ({ type: 'list', data: items, url, total_count: items.length, has_more: false });

export function contactView(workspace, contact, { merges = false } = {}) {
  const path = `/contacts/${contact.id}`;
  const refs = (type, records) => records.map(({ id }) => ({ id, type, url: `/${type}s/${id}` }));
  const notes = workspace.notes.list((note) => note.contact?.id === contact.id);
  const consents = (type) => contact._subscriptions.filter(({ consent_type: consent }) => consent === type);
  return {
    ...contact,
    email_domain: contact.email?.split('@')[1] ?? null,
    tags: list(`${path}/tags`, refs('tag', contact._tags)),
    notes: list(`${path}/notes`, refs('note', notes)),
    companies: list(
      `${path}/companies`,
      contact._companies.map((id) => ({ id, type: 'company', url: `/companies/${id}` })),
    ),
    opted_out_subscription_types: list(`${path}/subscriptions`, refs('subscription', consents('opt_out'))),
    opted_in_subscription_types: list(`${path}/subscriptions`, refs('subscription', consents('opt_in'))),
    ...(merges && { merge_history: mergesOf(workspace, contact).map(mergeView) }),
  };
}

export const mergesOf = (workspace, contact) => workspace.merges.list((merge) => merge._into === contact.id);

export const mergeView = ({ source_contact_id, source_contact_role, merged_at }) => ({
  type: 'merge_history',
  source_contact_id,
  source_contact_role,
  merged_at,
});

/** How conversations and tickets show whom they are with. */
export const contactRefs = (workspace, ids) => ({
  type: 'contact.list',
  contacts: ids.map((id) => ({ type: 'contact', id, external_id: workspace.contacts.get(id)?.external_id ?? null })),
});
