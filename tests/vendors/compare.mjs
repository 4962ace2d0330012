// What a vendor's document and the tools of its records say differently of an operation's arguments.

import { joined } from './document.mjs';

const values = (found) => found.map((value) => `=${value}`);

/** Each difference as `lacks path` (the document has it, no tool does) or `beyond path` (the other way round). */
export function differences(theirs, ours, path) {
  if (!ours || ours.isOpen) return [];
  const found = [];
  let free = theirs.others;
  for (const [name, key] of theirs.keys) {
    const at = `${path}.${name}`;
    const own = ours.keys.get(name);
    // One map with the key as a free name stands for many keys of one shape.
    if (!own && ours.others) free = joined(free, key);
    else if (!own) found.push(`lacks ${at}`);
    else found.push(...differences(key, own, at));
    if (key.required && own && !own.isOpen && !own.required) found.push(`lacks required ${at}`);
  }
  for (const [name, key] of ours.keys) {
    const at = `${path}.${name}`;
    const their = theirs.keys.get(name);
    const isOpen = theirs.others || (theirs.keys.size === 0 && path !== 'query' && path !== 'body');
    if (!their && !isOpen) found.push(`beyond ${at}`);
    else if (key.required && their && !their.required) found.push(`beyond required ${at}`);
  }
  if (free && ours.others) found.push(...differences(free, ours.others, `${path}.*`));
  if (theirs.items && ours.items) found.push(...differences(theirs.items, ours.items, `${path}[]`));
  if (theirs.values && ours.values) {
    found.push(...values(theirs.values.filter((value) => !ours.values.includes(value))).map((value) => `lacks ${path}${value}`));
    found.push(...values(ours.values.filter((value) => !theirs.values.includes(value))).map((value) => `beyond ${path}${value}`));
  } else if (theirs.values) found.push(`lacks values of ${path}`);
  else if (ours.values) found.push(`beyond values of ${path}`);
  const types = [...theirs.types];
  if (types.length > 0 && ours.types.size > 0 && ![...ours.types].every((type) => types.includes(type) || (type === 'integer' && types.includes('number')))) {
    found.push(`type ${path}: ${types} there, ${[...ours.types]} here`);
  }
  return found;
}
