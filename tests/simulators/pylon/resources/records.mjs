import { pick, sent } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';

/** Times and references an empty string clears. */
export const pickClearing = (body, ...keys) =>
  Object.fromEntries(Object.entries(pick(body, ...keys)).map(([key, value]) => [key, value === '' ? null : value]));

/** The stub of the record a body field names: null when empty, `current` when not sent. */
export function reference(collection, body, field, stub, current = null) {
  if (!sent(body, field)) return current;
  return body[field] === '' ? null : stub(collection.refer(body[field], field));
}

/** Also refuses an id that names nothing; gives the list back. */
export function referAll(collection, ids, field) {
  return ids.map((id) => collection.refer(id, field));
}

export function refuseBoth(body, one, other) {
  if (body[one] && body[other]) throw invalid(`${one} and ${other} exclude each other`);
}

/** Applies changes only once all are known to be good, so that a refused PATCH leaves the record alone. */
export function change(record, changes, clock) {
  Object.assign(record, changes);
  if ('updated_at' in record) record.updated_at = clock.iso();
  return record;
}

export const slugOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
