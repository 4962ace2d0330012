import { gzipSync } from 'node:zlib';
import { ApiError, notFound } from '../errors.mjs';
import { Raw } from '../raw.mjs';
import { isoTime } from './records.mjs';

const DATASETS = {
  conversation: ['conversation_id', 'created_at', 'state', 'channel'],
  ticket: ['ticket_id', 'created_at', 'state', 'ticket_type'],
};
const MAX_PENDING = 5;
const WORK = 60;
const LIFE = 172_800;

const bad = (message) => new ApiError(400, 'bad_request', message);

const statusOf = ({ _canceled, _created_at: created }, now) => {
  if (_canceled) return 'canceled';
  return now - created < WORK ? 'pending' : 'complete';
};

/** A job is done a minute after it was asked for, by the simulator's clock. */
function jobView(job, now, done, prefix) {
  const status = statusOf(job, now);
  const ready = status === 'complete';
  return {
    job_identifier: job.id,
    status: ready ? done : status,
    download_url: ready ? `https://api.intercom.io${prefix}/${job.id}` : '',
    download_expires_at: ready ? isoTime(job._created_at + LIFE) : '',
  };
}

const contentView = (job, now) => jobView(job, now, 'completed', '/download/content/data');
const reportView = (job, now) => jobView(job, now, 'complete', '/download/reporting_data');
const binary = { headers: { 'content-type': 'application/octet-stream' } };

function reportIn({ workspace, params }) {
  const job = workspace.reportExports.get(params.job_identifier);
  if (!job) throw notFound(`Export job not found for identifier: ${params.job_identifier}`);
  return job;
}
const contentIn = ({ workspace, params }) => workspace.contentExports.require(params.job_identifier);

function ready(job, now) {
  if (statusOf(job, now) !== 'complete') throw notFound(`Export job not found for identifier: ${job.id}`);
  return job;
}

export default {
  'content_data_exports.create': ({ workspace, body, now }) => {
    if (body.created_at_after >= body.created_at_before) throw bad('created_at_after must be before created_at_before');
    if (workspace.contentExports.find((job) => statusOf(job, now) === 'pending'))
      throw new ApiError(429, 'rate_limit_exceeded', 'There is already a job running for this workspace');
    return contentView(workspace.contentExports.add({ _created_at: now, _canceled: false, _range: body }), now);
  },
  'content_data_exports.get': (context) => contentView(contentIn(context), context.now),
  'content_data_exports.cancel': (context) => {
    const job = contentIn(context);
    if (statusOf(job, context.now) === 'pending') job._canceled = true;
    return contentView(job, context.now);
  },
  'content_data_exports.download': (context) => {
    ready(contentIn(context), context.now);
    return new Raw(gzipSync('message_id,created_at\n'), binary);
  },

  'reporting_datasets.list': ({ listed }) =>
    listed(
      Object.entries(DATASETS).map(([id, attributes]) => ({
        id,
        name: id,
        description: '',
        default_time_attribute_id: 'created_at',
        attributes: attributes.map((name) => ({ id: name, name })),
      })),
    ),
  'reporting_data_exports.enqueue': ({ workspace, body, now }) => {
    const known = DATASETS[body.dataset_id];
    if (!known) throw bad(`${body.dataset_id} is not a valid dataset_id`);
    if (body.attribute_ids.length === 0) throw bad('attribute_ids must contain at least one attribute_id');
    const wrong = body.attribute_ids.filter((id) => !known.includes(id));
    if (wrong.length > 0) throw bad(`attribute_ids invalid for ${body.dataset_id} dataset: ${wrong.join(', ')}`);
    if (workspace.reportExports.list((job) => statusOf(job, now) === 'pending').length >= MAX_PENDING) {
      const message = `Exceeded rate limit of ${MAX_PENDING} pending reporting dataset export jobs`;
      throw new ApiError(429, 'rate_limit_exceeded', message);
    }
    const job = workspace.reportExports.add({ _created_at: now, _canceled: false, _columns: body.attribute_ids });
    return reportView(job, now);
  },
  'reporting_data_exports.get': (context) => reportView(reportIn(context), context.now),
  'reporting_data_exports.download': (context) => {
    const job = ready(reportIn(context), context.now);
    return new Raw(gzipSync(`${job._columns.join(',')}\n`), binary);
  },
};
