import { DAY, MINUTE } from '../../shared/clock.mjs';
import { toJson } from '../../shared/json.mjs';
import { ApiError, invalid, notFound, problem } from '../errors.mjs';

const KEPT = 14 * DAY;

/** Jobs and files vanish after 14 days. */
const isKept =
  ({ clock }) =>
  (job) =>
    Date.parse(job.updatedAt) >= clock.now() - KEPT;
const jobOf = (context) => context.organization.exportJobs.require(context.params.jobId, isKept(context));

function list(context) {
  const { organization, query, clock } = context;
  const now = clock.now();
  const start = query.startAt ? Date.parse(query.startAt) : now - KEPT;
  const end = query.endAt ? Date.parse(query.endAt) : now;
  // A minute's grace: the client computed its moment before it called.
  if (start < now - KEPT - MINUTE) throw invalid('startAt must be within the last 14 days', 'startAt');
  if (end > now + MINUTE) throw invalid('endAt cannot be in the future', 'endAt');
  if (end < start) throw invalid('endAt must occur after startAt', 'startAt');
  return organization.exportJobs.list(isKept(context)).filter(({ status, updatedAt }) => {
    const updated = Date.parse(updatedAt);
    return (!query.status || status === query.status) && updated >= start && updated <= end;
  });
}

const exported = ({ id, name, address, emails, phones, externalCustomerId, externalCustomerIds }) => ({
  id,
  name,
  address,
  emailAddresses: emails.map(({ normalized }) => normalized),
  phoneNumbers: phones.map(({ normalized }) => normalized),
  externalCustomerId,
  externalCustomerIds,
});

/** What each file holds: the job's window of items with their customers, and everything agents and topics are. */
const FILES = {
  'agents.jsonl': ({ organization }) => organization.agents.list(),
  'topics.jsonl': ({ organization }) => organization.topics.list(),
  'conversation_items.jsonl': ({ items }) => items,
  'customers.jsonl': ({ organization, items }) => {
    const ids = new Set(items.map(({ customerId }) => customerId));
    return organization.customers.list(({ id }) => ids.has(id)).map(exported);
  },
};

export const lines = (records) => records.map((record) => `${toJson(record)}\n`).join('');

function download(context) {
  const { organization, params } = context;
  const job = jobOf(context);
  if (!job.files.includes(params.filename)) throw notFound();
  const [start, end] = [job.parameters.startAt, job.parameters.endAt].map(Date.parse);
  const items = organization.items.list(({ timestamp, _hidden }) => {
    const time = Date.parse(timestamp);
    return !_hidden && time >= start && time < end;
  });
  return { content: lines(FILES[params.filename]({ organization, items })) };
}

export default {
  'export_schedules.list': ({ organization }) => organization.exportSchedules.list(),
  'export_jobs.list': list,
  'export_jobs.get': jobOf,
  'export_jobs.delete': (context) => {
    const job = jobOf(context);
    if (!['COMPLETED', 'FAILED'].includes(job.status)) {
      const detail = `unable to delete job with status [${job.status}]. Please try again after it has finished`;
      throw new ApiError(400, [problem('temporary_failure', detail, 'status')]);
    }
    context.organization.exportJobs.remove(job);
  },
  'export_job_files.download': download,
};
