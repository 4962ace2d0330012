import { createHmac } from 'node:crypto';
import { hash } from '../shared/json.mjs';
import { invalid } from './errors.mjs';

// Only keeps tests from forging a position; it guards nothing.
const SEAL = 'obviously-fake-cursor-seal';
const seal = (position, scope) => createHmac('sha256', SEAL).update(`${position}|${scope}`).digest('hex').slice(0, 24);

const encode = (position, scope) =>
  Buffer.from(JSON.stringify([position, seal(position, scope)])).toString('base64url');

function decode(cursor, scope) {
  let content;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('cursor is not one of ours');
  }
  const [position, proof] = Array.isArray(content) ? content : [];
  if (!Number.isInteger(position) || proof !== seal(position, scope) || encode(position, scope) !== cursor) {
    throw invalid('cursor does not belong to this request');
  }
  return position;
}

function sizeOf(input, [low, high, usual]) {
  const limit = input.limit ?? usual;
  if (limit < low || limit > high) throw invalid(`limit must be between ${low} and ${high}`);
  return limit === 0 ? usual : limit;
}

/**
 * One page of records ordered by their sequence number. A cursor holds the last number given out, so that creates and
 * deletes between two pages neither repeat nor lose a record, and is bound to the organization, path and other inputs.
 */
export function pageOf(records, { input, limits, scope }) {
  const { cursor, limit: _, ...rest } = input;
  const bound = hash(JSON.stringify([scope, Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1))]));
  const size = sizeOf(input, limits);
  const position = cursor ? decode(cursor, bound) : 0;
  const later = records.filter((record) => record._sequence > position);
  const page = later.slice(0, size);
  const more = later.length > size;
  return {
    data: page,
    pagination: { cursor: more ? encode(page.at(-1)._sequence, bound) : '', has_next_page: more },
  };
}

export const limited = (records, input, limits) => records.slice(0, sizeOf(input, limits));
