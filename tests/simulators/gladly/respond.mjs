import { toJson } from '../shared/json.mjs';
import { PREFIX } from './catalogue.mjs';

const NO_BODY = new Set([201, 204, 303]);

/**
 * A handler's result as the endpoint answers it: a value for JSON, a path for 201, a URL for 303, nothing for 204, an
 * object with `content` (and `filename`) for text and media.
 */
export function respond({ answer, cap, flagged }, result, { headers, cap: longest = cap }) {
  const { status } = answer;
  if (NO_BODY.has(status) && !answer.json) {
    const location = status === 201 ? PREFIX + result : result;
    return new Response(null, { status, headers: { ...headers, ...(answer.location && { location }) } });
  }
  if (answer.type) {
    const disposition = result.filename && { 'content-disposition': `attachment; filename=${result.filename}` };
    return new Response(result.content, {
      status,
      headers: { ...headers, 'content-type': answer.type, ...disposition },
    });
  }
  const limited = Number.isInteger(longest) && Array.isArray(result);
  const flag = flagged && { 'Gladly-Limited-Data': String(limited && result.length > longest) };
  const payload = limited ? result.slice(0, longest) : result;
  return new Response(toJson(payload), {
    status,
    headers: { 'content-type': 'application/json', ...headers, ...flag },
  });
}
