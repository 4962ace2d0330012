import { createHash } from 'node:crypto';

/** A number whose literal must reach the wire as written: JavaScript numbers lose 1.0 and anything above 2^53. */
export class RawNumber {
  constructor(text) {
    if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)) throw new TypeError(`not a JSON number: ${text}`);
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** JSON text of a value. Keys that begin with an underscore are the simulator's own and stay inside. */
export function toJson(value, { own = false } = {}) {
  const write = (item) => {
    if (item instanceof RawNumber) return item.text;
    if (Array.isArray(item)) return `[${item.map((entry) => write(entry ?? null)).join(',')}]`;
    if (item !== null && typeof item === 'object') {
      const entries = Object.entries(item)
        .filter(([key, entry]) => entry !== undefined && (own || !key.startsWith('_')))
        .map(([key, entry]) => `${JSON.stringify(key)}:${write(entry)}`);
      return `{${entries.join(',')}}`;
    }
    return JSON.stringify(item ?? null);
  };
  return write(value);
}

export const hash = (text) => createHash('sha256').update(text).digest('hex');
