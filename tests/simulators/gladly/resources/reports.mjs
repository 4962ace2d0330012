import { DAY, MINUTE } from '../../shared/clock.mjs';
import { isE164 } from '../contacts.mjs';
import { toCsv } from '../csv.mjs';
import { ApiError, blank, invalid, problem } from '../errors.mjs';
import { refuseTimezone } from './business-hours.mjs';
import { tableOf } from './report-tables.mjs';

/** Exact times are documented for the first two; the third is said to take nothing else. */
const TIMED = new Set(['AgentSummary', 'ContactExportReportV3', 'WorkSessionEventsReportV4']);
const ONLY_TIMED = new Set(['WorkSessionEventsReportV4']);
const BY_PHONE = new Set(['IVRExecutiveSummaryReportV2', 'IvrEndStatesReportV2']);

/** The last day or minute counts in full. A single day is a range, a single minute is not. */
function readRange(from, to, attr, unit) {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (end < start || (end === start && unit === MINUTE)) {
    throw invalid(`${attr.replace('start', 'end')} must occur after ${attr}`, attr);
  }
  return { start, end: end + unit };
}

const readTimes = ({ startAtTime, endAtTime }) => readRange(startAtTime, endAtTime, 'startAtTime', MINUTE);

function requireKeys(body, keys) {
  const missing = keys.filter((key) => !body[key]);
  if (missing.length > 0)
    throw new ApiError(
      400,
      missing.map((key) => problem('blank', `${key} must be specified`, key)),
    );
}

function readWindow(body) {
  const timed = body.startAtTime !== undefined || body.endAtTime !== undefined;
  if (timed && !TIMED.has(body.metricSet)) {
    throw invalid(`startAtTime cannot be used with the ${body.metricSet} metricSet`, 'startAtTime');
  }
  if (!timed && ONLY_TIMED.has(body.metricSet)) requireKeys(body, ['startAtTime', 'endAtTime']);
  if (!timed) {
    requireKeys(body, ['startAt', 'endAt']);
    return readRange(body.startAt, body.endAt, 'startAt', DAY);
  }
  requireKeys(body, ['startAtTime', 'endAtTime']);
  for (const key of ['startAt', 'endAt', 'timezone']) {
    if (body[key] !== undefined) throw invalid(`${key} cannot be combined with startAtTime`, key);
  }
  return readTimes(body);
}

function readFilters({ organization, body }) {
  const { inboxes = [], teams = [], phoneNumber, channel = 'allChannels' } = body.filters ?? {};
  const unknown = (attr, noun) =>
    new ApiError(400, [problem('present', `the requested ${noun} does not exist`, `filters.${attr}`)]);
  if (inboxes.some((id) => !organization.inboxes.get(id))) throw unknown('inboxes', 'inbox');
  if (teams.some((id) => !organization.teams.get(id))) throw unknown('teams', 'team');
  const attr = 'filters.phoneNumber';
  if (BY_PHONE.has(body.metricSet)) {
    if (!phoneNumber) throw blank('phoneNumber must be specified', attr);
    if (!isE164(phoneNumber)) throw invalid('invalid phone number', attr);
  } else if (phoneNumber !== undefined) {
    throw invalid(`the phoneNumber filter cannot be applied to the ${body.metricSet} metricSet`, attr);
  }
  return { inboxes, teams, channel };
}

const respond = (context, metricSet, name, request) => {
  const [columns, rows] = tableOf(metricSet, request);
  // Longer reports end there without a word.
  return { content: toCsv(columns, rows.slice(0, context.settings.caps.reportRows)), filename: `${name}.csv` };
};

const compact = (text) => text.replace(/[-:]/g, '');
const capitalized = (text) => text[0].toUpperCase() + text.slice(1);

function generate(context) {
  const { organization, body } = context;
  const { metricSet, timezone = 'America/Los_Angeles', aggregationLevel = 'daily' } = body;
  refuseTimezone(timezone, 'timezone', 'timezone is invalid');
  const request = { organization, timezone, ...readWindow(body), ...readFilters(context) };
  const [from, to] = [body.startAt ?? body.startAtTime, body.endAt ?? body.endAtTime].map(compact);
  const name = `${metricSet}-${from}-${to}-${capitalized(aggregationLevel)}`;
  return respond(context, metricSet, name, request);
}

export default {
  'reports.generate': generate,
  'work_session_reports.generate': (context) => {
    const { organization, body } = context;
    const request = { organization, timezone: 'UTC', inboxes: [], teams: [], ...readTimes(body) };
    const name = `WorkSessionEventsReport-${compact(body.startAtTime)}-${compact(body.endAtTime)}`;
    return respond(context, 'WorkSessionEventsReportV3', name, request);
  },
};
