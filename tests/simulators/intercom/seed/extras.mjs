import { adminStub } from '../resources/records.mjs';

const DAY = 86_400;

function seedLogs({ activityLogs, admins, base }) {
  const [admin] = admins.list();
  for (let number = 0; number < 30; number += 1) {
    activityLogs.add({
      performed_by: { ...adminStub(admin), ip: '192.0.2.1' },
      metadata: { before: 'before', after: 'after' },
      created_at: base - (30 - number) * DAY,
      activity_type: number % 2 === 0 ? 'app_name_change' : 'admin_login_success',
      activity_description: `${admin.name} did something (${number})`,
    });
  }
}

function seedOfficeHours(workspace) {
  const { officeSchedules, officeExceptions, base } = workspace;
  const times = { created_at: base - 200 * DAY, updated_at: base - 200 * DAY };
  const schedule = officeSchedules.add({
    type: 'office_hours_schedule',
    id: workspace.number(),
    name: 'Standard support hours',
    time_zone_name: workspace.timezone,
    time_intervals: [{ start_minute: 540, end_minute: 1020, day_of_week: 0 }],
    twenty_four_seven: false,
    ...times,
  });
  officeExceptions.add({
    type: 'office_hours_exception',
    id: workspace.number(),
    office_hours_schedule_id: schedule.id,
    exception_date: '2026-12-25',
    exception_type: 'closed',
    name: 'Christmas Day',
    time_intervals: null,
    recurring_annually: true,
    ...times,
  });
}

function seedEvents({ events, contacts, base }) {
  const [maria] = contacts.list();
  for (let number = 0; number < 24; number += 1) {
    events.add({
      type: 'event',
      event_name: number % 3 === 0 ? 'exported-report' : 'logged-in',
      created_at: base - (100 - number * 4) * DAY,
      email: maria.email,
      intercom_user_id: maria.id,
      user_id: maria.external_id,
      metadata: { number },
    });
  }
}

function seedCalls(workspace) {
  const { calls, aiCalls, conversations, contacts, admins, base } = workspace;
  conversations
    .list()
    .slice(0, 3)
    .forEach((conversation, number) => {
      const at = base - (10 - number) * DAY;
      const id = workspace.number();
      const recorded = number !== 2;
      calls.add({
        type: 'call',
        id,
        conversation_id: conversation.id,
        admin_id: admins.list()[0].id,
        contact_id: contacts.list()[number].id,
        state: 'completed',
        initiated_at: at,
        answered_at: at + 3,
        ended_at: at + 93,
        created_at: at,
        updated_at: at + 94,
        recording_url: recorded ? `https://api.intercom.io/calls/${id}/recording` : null,
        transcription_url: `https://api.intercom.io/calls/${id}/transcript`,
        call_type: 'phone',
        direction: 'inbound',
        ended_reason: 'completed',
        phone: `+1555999000${number}`,
        _transcript: [
          { at: 3, speaker: 'Teammate 1', text: 'Hello, thanks for calling.' },
          { at: 9, speaker: 'Contact 1', text: 'I cannot log in after a password reset.' },
        ],
      });
    });
  aiCalls.add({
    id: Number(workspace.number()),
    app_id: 1,
    user_phone_number: '+15550001111',
    status: 'completed',
    intercom_call_id: calls.list()[0].id,
    external_call_id: 'five9-1',
    intercom_conversation_id: conversations.list()[0].id,
    call_transcript: [],
    call_summary: 'Asked about a password reset.',
    intent: [],
  });
}

function seedNews(workspace) {
  const { newsfeeds, newsItems, admins, base } = workspace;
  const times = { created_at: base - 20 * DAY, updated_at: base - 20 * DAY };
  const feed = newsfeeds.add({ id: workspace.number(), type: 'newsfeed', name: 'Customer feed', ...times });
  for (const title of ['Dark mode is here', 'Faster exports']) {
    newsItems.add({
      id: workspace.number(),
      type: 'news-item',
      workspace_id: workspace.id,
      title,
      body: `<p>${title}.</p>`,
      sender_id: Number(admins.list()[0].id),
      state: 'live',
      labels: ['New'],
      cover_image_url: null,
      reactions: [null],
      deliver_silently: false,
      newsfeed_assignments: [{ newsfeed_id: Number(feed.id), published_at: base - 20 * DAY }],
      ...times,
    });
  }
}

function seedData(workspace) {
  const { customObjects, customObjectTypes, connectors, executions, contacts, conversations, admins, base } = workspace;
  const times = { created_at: base - 40 * DAY, updated_at: base - 40 * DAY };
  customObjectTypes.push('Order');
  for (const number of [1, 2, 3]) {
    customObjects.add({
      id: workspace.number(),
      type: 'Order',
      custom_attributes: { order_number: `ORDER-${number}`, total_amount: number * 33.5 },
      external_id: `order-${number}`,
      external_created_at: null,
      external_updated_at: null,
      ...times,
      _contacts: [contacts.list()[number - 1].id],
      _conversations: [conversations.list()[number - 1].id],
    });
  }
  for (const [name, state] of [
    ['Order status', 'live'],
    ['Refund', 'draft'],
  ]) {
    connectors.add({
      type: 'data_connector',
      id: workspace.number(),
      name,
      description: '',
      state,
      http_method: 'get',
      url: 'https://orders.example/status',
      direct_fin_usage: false,
      audiences: ['users'],
      execution_type: 'server_side',
      headers: [],
      data_inputs: [],
      created_by_admin_id: admins.list()[0].id,
      updated_by_admin_id: admins.list()[0].id,
      ...times,
      _in_use: state === 'live',
    });
  }
  const [live] = connectors.list();
  for (let number = 0; number < 14; number += 1) {
    const success = number % 4 !== 0;
    executions.add({
      type: 'data_connector.execution',
      id: workspace.number(),
      data_connector_id: live.id,
      success,
      http_status: success ? 200 : 500,
      ...(!success && { error_type: '3rd_party_error', error_message: 'Upstream error' }),
      http_method: 'get',
      request_url: 'https://orders.example/status',
      execution_time_ms: 100 + number,
      source_type: 'workflow',
      source_id: '5001',
      conversation_id: conversations.list()[0].id,
      created_at: base - number * 3600,
      request_body: null,
      response_body: '{"status":"shipped"}',
    });
  }
}

function seedOutreach(workspace) {
  const { banners, brands, emails, whatsappMessages, sideConversations, conversations, admins, helpCenters, base } =
    workspace;
  banners.add({
    type: 'banner',
    id: workspace.number(),
    view_id: workspace.number(),
    title: 'Maintenance on Sunday',
    body: '<p>We will be away for an hour.</p>',
    style: 'inline',
    position: 'top',
    show_dismiss_button: true,
    action: null,
    client_targeting: null,
    created_at: base - 2 * DAY,
    _dismissed_by: [],
  });
  const times = { created_at: base - 300 * DAY, updated_at: base - 100 * DAY };
  const address = workspace.number();
  const brand = brands.add({
    type: 'brand',
    id: workspace.number(),
    name: workspace.name,
    is_default: true,
    ...times,
    help_center_id: helpCenters.list()[0].id,
    default_address_settings_id: address,
  });
  emails.add({
    type: 'email_setting',
    id: address,
    email: `support@${workspace.slug}.example`,
    verified: true,
    domain: `${workspace.slug}.example`,
    brand_id: brand.id,
    forwarding_enabled: true,
    forwarded_email_last_received_at: base - DAY,
    ...times,
  });
  for (const number of [1, 2, 3]) {
    whatsappMessages.add({
      id: workspace.number(),
      conversation_id: conversations.list()[number].id,
      user_id: `user-${number}`,
      status: 'delivered',
      type: 'broadcast_outbound',
      created_at: base - number * DAY,
      updated_at: base - number * DAY + 20,
      whatsapp_message_id: `wamid_${number}`,
      template_name: 'appointment_reminder',
      _ruleset_id: '12345',
    });
  }
  const [first] = conversations.list();
  sideConversations.add({
    _conversation_id: first.id,
    conversation_parts: [
      {
        type: 'conversation_part',
        id: workspace.number(),
        part_type: 'comment',
        body: '<p>Could engineering have a look?</p>',
        author: adminStub(admins.list()[0]),
        created_at: base - DAY,
        updated_at: base - DAY,
      },
    ],
  });
}

/** The corners of the product that a model seldom visits. */
export function seedExtras(workspace) {
  seedLogs(workspace);
  seedOfficeHours(workspace);
  seedEvents(workspace);
  seedCalls(workspace);
  seedNews(workspace);
  seedData(workspace);
  seedOutreach(workspace);
  const { visitors, workflows, jobs, base, tickets, deletedConversations } = workspace;
  for (const number of [1, 2]) {
    visitors.add({
      type: 'visitor',
      user_id: `visitor-${number}`,
      anonymous: true,
      email: number === 2 ? 'visitor2@people.example' : '',
      phone: null,
      name: null,
      pseudonym: 'Violet Suitcase',
      avatar: { type: 'avatar', image_url: null },
      app_id: workspace.id,
      companies: { type: 'company.list', companies: [] },
      location_data: {},
      last_request_at: null,
      created_at: base - DAY,
      remote_created_at: base - DAY,
      signed_up_at: base - DAY,
      updated_at: base - DAY,
      session_count: 0,
      social_profiles: { type: 'social_profile.list', social_profiles: [] },
      owner_id: null,
      unsubscribed_from_emails: false,
      marked_email_as_spam: false,
      has_hard_bounced: false,
      tags: { type: 'tag.list', tags: [] },
      segments: { type: 'segment.list', segments: [] },
      custom_attributes: {},
      do_not_track: null,
    });
  }
  workflows.add({
    id: workspace.number(),
    title: 'Welcome',
    description: 'Greets customers',
    trigger_type: 'inbound_conversation',
    state: 'live',
    target_channels: ['chat'],
    preferred_devices: ['desktop'],
    targeting: {},
    snapshot: {},
    attributes: [],
    embedded_rules: [],
  });
  jobs.add({ type: 'job', id: workspace.number(), status: 'success', _ticket: tickets.list()[0].id });
  workspace.finConversations.add({ id: workspace.number(), _external_id: 'ext-1', _rating: null });
  workspace.contentExports.add({ id: 'seededexport0001', _created_at: base - DAY, _canceled: false, _range: {} });
  workspace.reportExports.add({
    id: 'seededreport0001',
    _created_at: base - DAY,
    _canceled: false,
    _columns: ['conversation_id'],
  });
  for (let number = 0; number < 3; number += 1) {
    deletedConversations.add({
      type: 'conversation',
      id: workspace.number(),
      metrics_retained: number === 0,
      deleted_at: base - (number + 1) * DAY,
    });
  }
}
