import { pick } from '../../shared/fields.mjs';
import { invalid, notFound, unprocessable } from '../errors.mjs';
import { change, crud } from './records.mjs';

const FIELDS = ['name', 'description', 'required', 'visible_to_team_ids', 'multiline', 'reference'];

const option = ({ workspace }, label) => ({ id: workspace.random.uuid(), label, archived: false });

function readAttribute(context, current) {
  const { workspace, body } = context;
  if (current) return pick(body, ...FIELDS);
  if (workspace.conversationAttributes.find((one) => one.name === body.name))
    throw unprocessable('parameter_invalid', `You already have '${body.name}' in your conversation data`);
  if (body.data_type === 'list' && !(body.options?.length >= 2))
    throw unprocessable('parameter_invalid', 'A list attribute must have at least 2 options');
  return {
    id: Number(workspace.number()),
    description: '',
    required: false,
    visible_to_team_ids: [],
    data_type: body.data_type,
    ...(body.data_type === 'string' && { multiline: false }),
    ...pick(body, ...FIELDS),
    ...(body.options && { options: body.options.map(({ label }) => option(context, label)) }),
    archived: false,
    admin_id: workspace.admins.list()[0].id,
  };
}

function listAttribute({ workspace, params }) {
  const attribute = workspace.conversationAttributes.require(params.id);
  if (attribute.data_type !== 'list')
    throw unprocessable('parameter_invalid', 'Options can only be managed on list attributes');
  return attribute;
}

function optionIn(attribute, { option_id: id }) {
  const found = attribute.options.find((one) => one.id === id);
  if (!found) throw notFound('List option not found', 'conversation_attribute_not_found');
  return found;
}

const plain = crud('conversation_attributes', 'conversationAttributes', {
  object: 'conversation_attribute',
  fields: readAttribute,
});

export default {
  ...plain,
  'conversation_attributes.list': ({ workspace, query, listed }) =>
    listed(workspace.conversationAttributes.list((one) => query.include_archived || !one.archived)),
  'conversation_attributes.delete': ({ workspace, params, now }) => {
    const attribute = workspace.conversationAttributes.require(params.id);
    if (attribute.archived) throw invalid('The attribute is archived already');
    return change(attribute, { archived: true }, now);
  },
  'conversation_attribute_options.create': (context) => {
    const attribute = listAttribute(context);
    attribute.options.push(option(context, context.body.label));
    return change(attribute, {}, context.now);
  },
  'conversation_attribute_options.update': (context) => {
    const attribute = listAttribute(context);
    optionIn(attribute, context.params).label = context.body.label;
    return change(attribute, {}, context.now);
  },
  'conversation_attribute_options.delete': (context) => {
    const attribute = listAttribute(context);
    const chosen = optionIn(attribute, context.params);
    if (attribute.options.filter((one) => !one.archived).length <= 2)
      throw unprocessable('parameter_invalid', 'A list attribute must have at least 2 active options');
    chosen.archived = true;
    return change(attribute, {}, context.now);
  },
};
