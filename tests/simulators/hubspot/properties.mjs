import { invalid, invalidProperties } from './errors.mjs';

const text = { type: 'string' };
const time = { type: 'datetime' };
const number = { type: 'number' };
const bool = { type: 'bool' };
const oneOf = (...options) => ({ type: 'enumeration', options });
const readOnly = (definition) => ({ ...definition, readOnly: true });
const unique = (definition) => ({ ...definition, unique: true });

/** A kind of record. What all have: an id, an owner, and when they were made and changed, under names of `created` and `modified`. */
function kind({ created = 'createdate', modified = 'hs_lastmodifieddate', usual = [], needs = [], properties, ...named }) {
  const own = { hs_object_id: readOnly(number), hs_merged_object_ids: readOnly(text), hubspot_owner_id: { type: 'owner' } };
  return { ...named, created, modified, usual, needs, properties: { ...own, [created]: readOnly(time), [modified]: readOnly(time), ...properties } };
}

/** What is done around the others has its time from whoever writes it down. */
const activity = ({ properties, ...named }) => kind({ created: 'hs_createdate', needs: [['hs_timestamp']], ...named, properties: { hs_timestamp: time, ...properties } });

/**
 * Every kind of record: its singular and number, what it is searched by, what it shows when nobody asks, what a new one needs, and its properties.
 * `product_area`, `affected_seats`, `plan_tier`, `seats` and the references are what the invented company added.
 */
export const OBJECTS = {
  tickets: kind({
    singular: 'ticket',
    typeId: '0-5',
    words: ['subject', 'content', 'hs_object_id'],
    usual: ['subject', 'content', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_priority'],
    needs: [['subject'], ['hs_pipeline_stage']],
    properties: {
      subject: text,
      content: text,
      hs_pipeline: { type: 'pipeline' },
      hs_pipeline_stage: { type: 'stage' },
      hs_ticket_category: oneOf('PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY'),
      hs_ticket_priority: oneOf('LOW', 'MEDIUM', 'HIGH', 'URGENT'),
      hs_resolution: text,
      source_type: oneOf('CHAT', 'EMAIL', 'FORM', 'PHONE'),
      closed_date: time,
      time_to_close: readOnly(number),
      product_area: oneOf('login', 'billing', 'integrations', 'reports', 'app', 'security'),
      affected_seats: number,
      ticket_reference: unique(text),
    },
  }),
  contacts: kind({
    singular: 'contact',
    typeId: '0-1',
    words: ['firstname', 'lastname', 'email', 'phone', 'company'],
    usual: ['firstname', 'lastname', 'email'],
    modified: 'lastmodifieddate',
    needs: [['email', 'firstname', 'lastname']],
    properties: {
      email: unique(text),
      firstname: text,
      lastname: text,
      phone: text,
      mobilephone: text,
      jobtitle: text,
      company: text,
      website: text,
      city: text,
      country: text,
      lifecyclestage: oneOf('subscriber', 'lead', 'customer', 'evangelist', 'other'),
      hs_lead_status: oneOf('NEW', 'OPEN', 'IN_PROGRESS', 'CONNECTED'),
      plan_tier: oneOf('free', 'team', 'business'),
      notes_last_contacted: readOnly(time),
      num_contacted_notes: readOnly(number),
    },
  }),
  companies: kind({
    singular: 'company',
    typeId: '0-2',
    words: ['name', 'domain', 'phone', 'website'],
    usual: ['name', 'domain'],
    needs: [['name', 'domain']],
    properties: {
      name: text,
      domain: text,
      phone: text,
      website: text,
      industry: text,
      city: text,
      country: text,
      numberofemployees: number,
      annualrevenue: number,
      lifecyclestage: oneOf('subscriber', 'lead', 'customer', 'evangelist', 'other'),
      description: text,
      seats: number,
      account_reference: unique(text),
    },
  }),
  notes: activity({
    singular: 'note',
    typeId: '0-46',
    words: ['hs_note_body'],
    properties: {
      hs_note_body: { ...text, maxLength: 65_536 },
      hs_attachment_ids: text,
      note_reference: unique(text),
    },
  }),
  tasks: activity({
    singular: 'task',
    typeId: '0-27',
    words: ['hs_task_subject', 'hs_task_body'],
    properties: {
      hs_task_subject: text,
      hs_task_body: text,
      hs_task_status: oneOf('NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'),
      hs_task_priority: oneOf('NONE', 'LOW', 'MEDIUM', 'HIGH'),
      hs_task_type: oneOf('TODO', 'EMAIL', 'CALL'),
      hs_task_is_completed: readOnly(bool),
      task_reference: unique(text),
    },
  }),
  feedback_submissions: kind({
    singular: 'feedback_submission',
    typeId: '0-19',
    words: ['hs_content'],
    created: 'hs_createdate',
    properties: {
      hs_submission_timestamp: readOnly(time),
      hs_content: readOnly(text),
      hs_survey_type: readOnly(oneOf('CSAT', 'CES', 'NPS')),
      hs_survey_name: readOnly(text),
      hs_sentiment: readOnly(oneOf('DETRACTOR', 'PASSIVE', 'PROMOTER')),
      hs_value: readOnly(number),
      hs_contact_email_rollup: readOnly(text),
    },
  }),
};

/** The kind of record that a path names: plural, singular or number. */
export function objectNamed(name) {
  const found = Object.entries(OBJECTS).find(([plural, { singular, typeId }]) => [plural, singular, typeId].includes(name.toLowerCase()));
  return found?.[0];
}

const isTimeText = (value) => /^\d+$/.test(value) || (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)));

/** Why the text cannot be the value of such a property; undefined when it can. */
function refusal(portal, definition, value) {
  if (value === '') return undefined; // takes the value away
  switch (definition.type) {
    case 'number':
      return Number.isNaN(Number(value)) ? ['INVALID_LONG', `${value} was not a valid number.`] : undefined;
    case 'bool':
      return ['true', 'false'].includes(value) ? undefined : ['INVALID_BOOLEAN', `${value} was not a boolean.`];
    case 'datetime':
      return isTimeText(value) ? undefined : ['INVALID_DATE', `${value} was not a valid date.`];
    case 'enumeration':
      return definition.options.includes(value)
        ? undefined
        : ['INVALID_OPTION', `${value} was not one of the allowed options: [${definition.options.join(', ')}]`];
    case 'owner':
      return portal.owners.get(value) ? undefined : ['INVALID_OWNER_ID', `${value} is not the id of an owner.`];
    case 'pipeline':
      return portal.pipelines.tickets.some(({ id }) => id === value)
        ? undefined
        : ['INVALID_OPTION', `${value} was not one of the allowed options: pipelines`];
    case 'stage':
      return portal.stageOf(value) ? undefined : ['INVALID_OPTION', `${value} was not one of the allowed options: pipeline stages`];
    default:
      return value.length > (definition.maxLength ?? 65_536) ? ['INVALID_LENGTH', 'The value is too long.'] : undefined;
  }
}

/** Refuses properties that do not exist, cannot be written or hold what they cannot. */
export function checkProperties(portal, kind, properties) {
  const known = OBJECTS[kind].properties;
  const faults = Object.entries(properties).flatMap(([name, value]) => {
    const fault = (code, message) => [{ name, code, message }];
    if (!Object.hasOwn(known, name)) return fault('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
    if (known[name].readOnly) return fault('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`);
    const refused = refusal(portal, known[name], value);
    return refused ? fault(...refused) : [];
  });
  if (faults.length > 0) throw invalidProperties(faults);
}

/** Refuses a new record that lacks what it needs. */
export function checkNeeds(kind, properties) {
  const { singular, needs } = OBJECTS[kind];
  const missing = needs.filter((names) => !names.some((name) => properties[name]));
  if (missing.length === 0) return;
  const context = { properties: missing.flat() };
  throw invalid(`Error creating ${singular.toUpperCase()}. Some required properties were not set.`, {
    errors: [{ message: 'Some required properties were not set.', code: 'REQUIRED_PROPERTIES_MISSING', context }],
    context,
  });
}

/** Times as the vendor keeps them. */
export const stored = (kind, [name, value]) => {
  if (value === '') return [name, null];
  const { type } = OBJECTS[kind].properties[name];
  if (type !== 'datetime') return [name, value];
  return [name, new Date(/^\d+$/.test(value) ? Number(value) : value).toISOString()];
};

/** What of the record's properties is shown: those asked for that exist (`null` where they are empty), else the usual ones; a few always. */
export function shownProperties(kind, record, asked) {
  const { properties: known, usual, created, modified } = OBJECTS[kind];
  const names = (asked?.length > 0 ? asked : usual).filter((name) => Object.hasOwn(known, name));
  const wanted = new Set([...names, created, modified, 'hs_object_id']);
  return Object.fromEntries([...wanted].sort().map((name) => [name, record._properties[name] ?? null]));
}
