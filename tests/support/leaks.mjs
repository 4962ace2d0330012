// What must never be found in a log line, a stored record or an answer.

// A token, or the value of an Authorization header, whoever's it is.
const tokenShape = /\bfl[as]?_[\w-]{40,}|\b(?:bearer|basic)\s+[\w.~+/=-]{16,}/i;

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
    .filter(({ text, shaped }) => holdsToken(text) || (shaped && tokenShape.test(text)))
    .map(({ where, text }) => `${where}: ${text.slice(0, 200)}`);
}
