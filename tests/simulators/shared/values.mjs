export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The types of JSON, by the names that catalogues give them. */
export const TYPES = {
  any: () => true,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  object: isObject,
};

/** Reads the text of a query parameter as its type; any but these stays text. `invalid` makes the error for a text that is of another. */
export const createTextReader = (invalid) => (type, text, name) => {
  if (type === 'integer') {
    if (!/^-?\d+$/.test(text)) throw invalid(`${name} must be of type integer`);
    return Number(text);
  }
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw invalid(`${name} must be true or false`);
    return text === 'true';
  }
  return text;
};
