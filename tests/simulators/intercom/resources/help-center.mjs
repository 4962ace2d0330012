import { pick } from '../../shared/fields.mjs';
import { conflict, invalid, missing, unprocessable } from '../errors.mjs';
import { change, gone } from './records.mjs';

const collectionView = ({ translated_content: translated, ...collection }) => ({
  ...collection,
  ...(translated && { translated_content: { type: 'group_translated_content', ...translated } }),
});
const collectionIn = ({ workspace, params }) => workspace.collections.require(params.collection_id);
const centerIn = ({ workspace, params }) => workspace.helpCenters.require(params.help_center_id);

export function createCollection(workspace, fields, at) {
  const id = workspace.number();
  return workspace.collections.add({
    id,
    type: 'collection',
    workspace_id: workspace.id,
    name: '',
    url: `https://help.${workspace.slug}.example/en/collections/${id}`,
    order: workspace.collections.size + 1,
    created_at: at,
    updated_at: at,
    description: '',
    icon: 'bookmark',
    parent_id: null,
    help_center_id: null,
    translated_content: null,
    ...fields,
  });
}

function readCollection({ workspace, body }, current) {
  if (body.name === '' || (!current && !body.name)) throw missing('Name is a required parameter.');
  if (body.parent_id && !workspace.collections.get(body.parent_id)) throw invalid('parent_id names no collection');
  const centers = workspace.helpCenters.list();
  const center = body.help_center_id ? workspace.helpCenters.require(body.help_center_id) : centers[0];
  const { type: _, ...locales } = body.translated_content ?? {};
  const translated = Object.fromEntries(
    Object.entries(locales)
      .filter(([, content]) => content !== null)
      .map(([locale, content]) => [
        locale,
        { ...current?.translated_content?.[locale], type: 'group_content', ...content },
      ]),
  );
  return {
    ...pick(body, 'name', 'description'),
    ...(body.parent_id !== undefined && { parent_id: body.parent_id && String(body.parent_id) }),
    ...(!current && { help_center_id: Number(center.id) }),
    ...(body.translated_content && { translated_content: { ...current?.translated_content, ...translated } }),
  };
}

function createRedirect(context) {
  const { workspace, body, now } = context;
  const center = centerIn(context);
  if (!body.from_url.startsWith(`${center.url}/`))
    throw unprocessable('data_invalid', "from_url must be an absolute URL within this help center's URL space");
  if (workspace.redirects.find((one) => one.from_url === body.from_url && one.locale === body.locale))
    throw conflict('A redirect with that URL already exists', 'resource_conflict');
  const kind = body.target_type === 'article' ? workspace.articles : workspace.collections;
  const target = kind.refer(body.target_id, 422, 'data_invalid', 'target_id names nothing');
  return workspace.redirects.add({
    id: workspace.number(),
    type: 'help_center_redirect',
    ...pick(body, 'from_url', 'locale', 'target_type'),
    help_center_id: center.id,
    target_id: target.id,
    created_at: now,
    updated_at: now,
  });
}

const redirectIn = (context) => {
  const center = centerIn(context);
  return context.workspace.redirects.require(context.params.id, (one) => one.help_center_id === center.id);
};

export default {
  'collections.list': ({ workspace, paged }) => paged(workspace.collections.list(), collectionView),
  'collections.get': (context) => collectionView(collectionIn(context)),
  'collections.create': (context) =>
    collectionView(createCollection(context.workspace, readCollection(context, null), context.now)),
  'collections.update': (context) => {
    const collection = collectionIn(context);
    return collectionView(change(collection, readCollection(context, collection), context.now));
  },
  'collections.delete': (context) => {
    const collection = collectionIn(context);
    context.workspace.collections.remove(collection);
    return gone(collection, 'collection');
  },

  'help_centers.list': ({ workspace, listed }) => listed(workspace.helpCenters.list()),
  'help_centers.get': centerIn,

  'help_center_redirects.list': (context) => {
    const center = centerIn(context);
    return context.paged(context.workspace.redirects.list((one) => one.help_center_id === center.id));
  },
  'help_center_redirects.get': redirectIn,
  'help_center_redirects.create': createRedirect,
  'help_center_redirects.delete': (context) => {
    const redirect = redirectIn(context);
    context.workspace.redirects.remove(redirect);
    return gone(redirect, 'help_center_redirect');
  },
};
