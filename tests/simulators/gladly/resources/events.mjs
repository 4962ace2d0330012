import { DAY, MINUTE } from '../../shared/clock.mjs';
import { invalid } from '../errors.mjs';
import { byTime } from './conversation-records.mjs';
import { lines } from './exports.mjs';

/** Delivered to webhooks only. */
const NOT_STREAMED = new Set([
  'CONVERSATION_STATUS/UPDATED',
  'CUSTOMER_PROFILE/MERGED',
  'EXPORT_JOB/COMPLETED',
  'EXPORT_JOB/FAILED',
]);

/** A conversation's assignee is no entity of its own. */
const entityOf = ({ type }) => type.split('/')[0].replace('CONVERSATION_ASSIGNEE', 'CONVERSATION');

export default {
  'events.list': ({ organization, query, clock }) => {
    const now = clock.now();
    const start = Date.parse(query.startAt);
    const end = query.endAt ? Date.parse(query.endAt) : now;
    if (end < start) throw invalid('endAt must occur after startAt', 'startAt');
    // A minute's grace: the client computed its moment before it called.
    if (start < now - DAY - MINUTE) throw invalid('startAt must be within the last 24 hours', 'startAt');
    const wanted = organization.events.list((event) => {
      const time = Date.parse(event.timestamp);
      return query.entities.includes(entityOf(event)) && !NOT_STREAMED.has(event.type) && time >= start && time <= end;
    });
    return { content: lines(wanted.sort(byTime)) };
  },
};
