import { problem } from './errors.mjs';

const BUSINESS_HOURS = {
  'name blank': () => problem('invalid', 'name cannot be blank', 'name'),
  'officeHours.timezone blank': () => problem('blank', 'Timezone is required', 'officeHours.timezone'),
};

/** Where the vendor's text for a failed check is known and differs from the usual one: by operation, attribute, code. */
const WORDING = {
  'business_hours.create': BUSINESS_HOURS,
  'business_hours.update': BUSINESS_HOURS,
  'conversations.update': {
    'assignee.inboxId blank': ({ attr }) => problem('blank', "'inboxId' cannot be blank when updating assignee", attr),
    'status.value blank': ({ attr }) => problem('blank', "'value' cannot be blank when updating status", attr),
  },
  'conversation_items.reply': {
    'content.type blank': ({ attr }) => problem('blank', undefined, attr),
    'content.type invalid': ({ value }) => problem('invalid', `type [${value}] is not supported`),
    'content.body too_long': ({ attr, limit }) =>
      problem('too_long', `content.body cannot be larger than ${limit} characters`, attr),
  },
  'reports.generate': {
    'metricSet blank': ({ attr }) => problem('blank', 'metricSet must be specified', attr),
    'aggregationLevel invalid': ({ attr }) =>
      problem('invalid', 'the specified value is not a valid aggregation level', attr),
  },
};

export function word(op, failure) {
  const special = WORDING[op]?.[`${failure.attr} ${failure.code}`];
  return special ? special(failure) : problem(failure.code, failure.detail, failure.attr);
}
