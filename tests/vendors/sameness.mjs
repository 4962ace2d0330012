// How much of a vendor's hand-made records an import of its description comes to by itself: by endpoint, by name, by what a call must have.
import { shapeOf } from './document.mjs';

const byEndpoint = (tools) => Map.groupBy(tools, ({ http }) => shapeOf(http));

/** What a call must have beside its path, as a sorted text. */
function duties({ query, body }) {
  const required = (shape) => [...(shape?.keys ?? [])].filter(([, key]) => key.required).map(([name]) => name);
  return [...new Set([...required(query), ...required(body)])].sort().join(' ');
}

/** Counts, and the lines of what differs: tools are those of `toolsOf`. */
export function sameness(byHand, imported) {
  const [theirs, ours] = [byEndpoint(imported), byEndpoint(byHand)];
  const shared = [...ours.keys()].filter((endpoint) => theirs.has(endpoint));
  const matches = (endpoint, is) => ours.get(endpoint).some((own) => theirs.get(endpoint).some((their) => is(own, their)));
  const sameName = shared.filter((endpoint) => matches(endpoint, (own, their) => own.name === their.name));
  const sameMethod = shared.filter((endpoint) => matches(endpoint, (own, their) => own.name.split('.')[1] === their.name.split('.')[1]));
  const sameDuties = shared.filter((endpoint) => matches(endpoint, (own, their) => duties(own) === duties(their)));
  const named = (tools) => tools.map(({ name }) => name).join(', ');
  return {
    byHand: byHand.length, imported: imported.length,
    endpoints: shared.length, names: sameName.length, methods: sameMethod.length, duties: sameDuties.length,
    onlyByHand: ours.size - shared.length, onlyImported: theirs.size - shared.length,
    renamed: shared.filter((endpoint) => !sameName.includes(endpoint)).map((endpoint) => `${endpoint}: ${named(ours.get(endpoint))} by hand, ${named(theirs.get(endpoint))} imported`),
  };
}
