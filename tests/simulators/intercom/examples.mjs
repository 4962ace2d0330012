import { fieldsOf } from '../shared/catalogue.mjs';
import { objects } from './catalogue.mjs';
import { bodiesFor, namesFor, paramsFor, queriesFor } from './example-values.mjs';

function valueFor(type, name, context) {
  if (Array.isArray(type)) return [valueFor(type[0], name, context)];
  if (typeof type === 'object') {
    if ('?' in type) return valueFor(type['?'], name, context);
    if ('|' in type) return valueFor(type['|'][0], name, context);
    return bodyFor(type, context);
  }
  const plain = type.replace(/\?$/, '');
  if (plain.startsWith('=')) return plain.slice(1).split('|')[0];
  if (plain in objects) return bodyFor(objects[plain], context);
  if (plain === 'id') return context.names[name] ?? '1';
  if (plain.startsWith('csv'))
    return plain.includes(':') && !plain.includes('integer') ? plain.slice(4).split('|')[0] : '1';
  return {
    integer: name.includes('before') || name.includes('until') ? context.now + 86_400 : 5,
    number: 5,
    boolean: true,
    object: {},
    any: 'example',
    string: context.names[name] ?? 'example',
  }[plain];
}

const bodyFor = (shape, context) =>
  Object.fromEntries(
    fieldsOf(shape['|']?.[0] ?? shape)
      .filter(({ required }) => required || !context.minimal)
      .map(({ name, type }) => [name, valueFor(type, name, context)]),
  );

const PAGING = ['page', 'per_page', 'starting_after', 'cursor', 'scroll_param', 'before'];

function queryFor(endpoint, context) {
  const own = queriesFor(context.workspace)[endpoint.op] ?? {};
  const fields = fieldsOf(endpoint.query ?? {}).filter(
    ({ name, required }) => (required || !context.minimal) && !PAGING.includes(name) && !own.without?.includes(name),
  );
  const values = fields.map(({ name, type }) => [name, own[name] ?? valueFor(type, name, context)]);
  const { without: _, always, ...extra } = own;
  const all = { ...Object.fromEntries(values), ...(!context.minimal && extra), ...always };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

/**
 * Valid arguments for an endpoint, every optional one included unless `minimal`; ids come from the workspace's data.
 * An endpoint whose arguments have to agree with one another gives a body of its own, which `minimal` leaves as it is.
 */
export function exampleFor(endpoint, workspace, { minimal = false } = {}) {
  const context = { workspace, minimal, names: namesFor(workspace), now: workspace.now() };
  const own = bodiesFor(workspace)[endpoint.op];
  const body = endpoint.body && (own ?? bodyFor(endpoint.body, context));
  return { params: paramsFor(endpoint, workspace), query: queryFor(endpoint, context), body };
}
