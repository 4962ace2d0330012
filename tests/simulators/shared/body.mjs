export const mediaType = (headers) => (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

/** A multipart body; throws when it is none. */
export const readForm = (bytes, headers) =>
  new Response(bytes, { headers: { 'content-type': headers.get('content-type') } }).formData();

/** A JSON body; throws when it is none, or no UTF-8. */
export const readJson = (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

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
