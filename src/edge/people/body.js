// Bodies that are read whole: forms, tokens, registrations. All of them are short, and an isolate shares its memory among all requests, so a long one is
// never held.

/**
 * What was posted; undefined where it is longer than `most` bytes.
 * @param {Request} request
 * @param {number} most
 */
export async function bodyOf({ body, headers }, most) {
  if (body === null) return new Blob();
  if (Number(headers.get('content-length') ?? 0) > most) {
    // Where a body is left unread, the connection is closed, and the answer is lost with it. One that does not say its length may have no end.
    await body.pipeTo(new WritableStream());
    return undefined;
  }
  const chunks = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}
