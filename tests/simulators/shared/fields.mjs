export const sent = (body, key) => body[key] !== undefined;

/** The sent ones of these keys. */
export const pick = (body, ...keys) =>
  Object.fromEntries(keys.filter((key) => sent(body, key)).map((key) => [key, body[key]]));
