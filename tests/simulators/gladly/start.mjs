import { createGladlyClient } from './client.mjs';
import { createGladly } from './index.mjs';

/** A simulator without limits, unless `options` set them, with what tests want at hand: clients, Acme's data, and its landmarks as `known`. */
export function start(options) {
  const gladly = createGladly({ limits: false, ...options });
  const clientOf = (settings) => createGladlyClient(gladly.fetch, settings);
  const { acme } = gladly.state;
  return { gladly, clientOf, client: clientOf(), acme, known: acme.landmarks };
}
