/** RFC 3339 in UTC; the vendor's fractions vary in length. */
export const iso = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.?0+Z$/, 'Z');
