import { pick, sent } from '../../shared/fields.mjs';
import { duplicate, invalid } from '../errors.mjs';
import { search } from '../search.mjs';
import { accountStub } from '../store.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { change, refuseBoth } from './records.mjs';

function readAccount({ organization, body }, current = null) {
  refuseBoth(body, 'account_id', 'account_external_id');
  const field = sent(body, 'account_id') ? 'account_id' : 'account_external_id';
  if (!sent(body, field)) return current;
  return body[field] === '' ? null : accountStub(organization.accounts.refer(body[field], field));
}

function readEmails(body, current) {
  refuseBoth(body, 'email', 'emails');
  if (body.emails) {
    const marked = body.emails.filter((entry) => entry.is_primary);
    if (marked.length > 1) throw invalid('emails has more than one primary address');
    const primary = marked[0] ?? body.emails[0];
    return { email: primary?.email ?? null, emails: body.emails.map((entry) => entry.email) };
  }
  if (!sent(body, 'email')) return {};
  if (body.email === '') return { email: null, emails: [] };
  return { email: body.email, emails: [...new Set([body.email, ...(current?.emails ?? [])])] };
}

function readPhones(body, current) {
  const numbers = body.phone_numbers ?? current?.phone_numbers ?? [];
  if (!numbers.every((number) => /^\d{1,15}$/.test(number)))
    throw invalid('phone_numbers must be at most 15 digits each');
  const kept = numbers.includes(current?.primary_phone_number) ? current.primary_phone_number : (numbers[0] ?? null);
  const primary = body.primary_phone_number || kept;
  if (primary && !numbers.includes(primary)) throw invalid('primary_phone_number must be one of phone_numbers');
  return { phone_numbers: numbers, primary_phone_number: primary };
}

function refuseDuplicate({ organization, settings }, changes, own) {
  const address = changes.email?.toLowerCase();
  const taken = organization.contacts.find(
    (contact) => contact !== own && address && contact.emails.some((email) => email.toLowerCase() === address),
  );
  if (taken) throw duplicate(settings.duplicateStatus, 'A contact with this email exists', taken.id);
}

export function readContact(context, current) {
  const { organization, body } = context;
  if (body.portal_role_id) organization.portalRoles.refer(body.portal_role_id, 'portal_role_id');
  const changes = {
    ...pick(body, 'name', 'avatar_url', 'portal_role', 'portal_role_id'),
    ...(sent(body, 'external_ids') && {
      external_ids: body.external_ids.map(({ external_id: id, label = '' }) => ({ external_id: id, label })),
    }),
    ...readEmails(body, current),
    ...readPhones(body, current),
    account: readAccount(context, current?.account),
    custom_fields: withCustomFields(organization, 'contact', current?.custom_fields, body.custom_fields),
  };
  refuseDuplicate(context, changes, current);
  return changes;
}

export function createContact(organization, fields) {
  return organization.contacts.add({
    account: null,
    avatar_url: '',
    custom_fields: {},
    email: null,
    emails: [],
    external_ids: [],
    integration_user_ids: [],
    phone_numbers: [],
    portal_role: 'no_access',
    portal_role_id: '',
    primary_phone_number: null,
    ...fields,
  });
}

export default {
  'contacts.list': ({ organization, page }) => page(organization.contacts.list()),
  'contacts.search': (context) =>
    context.page(search(context, 'contacts', context.organization.contacts.list(), 'contact')),
  'contacts.get': ({ organization, params }) => ({ data: organization.contacts.require(params.id) }),
  'contacts.create': (context) => ({ data: createContact(context.organization, readContact(context)) }),

  'contacts.update': (context) => {
    const contact = context.organization.contacts.require(context.params.id);
    return { data: change(contact, readContact(context, contact), context.clock) };
  },

  'contacts.delete': ({ organization, params }) => {
    const contact = organization.contacts.require(params.id);
    for (const issue of organization.issues.list((one) => one.requester?.id === contact.id)) issue.requester = null;
    organization.contacts.remove(contact);
    return {};
  },
};
