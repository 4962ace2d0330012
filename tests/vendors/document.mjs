// An OpenAPI document as the arguments of its operations: a tree of shapes each, whatever mix of $ref and combinators wrote it.

/** A shape: `types` and `values` (null = open) of a value, `keys` of an object, `others` (its free keys), `items` of a list. */
export const shape = (fields = {}) => ({ types: new Set(), values: null, required: false, keys: new Map(), others: null, items: null, ...fields });

/** What holds of one shape or the other. `both` says that a value has to fit both, so what either requires is required. */
export function joined(left, right, { both = false } = {}) {
  if (!left || !right) return left ?? right;
  const types = both && left.types.size > 0 ? left.types : new Set([...left.types, ...right.types]);
  const values = both ? left.values ?? right.values : left.values && right.values && [...new Set([...left.values, ...right.values])];
  const keys = new Map();
  for (const name of new Set([...left.keys.keys(), ...right.keys.keys()])) {
    const [one, other] = [left.keys.get(name), right.keys.get(name)];
    const key = joined(one, other, { both });
    const required = both ? Boolean(one?.required || other?.required) : Boolean(one?.required && other?.required);
    keys.set(name, { ...key, required });
  }
  return {
    types, values, keys,
    required: left.required && right.required,
    others: joined(left.others, right.others, { both }),
    items: joined(left.items, right.items, { both }),
    isOpen: Boolean(left.isOpen || right.isOpen),
  };
}

function reader(document) {
  const at = (ref) => ref.slice(2).split('/').reduce((value, key) => value?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')], document);

  /** `within` holds the references on the way here: a schema that contains itself ends there. */
  function read(schema = {}, within = []) {
    if (schema === true || schema === false) return shape();
    if (schema.$ref) return within.includes(schema.$ref) ? shape() : read(at(schema.$ref), [...within, schema.$ref]);
    const required = new Set(schema.required);
    const keys = Object.entries(schema.properties ?? {})
      .filter(([, property]) => property.readOnly !== true)
      .map(([name, property]) => [name, { ...read(property, within), required: required.has(name) }]);
    const own = shape({
      types: new Set([schema.type ?? []].flat().filter((type) => type !== 'null')),
      values: schema.enum?.filter((value) => value !== null).map(String) ?? null,
      keys: new Map(keys),
      others: schema.additionalProperties ? read(schema.additionalProperties, within) : null,
      items: schema.items ? read(schema.items, within) : null,
    });
    const all = (schema.allOf ?? []).map((part) => read(part, within));
    const any = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].map((part) => read(part, within));
    const choices = any.length > 0 ? [any.reduce((left, right) => joined(left, right))] : [];
    return [...all, ...choices].reduce((left, right) => joined(left, right, { both: true }), own);
  }
  return { at, read };
}

/** A path template without the names of its parameters: the records chose them, and the vendor chose others. */
export const shapeOf = (path) => path.replaceAll(/\{[^}]+\}/g, '{}');

/** What a path's entry has operations under. */
export const verbs = ['get', 'post', 'put', 'patch', 'delete'];

/** By `VERB /path/{}`: `{http, query, body, media}`; `body` is undefined where the operation has none. */
export function operationsOf(document) {
  const { at, read } = reader(document);
  const operations = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const verb of verbs.filter((name) => item[name])) {
      const operation = item[verb];
      const given = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((it) => (it.$ref ? at(it.$ref) : it));
      const query = given
        .filter((parameter) => parameter.in === 'query')
        .map((parameter) => [parameter.name, { ...read(parameter.schema), required: parameter.required === true }]);
      const requestBody = operation.requestBody?.$ref ? at(operation.requestBody.$ref) : operation.requestBody;
      const [media] = Object.keys(requestBody?.content ?? {});
      const http = `${verb.toUpperCase()} ${path}`;
      operations.set(shapeOf(http), {
        http, media,
        query: shape({ keys: new Map(query) }),
        body: media && { ...read(requestBody.content[media].schema), required: requestBody.required === true },
      });
    }
  }
  return operations;
}
