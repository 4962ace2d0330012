import { fieldsOf } from './catalogue.mjs';
import { invalid } from './errors.mjs';
import { checkShape } from './shape.mjs';

const mediaType = (headers) => (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

const readForm = (bytes, headers) =>
  new Response(bytes, { headers: { 'content-type': headers.get('content-type') } }).formData();

/** Parsed body for the record of calls: never throws, since junk must be recorded too. */
export async function describeBody(bytes, headers) {
  if (bytes.byteLength === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    if (mediaType(headers) !== 'multipart/form-data') return JSON.parse(text);
    const form = await readForm(bytes, headers);
    const described = {};
    for (const name of new Set(form.keys())) {
      const values = form
        .getAll(name)
        .map((value) => (value instanceof Blob ? { file: value.name, type: value.type, size: value.size } : value));
      described[name] = values.length === 1 ? values[0] : values;
    }
    return described;
  } catch {
    return text;
  }
}

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
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
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
