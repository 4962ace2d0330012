import { invalid, notFound } from '../errors.mjs';
import { companyView } from './company-records.mjs';
import { contactOf } from './contact-records.mjs';
import { actor, requireText } from './records.mjs';
import { inSegment } from './segments.mjs';
import { tagList } from './tagging.mjs';

const contactIn = ({ workspace, params }) => contactOf(workspace, params.contact_id);

export const noteView = (note) => note;

/** Adds a note to a contact or a company; plain text becomes a paragraph, as in the vendor's answers. */
export function createNote(context, about) {
  const { workspace, body, now } = context;
  requireText(body.body, 'body is a required parameter');
  const author = actor(context, body.admin_id);
  return workspace.notes.add({
    type: 'note',
    id: workspace.number(),
    created_at: now,
    ...about,
    author: { ...author },
    body: body.body.startsWith('<') ? body.body : `<p>${body.body}</p>`,
  });
}

export const byCreation = ({ query }) => ({ key: (note) => note.created_at, descending: query.order !== 'asc' });

const subscriptionIn = ({ workspace }, id) => workspace.subscriptions.require(id);

export default {
  'contact_companies.list': (context) => {
    const { workspace } = context;
    const companies = contactIn(context)
      ._companies.map((id) => workspace.companies.get(id))
      .filter(Boolean);
    return context.paged(companies, (company) => companyView(workspace, company));
  },
  'contact_companies.attach': (context) => {
    const { workspace, body } = context;
    const contact = contactIn(context);
    const company = workspace.companies.require(body.id);
    if (!contact._companies.includes(company.id)) contact._companies.push(company.id);
    return companyView(workspace, company);
  },
  'contact_companies.detach': (context) => {
    const { workspace, params } = context;
    const contact = contactIn(context);
    const company = workspace.companies.require(params.company_id, ({ id }) => contact._companies.includes(id));
    contact._companies = contact._companies.filter((id) => id !== company.id);
    return companyView(workspace, company);
  },

  'contact_notes.list': (context) => {
    const contact = contactIn(context);
    const notes = context.workspace.notes.list((note) => note.contact?.id === contact.id);
    return context.paged(notes, noteView, { order: byCreation(context) });
  },
  'contact_notes.create': (context) => createNote(context, { contact: { type: 'contact', id: contactIn(context).id } }),
  'notes.get': ({ workspace, params }) => workspace.notes.require(params.note_id),

  'contact_segments.list': (context) => {
    const contact = contactIn(context);
    return context.listed(context.workspace.segments.list((segment) => inSegment(segment, contact)));
  },

  'contact_tags.list': (context) => context.listed(tagList(context.workspace, contactIn(context))),

  'subscription_types.list': ({ workspace, listed }) => listed(workspace.subscriptions.list()),
  'contact_subscriptions.list': (context) =>
    context.listed(contactIn(context)._subscriptions.map(({ id }) => subscriptionIn(context, id))),
  'contact_subscriptions.attach': (context) => {
    const { body } = context;
    const contact = contactIn(context);
    const subscription = subscriptionIn(context, body.id);
    if (!['opt_in', 'opt_out'].includes(body.consent_type)) throw invalid('consent_type must be opt_in or opt_out');
    const others = contact._subscriptions.filter(({ id }) => id !== subscription.id);
    contact._subscriptions = [...others, { id: subscription.id, consent_type: body.consent_type }];
    return subscription;
  },
  'contact_subscriptions.detach': (context) => {
    const contact = contactIn(context);
    const subscription = subscriptionIn(context, context.params.subscription_id);
    if (!contact._subscriptions.some(({ id }) => id === subscription.id)) throw notFound();
    contact._subscriptions = contact._subscriptions.filter(({ id }) => id !== subscription.id);
    return subscription;
  },
};
