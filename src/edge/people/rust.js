// The way to Rust, which decides who may do what.
import { decide, serveMember } from '../index.js';

/** An answer of Rust's that is none to the question: records that cannot be read, a setting that is missing. */
export class Undecided extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.name = 'Undecided';
    this.status = status;
  }
}

/**
 * Asks Rust.
 * @template {keyof import('./types.js').Questions} Q
 * @param {Pick<import('./types.js').Visit, 'env' | 'context'>} visit
 * @param {Q} question
 * @param {import('./types.js').Questions[Q][0]} body
 * @returns {Promise<import('./types.js').Questions[Q][1]>}
 */
export async function ask({ env, context }, question, body) {
  const request = new Request(`https://fairlead.internal/${question}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await decide(request, env, context);
  const text = await answer.text();
  if (!answer.ok) throw new Undecided(answer.status, messageOf(text));
  return JSON.parse(text);
}

/** @param {string} text of an error's envelope */
function messageOf(text) {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return text;
  }
}

/**
 * Lets a member in, whose identity is known to be true.
 * @param {Pick<import('./types.js').Visit, 'request' | 'env' | 'context'>} visit
 * @param {import('./types.js').Identity} identity
 */
export function admit({ request, env, context }, identity) {
  return serveMember(request, env, context, JSON.stringify(identity));
}
