// HTML that is safe by how it is made: what is put into a template is text, unless a template made it.

/** A piece of HTML. */
export class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @type {Record<string, string>} */
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/**
 * Without what turns the reading direction or is not seen at all: a name could pass for another with them.
 * @param {unknown} value
 */
function escape(value) {
  return String(value)
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}

/**
 * A template of HTML. A value is escaped, unless it is Html itself; those of an array follow each other; `false` and `undefined` are nothing.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export function html(strings, ...values) {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += render(value) + (strings[index + 1] ?? '');
  });
  return new Html(text);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function render(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return value === undefined || value === false ? '' : escape(value);
}
