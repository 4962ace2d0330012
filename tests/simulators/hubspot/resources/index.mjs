import associations from './associations.mjs';
import batches from './batches.mjs';
import conversations from './conversations.mjs';
import objects from './objects.mjs';
import owners from './owners.mjs';
import pipelines from './pipelines.mjs';

/** What each operation of the catalogue does, by its name there. */
export const handlers = { ...associations, ...batches, ...conversations, ...objects, ...owners, ...pipelines };
