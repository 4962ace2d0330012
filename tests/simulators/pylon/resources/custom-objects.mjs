import { pick } from '../../shared/fields.mjs';
import { invalid, notFound } from '../errors.mjs';
import { search } from '../search.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { change, referAll } from './records.mjs';

function typeOf({ organization, params }) {
  if (!organization.customObjectTypes.includes(params.type))
    throw notFound(`There is no custom object type ${params.type}`);
  return params.type;
}

function listOf(context) {
  const type = typeOf(context);
  return context.organization.customObjects.list((record) => record.type === type);
}

function objectOf(context) {
  const type = typeOf(context);
  return context.organization.customObjects.require(context.params.id, (record) => record.type === type);
}

const fieldsOf = ({ organization, body, params }, current) =>
  withCustomFields(organization, params.type, current?.custom_fields, body.custom_fields);

export default {
  'custom_objects.list': (context) => context.page(listOf(context)),
  'custom_objects.search': (context) =>
    context.page(search(context, 'custom_objects', listOf(context), typeOf(context))),
  'custom_objects.get': (context) => ({ data: objectOf(context) }),

  'custom_objects.create': (context) => {
    const { organization, body, clock } = context;
    const data = organization.customObjects.add({
      type: typeOf(context),
      name: body.name,
      custom_fields: fieldsOf(context),
      created_at: clock.iso(),
      updated_at: clock.iso(),
    });
    return { data };
  },

  'custom_objects.update': (context) => {
    const record = objectOf(context);
    const changes = { ...pick(context.body, 'name'), custom_fields: fieldsOf(context, record) };
    return { data: change(record, changes, context.clock) };
  },

  'custom_objects.bulk_update': (context) => {
    const { organization, body, clock } = context;
    const type = typeOf(context);
    const records = referAll(organization.customObjects, body.ids, 'ids');
    if (records.length === 0 || records.some((record) => record.type !== type))
      throw invalid(`ids must name objects of ${type}`);
    const changes = records.map((record) => [record, { custom_fields: fieldsOf(context, record) }]);
    for (const [record, fields] of changes) change(record, fields, clock);
    return { success: true };
  },

  'custom_objects.delete': (context) => {
    context.organization.customObjects.remove(objectOf(context));
    return {};
  },
};
