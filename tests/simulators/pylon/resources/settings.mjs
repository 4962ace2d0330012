import { pick } from '../../shared/fields.mjs';
import { duplicate, invalid } from '../errors.mjs';
import { personStub } from '../store.mjs';
import { createIssue, requesterOf } from './issue-records.mjs';
import { createMessage } from './messages.mjs';
import { change, slugOf } from './records.mjs';

const OBJECT_TYPES = [
  'account',
  'issue',
  'contact',
  'task',
  'project',
  'call_recording',
  'meeting',
  'opportunity',
  'feature_request',
];

function refuseTakenTag({ organization, settings }, { value, object_type: type }, own) {
  const taken = organization.tags.find((tag) => tag !== own && tag.value === value && tag.object_type === type);
  if (taken) throw duplicate(settings.duplicateStatus, 'A tag with this value exists', taken.id);
}

function checkHex(body) {
  if (body.hex_color && !/^#[0-9a-fA-F]{6}$/.test(body.hex_color)) throw invalid('hex_color must look like #a1b2c3');
}

/** Pylon's default value of a field is a text; several for multiselect. */
function readDefinition(body, definition) {
  const selectable = definition.type.endsWith('select');
  if (body.select_options && !selectable) throw invalid('select_options needs the type select or multiselect');
  return {
    ...pick(body, 'label', 'slug', 'description', 'default_value', 'default_values'),
    ...(body.select_options && { select_metadata: { options: body.select_options } }),
  };
}

function checkObjectType(organization, type) {
  const known = [...OBJECT_TYPES, ...organization.customObjectTypes];
  if (!known.includes(type)) throw invalid(`object_type must be one of ${known.join(', ')}`);
}

function createDefinition(context) {
  const { organization, body, settings, clock } = context;
  checkObjectType(organization, body.object_type);
  const slug = body.slug || slugOf(body.label).replaceAll('-', '_');
  const taken = organization.customFields.find((one) => one.slug === slug && one.object_type === body.object_type);
  if (taken) throw duplicate(settings.duplicateStatus, 'A custom field with this slug exists', taken.id);
  const data = organization.customFields.add({
    created_at: clock.iso(),
    default_value: '',
    default_values: [],
    description: '',
    is_read_only: false,
    number_metadata: null,
    object_type: body.object_type,
    select_metadata: body.type.endsWith('select') ? { options: [] } : null,
    source: 'pylon',
    type: body.type,
    updated_at: clock.iso(),
    ...readDefinition(body, body),
    slug,
  });
  return { data };
}

/** The options of a select field after a change; refuses other fields and missing input. */
function changeOptions({ organization, params, clock }, input, name, next) {
  const definition = organization.customFields.require(params.id);
  if (!definition.select_metadata) throw invalid('the custom field has no select options');
  if (!input?.length) throw invalid(`${name} is required`);
  const options = next(definition.select_metadata.options);
  return { data: change(definition, { select_metadata: { options } }, clock) };
}

const slugs = (options) => options.map((option) => option.slug);

const selectOptions = {
  'custom_field_select_options.create': (context) =>
    changeOptions(context, context.body.select_options, 'select_options', (options) => {
      const added = context.body.select_options.map(({ label, slug }) => ({
        label,
        slug: slug || slugOf(label ?? ''),
      }));
      if (slugs(added).some((slug) => !slug || slugs(options).includes(slug))) {
        throw invalid('select_options needs new slugs or labels');
      }
      return [...options, ...added];
    }),

  'custom_field_select_options.update': (context) =>
    changeOptions(context, context.body.select_options, 'select_options', (options) => {
      const changed = new Map(context.body.select_options.map((option) => [option.slug, option]));
      if ([...changed.keys()].some((slug) => !slugs(options).includes(slug))) {
        throw invalid('select_options has an unknown slug');
      }
      return options.map((option) => ({ ...option, ...changed.get(option.slug) }));
    }),

  'custom_field_select_options.delete': (context) =>
    changeOptions(context, context.body.slugs, 'slugs', (options) => {
      if (context.body.slugs.some((slug) => !slugs(options).includes(slug))) throw invalid('slugs has an unknown slug');
      return options.filter((option) => !context.body.slugs.includes(option.slug));
    }),
};

function submitForm({ organization, params, body, clock }) {
  const form = organization.ticketForms.require(params.id);
  const unknown = (body.fields ?? []).find((answer) => !form.fields.some((field) => field.slug === answer.slug));
  if (unknown) throw invalid(`fields has the unknown slug ${unknown.slug}`);
  const answers = (body.fields ?? []).map((answer) => `<p>${answer.slug}: ${answer.value ?? ''}</p>`).join('');
  const requester = requesterOf(organization, { email: body.requester_email });
  const issue = createIssue(organization, {
    title: form.name,
    body_html: answers,
    source: 'form',
    type: 'ticket',
    author_unverified: true,
    requester: personStub(requester),
    account: requester?.account ?? null,
    _ticket_form_id: form.id,
  });
  createMessage(organization, issue, { html: answers, contact: requester, at: clock.iso() });
  return { data: issue };
}

/** What an administrator sets up: tags, custom fields, statuses, forms, activity types, suppressions. */
export default {
  'tags.list': ({ organization, all }) => all(organization.tags.list()),
  'tags.get': ({ organization, params }) => ({ data: organization.tags.require(params.id) }),
  'tags.create': (context) => {
    const { organization, body } = context;
    checkHex(body);
    refuseTakenTag(context, body);
    return {
      data: organization.tags.add({ hex_color: '#8a8f98', ...pick(body, 'hex_color', 'object_type', 'value') }),
    };
  },
  'tags.update': (context) => {
    const { organization, params, body, clock } = context;
    const tag = organization.tags.require(params.id);
    checkHex(body);
    refuseTakenTag(context, { ...tag, ...body }, tag);
    return { data: change(tag, pick(body, 'hex_color', 'value'), clock) };
  },
  'tags.delete': ({ organization, params }) => {
    organization.tags.remove(organization.tags.require(params.id));
    return {};
  },

  'custom_fields.list': ({ organization, query, all }) => {
    checkObjectType(organization, query.object_type);
    return all(organization.customFields.list((definition) => definition.object_type === query.object_type));
  },
  'custom_fields.get': ({ organization, params }) => ({ data: organization.customFields.require(params.id) }),
  'custom_fields.create': createDefinition,
  'custom_fields.update': ({ organization, params, body, clock }) => {
    const definition = organization.customFields.require(params.id);
    return { data: change(definition, readDefinition(body, definition), clock) };
  },
  ...selectOptions,

  // Statuses go by their slug and show no id.
  'issue_statuses.list': ({ organization, all }) =>
    all(organization.issueStatuses.list().map((status) => ({ ...status, id: undefined }))),
  'activity_types.list': ({ organization, all }) => all(organization.activityTypes.list()),

  'ticket_forms.list': ({ organization, all }) => all(organization.ticketForms.list()),
  'ticket_forms.get': ({ organization, params }) => ({ data: organization.ticketForms.require(params.id) }),
  'ticket_forms.submit': submitForm,

  'email_suppressions.list': ({ organization, page }) => page(organization.emailSuppressions.list()),
  'email_suppressions.delete': ({ organization, params }) => {
    organization.emailSuppressions.remove(organization.emailSuppressions.require(params.id));
    return {};
  },
};
