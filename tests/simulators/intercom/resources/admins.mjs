import { pick } from '../../shared/fields.mjs';
import { ApiError, invalid, notFound, unprocessable } from '../errors.mjs';
import { crud } from './records.mjs';

const plainAdmin = ({ avatar: _, ...admin }) => admin;

function metricsOf(workspace, admin) {
  const own = workspace.conversations.list((one) => one.admin_assignee_id === Number(admin));
  return {
    type: 'team_metric',
    admin_id: String(admin),
    open: own.filter(({ state }) => state === 'open').length,
    idle: own.filter(({ state, waiting_since: since }) => state === 'open' && since === null).length,
    snoozed: own.filter(({ state }) => state === 'snoozed').length,
  };
}

function logsBetween({ workspace }, { created_at_after: after, created_at_before: before, event_types: types }) {
  return workspace.activityLogs.list(
    (log) =>
      log.created_at > after &&
      (before === undefined || log.created_at < before) &&
      (!types?.length || types.includes(log.activity_type)),
  );
}

const logs = (read) => (context) =>
  context.paged(logsBetween(context, read(context)), undefined, {
    type: 'activity_log.list',
    order: { key: (log) => log.created_at, descending: true },
  });

const dayOf = (minute) => Math.floor(minute / 1440);
const intervals = (sent) => sent?.map((one) => ({ ...one, day_of_week: dayOf(one.start_minute ?? 0) })) ?? null;

function readSchedule({ body }) {
  if (body.time_intervals?.some(({ start_minute: start, end_minute: end }) => !(start < end)))
    throw unprocessable('parameter_invalid', 'time_intervals must end after they start');
  return {
    ...pick(body, 'name', 'time_zone_name'),
    ...(body.time_intervals && { time_intervals: intervals(body.time_intervals) }),
    twenty_four_seven: false,
  };
}

function readException({ body, params }, current) {
  if (body.exception_date !== undefined && Number.isNaN(Date.parse(body.exception_date)))
    throw unprocessable('parameter_invalid', 'exception_date must be a date');
  return {
    ...(!current && {
      office_hours_schedule_id: params.office_hours_schedule_id,
      name: null,
      time_intervals: null,
      recurring_annually: false,
    }),
    ...pick(body, 'exception_date', 'exception_type', 'name', 'recurring_annually'),
    ...(body.time_intervals !== undefined && { time_intervals: intervals(body.time_intervals) }),
  };
}

const schedules = crud('office_hours_schedules', 'officeSchedules', {
  object: 'office_hours_schedule',
  fields: readSchedule,
  listType: 'office_hours_schedule.list',
  remove: ({ workspace }, schedule) => {
    for (const one of workspace.officeExceptions.list(
      (exception) => exception.office_hours_schedule_id === schedule.id,
    ))
      workspace.officeExceptions.remove(one);
  },
});
const exceptions = crud('office_hours_exceptions', 'officeExceptions', {
  object: 'office_hours_exception',
  fields: readException,
});

/** The schedule in the path has to be there, and the exception has to be its own. */
const inSchedule = (handler) => (context) => {
  const { workspace, params } = context;
  const schedule = workspace.officeSchedules.require(params.office_hours_schedule_id);
  if (params.id !== undefined)
    workspace.officeExceptions.require(params.id, (one) => one.office_hours_schedule_id === schedule.id);
  return handler(context);
};

export default {
  'me.get': ({ workspace }) => ({
    ...workspace.admins.list()[0],
    email_verified: true,
    app: {
      type: 'app',
      id_code: workspace.id,
      name: workspace.name,
      created_at: workspace._created_at,
      secure: false,
      identity_verification: false,
      timezone: workspace.timezone,
      region: workspace.region.toUpperCase(),
    },
  }),
  'admins.list': ({ workspace, query, listed }) =>
    listed(workspace.admins.list(), query.display_avatar ? undefined : plainAdmin, 'admin.list'),
  'admins.get': ({ workspace, params }) => plainAdmin(workspace.admins.require(params.admin_id)),
  'admins.set_away': ({ workspace, params, body }) => {
    const message = 'Admin for admin_id not found';
    const admin = workspace.admins.refer(params.admin_id, 404, 'admin_not_found', message);
    const reason = body.away_status_reason_id;
    if (reason !== undefined && !workspace.awayReasons.get(reason)) throw invalid('Away status reason not found');
    if (reason !== undefined && workspace.awayReasons.get(reason).deleted)
      throw invalid('Away status reason is deleted');
    Object.assign(admin, pick(body, 'away_mode_enabled', 'away_mode_reassign'));
    admin.away_status_reason_id = body.away_mode_enabled && reason !== undefined ? String(reason) : null;
    return plainAdmin(admin);
  },
  'away_status_reasons.list': ({ workspace, listed }) => listed(workspace.awayReasons.list()),

  'activity_logs.list': logs(({ query }) => query),
  'activity_logs.search': logs(({ body }) => body),
  'activity_log_event_types.list': ({ workspace }) => ({
    type: 'activity_log_event_type.list',
    event_types: [...new Set(workspace.activityLogs.list().map((log) => log.activity_type))],
  }),

  'teams.list': ({ workspace, listed }) => listed(workspace.teams.list(), undefined, 'team.list'),
  'teams.get': ({ workspace, params }) => workspace.teams.require(params.team_id),
  'team_metrics.list': ({ workspace, params, listed }) => {
    const team = workspace.teams.require(params.team_id);
    return listed(team.admin_ids, (id) => metricsOf(workspace, id), 'team_metric.list');
  },

  ...schedules,
  ...Object.fromEntries(Object.entries(exceptions).map(([op, handler]) => [op, inSchedule(handler)])),
  'office_hours_exceptions.list': inSchedule(({ workspace, params, listed }) =>
    listed(
      workspace.officeExceptions.list((one) => one.office_hours_schedule_id === params.office_hours_schedule_id),
      undefined,
      'office_hours_exception.list',
    ),
  ),

  'ip_allowlist.get': ({ workspace }) => workspace.ipAllowlist,
  'ip_allowlist.update': ({ workspace, body }) => {
    const entries = body.ip_allowlist ?? [];
    const bad = entries.find((entry) => !/^[\da-f.:]+(\/\d+)?$/i.test(entry));
    if (bad !== undefined) throw new ApiError(422, 'parameter_invalid', `${bad} is not a valid IP address or range`);
    Object.assign(workspace.ipAllowlist, pick(body, 'enabled', 'ip_allowlist'));
    return workspace.ipAllowlist;
  },

  'macros.list': (context) => {
    const { workspace, query } = context;
    const since = query.updated_since;
    const found = workspace.macros.list((macro) => since === undefined || Date.parse(macro.updated_at) / 1000 >= since);
    return context.paged(found, undefined, { order: { key: (macro) => macro.updated_at, descending: true } });
  },
  'macros.get': ({ workspace, params }) => workspace.macros.require(params.id),
  'brands.list': ({ workspace, listed }) => listed(workspace.brands.list()),
  'brands.get': ({ workspace, params }) => workspace.brands.require(params.id),
  'emails.list': ({ workspace, listed }) => listed(workspace.emails.list()),
  'emails.get': ({ workspace, params }) => workspace.emails.require(params.id),
  'workflows.export': ({ workspace, params, clock }) => {
    const workflow = workspace.workflows.get(params.id);
    if (!workflow) throw notFound('Workflow not found');
    return { export_version: '1.0', exported_at: clock.iso(), app_id: Number(workspace.brands.list()[0].id), workflow };
  },
};
