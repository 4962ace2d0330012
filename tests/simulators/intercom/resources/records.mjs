import { ApiError } from '../errors.mjs';

/** The record the path's last parameter names. */
export const named = (workspace, kind, params, matches) =>
  workspace[kind].require(Object.values(params).at(-1), matches);

/** Applies changes only once all are known to be good, so that a refused update leaves the record alone. */
export function change(record, changes, now) {
  Object.assign(record, changes);
  if ('updated_at' in record) record.updated_at = now;
  return record;
}

/** Mirrors the vendor's answer to a delete of the newer kinds. */
export const gone = (record, object) => ({ id: record.id, object, deleted: true });

/** The admin a write is done by; `admin_id` wins over the token's own. */
export function actor({ workspace }, id) {
  if (id === undefined || id === null) return workspace.admins.list()[0];
  return workspace.admins.refer(id, 404, 'admin_not_found', 'Admin for admin_id not found');
}

export const adminStub = ({ id, name, email }) => ({ type: 'admin', id, name, email });

/** list, get, create, update and delete of a plain kind; `fields(context, current)` reads the body. */
export function crud(noun, kind, { object, fields, view = (record) => record, listType, remove }) {
  const times = (now) => ({ created_at: now, updated_at: now });
  return {
    [`${noun}.list`]: (context) =>
      context.endpoint.page
        ? context.paged(context.workspace[kind].list(), view, { type: listType })
        : context.listed(context.workspace[kind].list(), view, listType),
    [`${noun}.get`]: ({ workspace, params }) => view(named(workspace, kind, params)),
    [`${noun}.create`]: (context) =>
      view(
        context.workspace[kind].add({
          id: context.workspace.number(),
          ...(object && { type: object }),
          ...fields(context, null),
          ...times(context.now),
        }),
      ),
    [`${noun}.update`]: (context) => {
      const record = named(context.workspace, kind, context.params);
      return view(change(record, fields(context, record), context.now));
    },
    [`${noun}.delete`]: (context) => {
      const record = named(context.workspace, kind, context.params);
      remove?.(context, record);
      context.workspace[kind].remove(record);
      return gone(record, object);
    },
  };
}

export const isoTime = (seconds) => new Date(seconds * 1000).toISOString();

export function requireText(value, message, code = 'parameter_not_found', status = 400) {
  if (typeof value !== 'string' || value.trim() === '') throw new ApiError(status, code, message);
}
