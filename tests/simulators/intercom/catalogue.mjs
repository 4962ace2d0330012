import { createPathRoutes, readCatalogue } from '../shared/catalogue.mjs';
import { invalid } from './errors.mjs';

// catalogue.json notation: a trailing ! marks a mandatory key, a trailing ? a value that may be null, =a|b an enum,
// [T] a list (a second member holds its limits), {"*":T} a map, {"|":[T,…]} alternatives, {"&":[[…],…]} key sets of
// which one must be there, id a string or an integer, csv a comma list, a capitalised word one of the objects.
export const {
  objects,
  search: searchable,
  endpoints,
} = readCatalogue(new URL('./catalogue.json', import.meta.url), { status: 200, answer: 'object' });

export const findEndpoint = createPathRoutes(endpoints, invalid);
