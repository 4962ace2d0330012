import { notFound } from '../errors.mjs';
import { pageOf } from '../paging.mjs';

export default {
  'owners.list': (context) => {
    const { portal, query } = context;
    const isWanted = ({ archived, email }) => archived === (query.archived ?? false) && (query.email === undefined || email === query.email);
    return pageOf(portal.owners.list(isWanted), context, { max: 500, usual: 100 });
  },
  'owners.get': ({ portal, params, query }) => {
    const key = query.idProperty === 'userId' ? 'userId' : 'id';
    const owner = portal.owners.find((one) => String(one[key]) === params.ownerId && one.archived === (query.archived ?? false));
    if (!owner) throw notFound(`Owner with id ${params.ownerId} does not exist`);
    return owner;
  },
};
