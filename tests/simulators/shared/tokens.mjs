/** The text of a bearer token, or nothing. */
export const bearer = (authorization) => /^Bearer ([^\s]+)$/i.exec(authorization ?? '')?.[1];

/** Sets the tokens that a simulator knows: the usual ones, over them those of its options (`null` takes one away), each made whole by `complete`. */
export function setTokens(tokens, usual, own, complete) {
  tokens.clear();
  for (const [text, token] of Object.entries({ ...usual, ...own })) if (token) tokens.set(text, complete(token));
}
