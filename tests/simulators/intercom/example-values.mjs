import { parametersOf } from '../shared/catalogue.mjs';
const first = (collection, at = 0) => collection.list()[at];
const DAY = 86_400;

/** The second collection tells which record a tag or an option is taken from. */
export function paramsFor({ path, op }, workspace) {
  const tag = first(workspace.tags);
  const conversation = first(workspace.conversations);
  const contact = first(workspace.contacts);
  const listed = workspace.conversationAttributes.find((one) => one.data_type === 'list');
  const tracker = workspace.tickets.find((one) => one._linked.length > 0 && isTracker(workspace, one));
  const heads = {
    'audiences.': first(workspace.audiences).id,
    'brands.': first(workspace.brands).id,
    'content_snippets.': first(workspace.snippets).id,
    conversation_attribute: listed.id,
    'data_connectors.': workspace.connectors.find((one) => one.state === 'draft').id,
    data_connector_execution: first(workspace.executions).id,
    'emails.': first(workspace.emails).id,
    fin_voice: first(workspace.aiCalls).id,
    'help_center_redirects.': first(workspace.redirects).id,
    'macros.': first(workspace.macros).id,
    'office_hours_exceptions.': first(workspace.officeExceptions).id,
    'office_hours_schedules.': first(workspace.officeSchedules).id,
    'workflows.': first(workspace.workflows).id,
    'article_drafts.': first(workspace.articles, op === 'article_drafts.stage' ? 0 : 1).id,
    'article_versions.': first(workspace.articleVersions).id,
    'article_tags.': tag.id,
    'internal_article_tags.': tag.id,
    'content_snippet_tags.': tag.id,
    contact_: contact.id,
    'ticket_linked_conversations.': tracker?._linked[0],
    conversation_: conversation.id,
    'conversations.merge': first(workspace.conversations, 1).id,
  };
  const id = Object.entries(heads).find(([head]) => op.startsWith(head))?.[1];
  const named = {
    id,
    admin_id: first(workspace.admins).id,
    article_id: first(workspace.articles).id,
    attribute_id: first(workspace.ticketTypeAttributes).id,
    call_id: first(workspace.calls).id,
    collection_id: first(workspace.collections).id,
    company_id: contact._companies[0],
    contact_id: contactFor(op, workspace),
    content_snippet_id: first(workspace.snippets).id,
    conversation_id: op.startsWith('fin_voice') ? first(workspace.aiCalls).intercom_conversation_id : conversation.id,
    custom_object_instance_id: first(workspace.customObjects).id,
    custom_object_type_identifier: 'Order',
    data_attribute_id: workspace.dataAttributes.find((one) => one.custom).id,
    data_connector_id: first(workspace.connectors).id,
    external_id: op.startsWith('fin_voice') ? first(workspace.aiCalls).external_call_id : contact.external_id,
    help_center_id: first(workspace.helpCenters).id,
    internal_article_id: first(workspace.internalArticles).id,
    job_id: first(workspace.jobs).id,
    job_identifier: op.startsWith('reporting') ? first(workspace.reportExports).id : first(workspace.contentExports).id,
    news_item_id: first(workspace.newsItems).id,
    newsfeed_id: first(workspace.newsfeeds).id,
    note_id: first(workspace.notes).id,
    office_hours_schedule_id: first(workspace.officeSchedules).id,
    option_id: listed.options[0].id,
    page_id: first(workspace.externalPages).id,
    phone_number: first(workspace.aiCalls).user_phone_number,
    segment_id: first(workspace.segments).id,
    source_id: first(workspace.importSources).id,
    subscription_id: first(workspace.subscriptions).id,
    tag_id: op === 'tags.delete' ? first(workspace.tags, 6).id : tag.id,
    team_id: first(workspace.teams).id,
    ticket_id: (op.startsWith('ticket_linked') ? tracker : first(workspace.tickets))?.id,
    ticket_type_id: first(workspace.ticketTypes).id,
    view_id: first(workspace.banners).view_id,
  };
  return Object.fromEntries(parametersOf(path).map((name) => [name, named[name] ?? `no example for ${name} of ${op}`]));
}

function contactFor(op, workspace) {
  if (op === 'conversation_contacts.detach') return first(workspace.conversations)._contacts.at(-1);
  if (op === 'contacts.unarchive') return workspace.contacts.find((one) => one._archived).id;
  return first(workspace.contacts).id;
}

const isTracker = (workspace, ticket) => workspace.ticketTypes.get(ticket._type).category === 'Tracker';

/** Ids and texts the simulator looks up or checks, by field name. */
export const namesFor = (workspace) => ({
  admin_id: first(workspace.admins).id,
  assignee_id: first(workspace.admins, 1).id,
  audience_ids: Number(first(workspace.audiences).id),
  author_id: Number(first(workspace.admins).id),
  away_status_reason_id: Number(first(workspace.awayReasons).id),
  company_id: first(workspace.companies).id,
  conversation_id: first(workspace.conversations).id,
  conversation_ids: first(workspace.calls).conversation_id,
  email: 'brand-new@customers.example',
  exception_date: '2027-01-01',
  help_center_id: Number(first(workspace.helpCenters).id),
  id: first(workspace.tags, 1).id,
  locale: 'en',
  newsfeed_id: Number(first(workspace.newsfeeds).id),
  owner_id: first(workspace.admins).id,
  parent_id: Number(first(workspace.collections, 1).id),
  parent_type: 'collection',
  phone: '+15550009999',
  sender_id: first(workspace.admins).id,
  source_id: first(workspace.importSources).id,
  subject: 'Hello',
  ticket_type_id: first(workspace.ticketTypes).id,
  time_zone_name: 'Europe/Madrid',
  url: 'https://docs.acme.example/new',
});

export function queriesFor(workspace) {
  const contact = first(workspace.contacts);
  return {
    'activity_logs.list': { created_at_after: workspace.base - 10 * DAY },
    'article_versions.list': { locale: 'en' },
    'article_versions.get': { locale: 'en' },
    'articles.search': { phrase: 'password reset', help_center_id: first(workspace.helpCenters).id },
    'companies.find': {
      without: ['name', 'company_id'],
      tag_id: first(workspace.tags, 4).id,
      segment_id: first(workspace.segments, 3).id,
    },
    'content.search': {
      query: 'password',
      without: ['tag_ids', 'any_tag_ids', 'folder_ids', 'created_by_ids', 'last_updated_by_ids'],
    },
    'custom_object_instances.list': {
      references_contact_id: contact.id,
      references_conversation_id: first(workspace.conversations).id,
      external_id: 'order-1',
    },
    'custom_object_instances.delete_by_external_id': { external_id: 'order-1' },
    'data_connector_execution_results.list': { start_ts: workspace.base - DAY, end_ts: workspace.base },
    'events.list': { without: ['summary', 'user_id', 'email'], always: { intercom_user_id: contact.id } },
    'visitors.get_by_user_id': { user_id: first(workspace.visitors).user_id },
    'whatsapp_messages.get_status': { message_id: 'wamid_1' },
    'whatsapp_messages.list_statuses': { ruleset_id: '12345' },
  };
}

/** Bodies whose parts have to agree with one another or with the data. */
export function bodiesFor(workspace) {
  const [admin, colleague] = workspace.admins.list();
  const [conversation, other] = workspace.conversations.list();
  const [contact] = workspace.contacts.list();
  const [company] = workspace.companies.list();
  const lead = workspace.contacts.find((one) => one.role === 'lead' && one.email === contact.email);
  const [ticket] = workspace.tickets.list();
  const [customer] = workspace.ticketTypes.list();
  const other_ = workspace.ticketTypes.find((one) => one.id !== ticket._type);
  const state = workspace.ticketStates.list()[4];
  const [open] = workspace.ticketStates.list();
  const now = workspace.now();
  const message = { author: 'user', body: 'Hello', timestamp: '2026-11-20T12:00:00Z' };
  const filter = (field, operator, value) => ({ query: { field, operator, value } });
  const order = { field: 'updated_at', order: 'ascending' };
  const author = Number(admin.id);
  const newTicket = {
    ticket_type_id: customer.id,
    contacts: [{ id: contact.id }],
    company_id: company.id,
    ticket_attributes: { _default_title_: 'Broken', severity: 'High' },
    assignment: { admin_assignee_id: admin.id },
    skip_notifications: true,
  };
  const article = {
    title: 'New article',
    body: '<p>Text</p>',
    author_id: author,
    state: 'published',
    parent_id: Number(workspace.collections.list()[0].id),
    translated_content: { fr: { title: 'Nouvel article', body: '<p>Texte</p>', author_id: author, state: 'draft' } },
  };
  return {
    'activity_logs.search': {
      created_at_after: workspace.base - 10 * DAY,
      event_types: ['app_name_change'],
      page: 1,
      per_page: 5,
    },
    'article_drafts.publish': { locales: ['en'] },
    'article_drafts.stage': article,
    'articles.create': article,
    'articles.update': { ...article, parent_id: String(article.parent_id) },
    'calls.search': { conversation_ids: [workspace.calls.list()[0].conversation_id] },
    'companies.upsert': {
      company_id: 'crm-new',
      name: 'New company',
      plan: 'Team',
      size: 5,
      custom_attributes: { industry_group: 'A' },
    },
    'companies.update': { name: 'Renamed', plan: 'Team', custom_attributes: { industry_group: 'B' } },
    'company_notes.create': { body: 'A note', admin_id: admin.id },
    'contact_companies.attach': { id: workspace.companies.list()[3].id },
    'contact_subscriptions.attach': { id: workspace.subscriptions.list()[0].id, consent_type: 'opt_in' },
    'contacts.create': {
      role: 'user',
      email: 'brand-new@customers.example',
      name: 'New',
      custom_attributes: { plan: 'team' },
    },
    'contacts.update': { name: 'Renamed', phone: '+15550001234', owner_id: author, custom_attributes: { seats: 9 } },
    'contacts.merge': { from: lead.id, into: contact.id },
    'contacts.search': { ...filter('email', '=', contact.email), sort: order, pagination: { per_page: 5 } },
    'content.bulk_action': {
      action: 'set_availability',
      content_ids: [{ type: 'article', id: Number(workspace.articles.list()[0].id) }],
      availability: { copilot: false },
    },
    'content_data_exports.create': { created_at_after: workspace.base - 10 * DAY, created_at_before: workspace.base },
    'conversation_attributes.create': { name: 'severity', data_type: 'string', multiline: true },
    'conversation_attributes.update': { name: 'Renamed', description: 'Why' },
    'conversation_contacts.attach': {
      admin_id: admin.id,
      customer: { intercom_user_id: workspace.contacts.list()[11].id },
    },
    'conversations.convert_to_ticket': {
      ticket_type_id: customer.id,
      ticket_state_id: state.id,
      attributes: { severity: 'Low' },
    },
    'conversations.create': { from: { type: 'user', id: contact.id }, body: 'Hello there', subject: 'Hello' },
    'conversations.manage': {
      message_type: 'assignment',
      type: 'admin',
      admin_id: admin.id,
      assignee_id: colleague.id,
    },
    'conversations.merge': { merge_into_conversation_id: conversation.id },
    'conversations.redact': {
      type: 'conversation_part',
      conversation_id: conversation.id,
      conversation_part_id: conversation._parts[0].id,
    },
    'conversations.reply': { message_type: 'comment', type: 'admin', admin_id: admin.id, body: 'On it' },
    'conversations.search': {
      query: {
        operator: 'AND',
        value: [filter('open', '=', true).query, filter('source.body', '~', 'password reset').query],
      },
      pagination: { per_page: 5 },
    },
    'conversations.update': {
      read: true,
      title: 'Renamed',
      custom_attributes: { issue_type: 'Login' },
      company_id: company.id,
    },
    'custom_object_instances.upsert': {
      external_id: 'order-new',
      external_created_at: now,
      custom_attributes: { order_number: 'ORDER-9' },
    },
    'data_attributes.create': {
      name: 'tier',
      model: 'contact',
      data_type: 'options',
      options: [{ value: 'a' }, { value: 'b' }],
    },
    'data_attributes.update': { description: 'New', options: [{ value: '1' }, { value: '2' }] },
    'data_connectors.update': { name: 'Renamed', state: 'live', audiences: ['users'] },
    'event_summaries.create': {
      user_id: contact.external_id,
      event_summaries: { event_name: 'logged-in', count: 1, first: now, last: now },
    },
    'events.create': { event_name: 'ordered', created_at: now, id: contact.id, metadata: { amount: 5 } },
    'external_pages.update': {
      title: 'Guide',
      html: '<p>Guide</p>',
      url: 'https://docs.acme.example/guide',
      locale: 'en',
      source_id: workspace.importSources.list()[0].id,
      fin_availability: true,
    },
    'fin_conversations.start': { conversation_id: 'ext-2', message, user: { id: 'user-1' } },
    'fin_conversations.reply': { conversation_id: 'ext-1', message, user: { id: 'user-1' } },
    'fin_conversations.submit_csat': { conversation_id: 'ext-1', rating: 'good', remark: 'Thanks' },
    'help_center_redirects.create': {
      from_url: `${workspace.helpCenters.list()[0].url}/old-page`,
      locale: 'en',
      target_type: 'article',
      target_id: workspace.articles.list()[0].id,
    },
    'ip_allowlist.update': { enabled: true, ip_allowlist: ['192.0.2.0/24'] },
    'messages.create': {
      message_type: 'email',
      subject: 'Hello',
      body: 'Hello there',
      template: 'plain',
      from: { type: 'admin', id: admin.id },
      to: { type: 'user', id: contact.id },
      create_conversation_without_contact_reply: true,
    },
    'office_hours_schedules.create': {
      name: 'Late',
      time_zone_name: 'Europe/Madrid',
      time_intervals: [{ start_minute: 600, end_minute: 900 }],
    },
    'office_hours_schedules.update': { name: 'Later', time_intervals: [{ start_minute: 600, end_minute: 960 }] },
    'reporting_data_exports.enqueue': {
      dataset_id: 'conversation',
      attribute_ids: ['state'],
      start_time: now - DAY,
      end_time: now,
    },
    'tags.upsert_or_apply': { name: 'brand-new', companies: [{ id: company.id }] },
    'ticket_linked_conversations.link': { conversation_id: other.id },
    'ticket_type_attributes.create': { name: 'region', description: 'Where', data_type: 'list', list_items: 'EU, US' },
    'ticket_type_attributes.update': { description: 'New', visible_on_create: false },
    'tickets.change_type': { ticket_type_id: other_.id, ticket_state_id: open.id },
    'tickets.create': newTicket,
    'tickets.enqueue_create': newTicket,
    'tickets.reply': { message_type: 'note', type: 'admin', admin_id: admin.id, body: 'Looking into it' },
    'tickets.search': { ...filter('open', '=', true), pagination: { per_page: 5 } },
    'tickets.update': {
      ticket_state_id: state.id,
      admin_id: author,
      assignee_id: colleague.id,
      ticket_attributes: { severity: 'High' },
    },
    'visitors.update': { user_id: workspace.visitors.list()[0].user_id, name: 'Gareth' },
    'visitors.convert': {
      type: 'user',
      user: { id: contact.id },
      visitor: { user_id: workspace.visitors.list()[0].user_id },
    },
  };
}
