import { createPathRoutes, readCatalogue } from '../shared/catalogue.mjs';
import { invalid } from './errors.mjs';

// catalogue.json notation: a trailing ! marks a mandatory key, a|b an enum, [T] a list, {"*":T} a map, a capitalised word one of the objects.
// It was made of HubSpot's own ten descriptions; what those call mandatory and the API does not ask for (`sorts`, `after`, `associations`, …) is optional here.
export const { objects, endpoints } = readCatalogue(new URL('./catalogue.json', import.meta.url));

export const findEndpoint = createPathRoutes(endpoints, invalid);
