// Where a record's example needs more than real ids to find or change something in the simulator: a filter that matches, a value that fits
// a field of the demo organization, an id in a key that no rule recognizes.

const first = (collection, at = 0) => collection.list()[at];
const bodyOf = ({ body }) => body;
const filterOf = ({ body: { filter } }) => ({ filter });
const businessPlan = () => ({ custom_fields: [{ slug: 'plan', value: 'business' }] });
const newSerial = () => ({ custom_fields: { serial_number: { value: 'SN-new' } } });

// No issue group is seeded.
function groupedIssues({ acme }) {
  const [group, child] = acme.issues.list();
  group.is_issue_group = true;
  child._group_id = group.id;
  return { id: group.id, child_id: child.id };
}

const pylon = {
  pylon_attachments_download: ({ acme }) => ({ url: acme.messages.find(({ file_urls: [url] }) => url !== undefined).file_urls[0] }),
  create_a_pylon_account: businessPlan,
  update_a_pylon_account_by_id: businessPlan,
  create_a_pylon_account_activity: () => ({ slug: 'call' }),
  update_a_pylon_call_recording_by_id: ({ acme }) => ({ account_id: first(acme.accounts, 3).id }),
  create_a_pylon_custom_object: newSerial,
  update_a_pylon_custom_object_by_id: newSerial,
  pylon_custom_objects_bulk_update: newSerial,
  pylon_issue_groups_remove_child: groupedIssues,
  create_a_pylon_tag: () => ({ value: 'brand-new' }),
  list_all_pylon_search_accounts: filterOf,
  list_all_pylon_search_audit_logs: filterOf,
  list_all_pylon_search_call_recordings: filterOf,
  list_all_pylon_search_contacts: filterOf,
  list_all_pylon_search_custom_objects: filterOf,
  list_all_pylon_search_feature_requests: () => ({ query: 'export' }),
  list_all_pylon_search_milestones: ({ acme }) => ({
    filter: { field: 'project_id', operator: 'equals', value: first(acme.milestones).project.id },
  }),
  list_all_pylon_search_projects: filterOf,
  list_all_pylon_search_tasks: filterOf,
  list_all_pylon_search_users: filterOf,
};

const gladly = {
  list_all_gladly_customers: () => ({ email: 'maya.lindqvist@acme-customers.example' }),
  gladly_conversation_custom_attributes_change: () => ({ add: [{ key: 'ORDER_ID', value: '77120' }] }),
  create_a_gladly_sms: bodyOf,
  gladly_work_session_reports_generate: bodyOf,
};

// The seeded export is finished.
function pendingExport({ acme }) {
  first(acme.contentExports)._created_at = acme.now();
  return {};
}

const taggedBy = ({ body }) => ({ tag_id: body.id });

const intercom = {
  intercom_attachments_download: ({ acme }) => ({ url: acme.conversations.find(({ source }) => source.attachments.length > 0).source.attachments[0].url }),
  list_all_intercom_activity_logs: ({ query }) => ({ created_at_after: Number(query.created_at_after), created_at_before: undefined }),
  // With a name the vendor answers one company and no list.
  list_all_intercom_companies: () => ({ name: undefined }),
  list_all_intercom_company_notes: ({ acme }) => ({ company_id: first(acme.companies).id }),
  list_all_intercom_company_segments: ({ acme }) => ({ company_id: acme.companies.find(({ monthly_spend: spend }) => spend >= 500).id }),
  list_all_intercom_content_search: () => ({ query: 'password' }),
  list_all_intercom_internal_articles_search: () => ({ folder_id: '1' }),
  list_all_intercom_search_contacts: ({ body }) => ({ query: body.query }),
  list_all_intercom_search_tickets: ({ acme }) => {
    const contact = acme.contacts.find(({ name }) => name === 'Maria Lopez');
    return { query: { field: 'contact_ids', operator: '=', value: contact.id } };
  },
  create_a_intercom_help_center_redirect: ({ acme }) => ({ from_url: `${first(acme.helpCenters).url}/old-page` }),
  intercom_content_data_exports_cancel: pendingExport,
  intercom_contacts_merge: bodyOf,
  intercom_content_bulk_action: ({ acme }) => ({ content_ids: [{ type: 'article', id: first(acme.articles).id }] }),
  intercom_conversation_tags_attach: taggedBy,
  intercom_ticket_tags_attach: taggedBy,
  intercom_contact_tags_attach: taggedBy,
  intercom_contact_companies_attach: ({ body }) => ({ company_id: body.id }),
  intercom_contact_subscriptions_attach: ({ body }) => ({ subscription_id: body.id }),
  intercom_conversation_contacts_attach: ({ body }) => ({ contact_id: body.customer.intercom_user_id }),
  intercom_tags_tag_contacts: ({ acme }) => ({ users: [{ id: first(acme.contacts).id }] }),
};

// An `id` stands at many depths in HubSpot's bodies, and properties hold stages and owners: most examples give way to the simulator's whole.
const withoutPaging = ({ body: { limit, ...body } }) => body;
const conditionsOf = ({ body: { filterGroups } }) => ({ filterGroups });
const statusOf = (keep) => ({ acme }) => ({ thread_id: acme.threads.find(keep).id });

const hubspot = {
  create_a_hubspot_ticket: bodyOf,
  update_a_hubspot_ticket_by_id: bodyOf,
  hubspot_tickets_read_many: bodyOf,
  hubspot_tickets_update_many: bodyOf,
  list_all_hubspot_search_tickets: withoutPaging,
  hubspot_search_tickets_count: conditionsOf,
  create_a_hubspot_contact: bodyOf,
  update_a_hubspot_contact_by_id: bodyOf,
  hubspot_contacts_find_by_email: ({ acme }) => ({ email: first(acme.contacts)._properties.email }),
  hubspot_contacts_read_many: bodyOf,
  list_all_hubspot_search_contacts: withoutPaging,
  create_a_hubspot_company: bodyOf,
  update_a_hubspot_company_by_id: bodyOf,
  list_all_hubspot_search_companies: withoutPaging,
  create_a_hubspot_note: bodyOf,
  update_a_hubspot_note_by_id: bodyOf,
  create_a_hubspot_task: bodyOf,
  update_a_hubspot_task_by_id: bodyOf,
  list_all_hubspot_search_notes: conditionsOf,
  list_all_hubspot_search_tasks: conditionsOf,
  list_all_hubspot_search_feedback_submissions: conditionsOf,
  hubspot_tickets_merge: bodyOf,
  hubspot_contacts_merge: bodyOf,
  hubspot_companies_merge: bodyOf,
  hubspot_associations_set_labels: ({ body }) => ({ body }),
  hubspot_associations_read_many: bodyOf,
  hubspot_actors_read_many: bodyOf,
  list_all_hubspot_owners: ({ acme }) => ({ email: first(acme.owners).email }),
  list_all_hubspot_channel_accounts: ({ acme }) => ({ channelId: undefined, inboxId: [first(acme.inboxes).id] }),
  list_all_hubspot_threads: ({ acme }) => ({ associatedTicketId: first(acme.threads)._ticket }),
  list_all_hubspot_contact_threads: ({ acme }) => {
    const { associatedContactId, status } = first(acme.threads);
    return { associatedContactId, threadStatus: status };
  },
  hubspot_threads_close: statusOf(({ status }) => status === 'OPEN'),
  hubspot_threads_reopen: statusOf(({ status }) => status === 'CLOSED'),
  hubspot_threads_restore: ({ acme }) => {
    const thread = first(acme.threads);
    thread.archived = true;
    return { thread_id: thread.id };
  },
  hubspot_messages_reply: ({ body: { type, ...body } }) => body,
};

/** By vendor and tool: what goes over the grounded example. */
export const amendments = { pylon, gladly, intercom, hubspot };
