// What a vendor's description and the tools of its records say differently of operations and their arguments, as one line each.
import { joined, operationsOf } from './document.mjs';
import { endpointsOf } from './records.mjs';

const isSame = (left, right) => left.length === right.length && left.every((value) => right.includes(value));

/** `lacks`: the description has it and no tool does; `beyond`: the other way round. */
function values(theirs, ours, path) {
  const own = ours.types.has('boolean') ? ['true', 'false'] : ours.values;
  if (theirs && own && isSame(theirs, own)) return [];
  if (theirs && !own) return [`lacks the values of ${path}`];
  if (!theirs && ours.values) return [`beyond: the values of ${path}`];
  if (!theirs || !own) return [];
  return [
    ...theirs.filter((value) => !own.includes(value)).map((value) => `lacks ${path}=${value}`),
    ...own.filter((value) => !theirs.includes(value)).map((value) => `beyond: ${path}=${value}`),
  ];
}

/** A query is text whatever its type. */
function types(theirs, ours, path) {
  const fits = (type) => theirs.has(type) || (type === 'integer' && theirs.has('number'));
  const isKnown = theirs.size > 0 && ours.size > 0 && !path.startsWith('query');
  return isKnown && ![...ours].every(fits) ? [`type of ${path}: ${[...theirs].sort().join('|')} there, ${[...ours].sort().join('|')} here`] : [];
}

function differences(theirs, ours, path) {
  if (ours.isOpen) return [];
  const found = [...values(theirs.values, ours, path), ...types(theirs.types, ours.types, path)];
  let free = theirs.others;
  for (const [name, key] of theirs.keys) {
    const at = `${path}.${name}`;
    const own = ours.keys.get(name);
    // One map with a free name as its key stands for many keys of one shape.
    if (!own && ours.others) free = joined(free, key);
    else if (!own) found.push(`lacks ${at}`);
    else found.push(...differences(key, own, at));
    if (key.required && own && !own.isOpen && !own.required) found.push(`lacks the duty of ${at}`);
  }
  const isClosed = !theirs.others && (theirs.keys.size > 0 || !path.includes('.'));
  for (const [name, key] of ours.keys) {
    const their = theirs.keys.get(name);
    if (!their && isClosed) found.push(`beyond: ${path}.${name}`);
    else if (key.required && their && !their.required) found.push(`beyond: the duty of ${path}.${name}`);
  }
  if (free && ours.others) found.push(...differences(free, ours.others, `${path}.*`));
  if (theirs.items && ours.items) found.push(...differences(theirs.items, ours.items, `${path}[]`));
  return found;
}

function ofOperation(operation, tools) {
  const body = () => {
    if (operation.body && tools.body) return differences(operation.body, tools.body, 'body');
    if (operation.body) return [...operation.body.keys.keys()].map((name) => `lacks body.${name}`);
    return tools.body && tools.body.keys.size > 0 ? ['beyond: a body'] : [];
  };
  return [...differences(operation.query, tools.query, 'query'), ...body()];
}

/** Every difference, `VERB /path: …`, with the description's names of path parameters where it has the operation. */
export function compare(document, tools) {
  const [operations, endpoints] = [operationsOf(document), endpointsOf(tools)];
  const found = [];
  for (const [key, operation] of operations) {
    const own = endpoints.get(key);
    const lines = own ? ofOperation(operation, own) : ['no tool'];
    found.push(...lines.map((line) => `${operation.http}: ${line}`));
  }
  for (const [key, { http }] of endpoints) if (!operations.has(key)) found.push(`${http}: not in the description`);
  return { found, operations: operations.size };
}
