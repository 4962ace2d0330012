import { kindNamed, link, linksOf, readTypes, recordOf, unlabeled, unlink } from '../links.mjs';
import { pageOf } from '../paging.mjs';
import { OBJECTS } from '../properties.mjs';

/** A link as the version 4 endpoints show it. */
export const labelsOf = ({ to: [, id], types }) => ({ toObjectId: id, associationTypes: types });

/** The two records of a path, which have to be there. */
function pairOf({ portal, params }) {
  const from = kindNamed(params.fromObjectType ?? params.objectType);
  const to = kindNamed(params.toObjectType);
  const [id, otherId] = [params.fromObjectId ?? params.objectId, params.toObjectId];
  return { from, id: recordOf(portal, from, id).id, to, otherId: recordOf(portal, to, otherId).id };
}

export default {
  'associations.list': (context) => {
    const { portal, params } = context;
    const from = kindNamed(params.objectType);
    const { id } = recordOf(portal, from, params.objectId);
    const links = linksOf(portal, from, id, kindNamed(params.toObjectType));
    const rows = links.map((one) => ({ ...labelsOf(one), id: one.to[1] }));
    return pageOf(rows, context, { max: 500, usual: 500, view: ({ id: _, ...row }) => row });
  },
  'associations.associate': (context) => {
    const { portal } = context;
    const { from, id, to, otherId } = pairOf(context);
    link(portal, from, id, to, otherId);
    const spec = ({ category, typeId }) => ({ associationCategory: category, associationTypeId: typeId });
    const { back, ...there } = unlabeled(from, to);
    const moment = portal.iso();
    const results = [
      { from: { id }, to: { id: otherId }, associationSpec: spec(there) },
      { from: { id: otherId }, to: { id }, associationSpec: spec(back) },
    ];
    return { status: 'COMPLETE', results, startedAt: moment, completedAt: moment };
  },
  'associations.label': (context) => {
    const { portal, body } = context;
    const { from, id, to, otherId } = pairOf(context);
    const types = readTypes(from, to, body);
    link(portal, from, id, to, otherId, types);
    return {
      fromObjectTypeId: OBJECTS[from].typeId,
      fromObjectId: id,
      toObjectTypeId: OBJECTS[to].typeId,
      toObjectId: otherId,
      labels: types.map(({ label }) => label).filter(Boolean),
    };
  },
  'associations.remove': (context) => {
    const { from, id, to, otherId } = pairOf(context);
    unlink(context.portal, from, id, to, otherId);
  },
};
