// What must never be found in a log line, a stored record or an answer.

// A token, or the value of an Authorization header, whoever's it is. The shortest token has 43 characters behind its prefix.
const tokenShapes = [/(?<![\w-])fl[as]?_[\w-]{43,}/, /\b(?:bearer|basic)\s+[\w.~+/=-]{16,}/i];

// `kid:nonce:ciphertext` (src/access/seal.rs). It is random, and in the characters of a token: in some thousand records one reads like one by chance.
const sealed = /\b[a-z\d]+:[\w-]{16}:[\w-]{22,}/gi;

const isShaped = (text) => tokenShapes.some((shape) => shape.test(text.replace(sealed, '')));

/**
 * The places that hold one of `tokens`, plain or base64, and the log lines and records that hold anything shaped like a token.
 * Answers are searched for the tokens alone: they may quote a vendor's prose about Bearer tokens.
 */
export function findLeaks({ tokens, logs, stored, bodies }) {
  const needles = [...tokens].flatMap((token) => [token, Buffer.from(token).toString('base64').replace(/=+$/, '')]);
  const holdsToken = (text) => needles.some((needle) => text.includes(needle));
  const places = [
    ...logs.map((line) => ({ where: 'a log line', text: line.message, shaped: true })),
    ...stored.map(({ name, value, metadata }) => ({
      where: `the record ${name}`,
      text: `${name} ${value} ${JSON.stringify(metadata)}`,
      shaped: true,
    })),
    ...bodies.map(({ where, text }) => ({ where: `the answer to ${where}`, text })),
  ];
  return places
    .filter(({ text, shaped }) => holdsToken(text) || (shaped && isShaped(text)))
    .map(({ where, text }) => `${where}: ${text.slice(0, 200)}`);
}
