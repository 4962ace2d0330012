import { mediaType, readForm, readJson } from '../shared/body.mjs';
import { fieldsOf } from '../shared/catalogue.mjs';
import { invalid } from './errors.mjs';
import { checkShape } from './shape.mjs';

async function parseForm(shape, bytes, headers) {
  let form;
  try {
    form = await readForm(bytes, headers);
  } catch {
    throw invalid('body is not valid multipart/form-data');
  }
  const types = new Map(fieldsOf(shape).map((field) => [field.name, field.type]));
  const body = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    const isList = Array.isArray(types.get(name));
    if (!isList && values.length > 1) throw invalid(`${name} was given more than once`);
    body[name] = isList ? values : values[0];
  }
  return body;
}

function parseJson(bytes) {
  try {
    return readJson(bytes);
  } catch {
    throw invalid('body is not valid JSON');
  }
}

/** The request body as the endpoint wants it; {} where none was sent and none is mandatory. */
export async function readBody(endpoint, bytes, headers, { strict }) {
  const sent = bytes.byteLength > 0;
  const wanted = endpoint.form ? 'multipart/form-data' : 'application/json';
  if (endpoint.method === 'GET' || (!endpoint.body && endpoint.method === 'DELETE')) {
    if (sent && strict) throw invalid('body is not allowed here');
    return {};
  }
  if (sent && mediaType(headers) !== wanted) throw invalid(`Content-Type must be ${wanted}`);
  if (!sent && endpoint.form) throw invalid(`body must be ${wanted}`);
  const shape = endpoint.body ?? {};
  const body = !sent ? {} : endpoint.form ? await parseForm(shape, bytes, headers) : parseJson(bytes);
  checkShape(shape, body, '', { strict, clearing: endpoint.method === 'PATCH' });
  return body;
}
