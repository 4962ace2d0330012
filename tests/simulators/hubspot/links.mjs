import { invalid, notFound } from './errors.mjs';
import { OBJECTS, objectNamed } from './properties.mjs';

/** HubSpot's own types: from, to, number without a label there and back, and of a primary company. Those of feedback are guesses. */
const TYPES = [
  ['contacts', 'companies', 279, 280, { label: 'Primary', there: 1, back: 2 }],
  ['tickets', 'contacts', 16, 15],
  ['tickets', 'companies', 339, 340, { label: 'Primary', there: 26, back: 25 }],
  ['notes', 'contacts', 202, 201],
  ['notes', 'companies', 190, 189],
  ['notes', 'tickets', 228, 227],
  ['tasks', 'contacts', 204, 203],
  ['tasks', 'companies', 192, 191],
  ['tasks', 'tickets', 230, 229],
  ['tickets', 'tickets', 452, 452],
  ['contacts', 'contacts', 449, 449],
  ['companies', 'companies', 450, 450],
  ['feedback_submissions', 'contacts', 98, 99],
  ['feedback_submissions', 'tickets', 305, 306],
];
/** A label that the invented company made. */
const OWN = ['contacts', 'companies', { label: 'Billing contact', there: 101, back: 102 }];

const HUBSPOT = 'HUBSPOT_DEFINED';
const USER = 'USER_DEFINED';

/** All types from one kind to another, the one without a label first, each with its way back. */
function typesBetween(from, to) {
  const found = [];
  const add = (category, label, typeId, back) => found.push({ category, typeId, label, back: { category, typeId: back, label } });
  for (const [one, other, there, back, primary] of TYPES) {
    const isForth = one === from && other === to;
    if (!isForth && !(one === to && other === from)) continue;
    add(HUBSPOT, null, isForth ? there : back, isForth ? back : there);
    if (primary) add(HUBSPOT, primary.label, isForth ? primary.there : primary.back, isForth ? primary.back : primary.there);
  }
  const [one, other, { label, there, back }] = OWN;
  if (one === from && other === to) add(USER, label, there, back);
  if (one === to && other === from) add(USER, label, back, there);
  return found;
}

export function kindNamed(name) {
  const kind = objectNamed(name);
  if (!kind) throw invalid(`Unable to infer object type from: ${name}`);
  return kind;
}

function typeOf(from, to, { associationCategory: category, associationTypeId: typeId }) {
  const found = typesBetween(from, to).find((type) => type.category === category && type.typeId === typeId);
  if (!found) throw invalid(`${category} association type ${typeId} doesn't exist between ${from} and ${to}`);
  return found;
}

/** The type without a label, which every link has. */
export function unlabeled(from, to) {
  const [type] = typesBetween(from, to);
  if (!type) throw invalid(`${from} and ${to} cannot be associated`);
  return type;
}

/** The types that a request names, by their numbers. */
export function readTypes(from, to, specs) {
  if (!specs || specs.length === 0) throw invalid('At least one association type is required');
  return specs.map((spec) => typeOf(from, to, spec));
}

const keyOf = (kind, id, to, otherId) => `${kind}/${id}>${to}/${otherId}`;
const bare = ({ category, typeId, label }) => ({ category, typeId, label });

function addLink(portal, fields) {
  const link = portal.links.add(fields);
  const start = fields.from.join('/');
  portal.linksFrom.set(start, [...(portal.linksFrom.get(start) ?? []), link]);
  return link;
}

function removeLink(portal, link) {
  portal.links.remove(link);
  const start = link.from.join('/');
  portal.linksFrom.set(start, portal.linksFrom.get(start).filter((other) => other !== link));
}

/** Puts types onto one direction of a link; one without a label is always among them. */
function put(portal, [kind, id], [to, otherId], types) {
  const key = keyOf(kind, id, to, otherId);
  const link = portal.links.get(key) ?? addLink(portal, { id: key, from: [kind, id], to: [to, otherId], types: [] });
  for (const type of [bare(unlabeled(kind, to)), ...types]) {
    if (!link.types.some(({ category, typeId }) => category === type.category && typeId === type.typeId)) link.types.push(type);
  }
}

/** Associates two records in both directions. */
export function link(portal, kind, id, to, otherId, types = [unlabeled(kind, to)]) {
  put(portal, [kind, id], [to, otherId], types.map(bare));
  put(portal, [to, otherId], [kind, id], types.map(({ back }) => bare(back)));
}

/** Takes all types away, or only those given. */
export function unlink(portal, kind, id, to, otherId, types) {
  const remove = (key, gone) => {
    const found = portal.links.get(key);
    if (!found) return;
    if (gone) found.types = found.types.filter(({ typeId }) => !gone.some((type) => type.typeId === typeId));
    else removeLink(portal, found);
  };
  remove(keyOf(kind, id, to, otherId), types);
  remove(keyOf(to, otherId, kind, id), types?.map(({ back }) => back));
}

export const linksOf = (portal, kind, id, to) =>
  (portal.linksFrom.get(`${kind}/${id}`) ?? [])
    .filter(({ types, to: [target, otherId] }) => target === to && types.length > 0 && portal[target].get(otherId)?.archived === false);

/** The record of a path or body, refused when there is none. */
export function recordOf(portal, kind, id) {
  const record = portal[kind].get(id);
  if (!record || record.archived) throw notFound(`No ${OBJECTS[kind].singular} with ID ${id} exists`);
  return record;
}

/** `associations` of a record as the version 3 endpoints show them: ids by kind; kinds that are not there are ignored. */
export function shownAssociations(portal, kind, id, asked = []) {
  const shown = {};
  for (const name of asked) {
    const to = objectNamed(name);
    const links = to ? linksOf(portal, kind, id, to) : [];
    if (links.length === 0) continue;
    const type = `${OBJECTS[kind].singular}_to_${OBJECTS[to].singular}`;
    const labeled = ({ label }) => (label === null ? '_unlabeled' : '');
    shown[to] = {
      results: links.flatMap(({ to: [, otherId], types }) => types.map((one) => ({ id: otherId, type: `${type}${types.length > 1 ? labeled(one) : ''}` }))),
    };
  }
  return Object.keys(shown).length > 0 ? shown : undefined;
}
