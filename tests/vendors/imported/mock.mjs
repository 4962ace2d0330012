// A small mock of a vendor, made of its description: says what is wrong with a request by the schemas there, as ajv understands them.
// `make check-imports` has the mock of others for the large descriptions (../mock.mjs); it weighs too much for every run of the tests.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { verbs } from '../document.mjs';

/** Without what only this version of the format has: `nullable`, and `readOnly` properties, which nobody sends. */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, properties, ...rest } = schema;
  const kept = Object.entries(rest).map(([key, value]) => [key, plain(value)]);
  const own = Object.entries(properties ?? {}).filter(([, property]) => property.readOnly !== true);
  const made = Object.fromEntries(kept);
  if (properties) made.properties = Object.fromEntries(own.map(([name, property]) => [name, plain(property)]));
  return nullable && made.type ? { ...made, type: [made.type, 'null'] } : made;
}

/** Gives a function from a request to the list of what is wrong with it. */
export function openMock(document) {
  const ajv = new Ajv({ strict: false, coerceTypes: 'array', validateFormats: true });
  addFormats(ajv);
  ajv.addSchema({ $id: 'document', components: plain(document.components ?? {}) });
  const rooted = (schema) => JSON.parse(JSON.stringify(plain(schema)).replaceAll('"#/components', '"document#/components'));
  const resolve = (value) => (value?.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : value);
  const wrong = (schema, value, where) => {
    const check = ajv.compile(rooted(schema));
    return check(value) ? [] : check.errors.map(({ instancePath, message }) => `${where}${instancePath}: ${message}`);
  };
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.filter((verb) => item[verb]).map((verb) => {
      const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
      const parameters = [...(item.parameters ?? []), ...(item[verb].parameters ?? [])].map(resolve);
      return { verb, path, pattern: new RegExp(`^${parts.join('([^/]+)')}$`), parameters, body: resolve(item[verb].requestBody) };
    }));
  // A path without parameters is meant before one with them.
  operations.sort((left, right) => left.path.split('{').length - right.path.split('{').length);

  async function wrongBody({ body }, request) {
    const text = await request.clone().text();
    if (body === undefined) return text === '' ? [] : ['body: none is described'];
    if (text === '') return body.required ? ['body: it is missing'] : [];
    const [media] = Object.keys(body.content);
    const type = request.headers.get('content-type') ?? '';
    if (!type.startsWith(media)) return [`content-type: ${type} is not ${media}`];
    const { schema } = body.content[media];
    if (media === 'application/json') return wrong(schema, JSON.parse(text), 'body');
    const form = await request.formData();
    const values = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);
    return wrong(schema, Object.fromEntries(values), 'body');
  }

  return async function wrongWith(request) {
    const { pathname, searchParams } = new URL(request.url);
    const operation = operations.find(({ verb, pattern }) => verb === request.method.toLowerCase() && pattern.test(pathname));
    if (operation === undefined) return [`no operation ${request.method} ${pathname}`];
    const described = operation.parameters.filter((parameter) => parameter.in === 'query');
    const known = new Set(described.map(({ name }) => name));
    const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    const given = new Map(names.map((name, index) => [name, decodeURIComponent(operation.pattern.exec(pathname)[index + 1])]));
    const found = [...searchParams.keys()].filter((name) => !known.has(name)).map((name) => `query.${name}: nothing of that name is described`);
    for (const { name, schema, required } of described) {
      const values = searchParams.getAll(name);
      if (values.length === 0) found.push(...(required ? [`query.${name}: it is missing`] : []));
      else found.push(...wrong({ type: 'object', properties: { it: schema } }, { it: values.length === 1 ? values[0] : values }, `query.${name}`));
    }
    for (const { name, schema } of operation.parameters.filter((parameter) => parameter.in === 'path')) {
      found.push(...wrong({ type: 'object', properties: { it: schema } }, { it: given.get(name) }, `path.${name}`));
    }
    return [...found, ...(await wrongBody(operation, request))];
  };
}
