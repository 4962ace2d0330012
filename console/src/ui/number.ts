// Numbers as people read them.

export const number = new Intl.NumberFormat('en');

/** The noun that goes with a number. */
export const noun = (count: number, one: string, many = `${one}s`) => (count === 1 ? one : many);
