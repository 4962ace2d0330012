import { hash, toJson } from './json.mjs';

/** The data of the vendor's customers, by key. `create` makes one's, at first use: most tests touch one customer only. */
export function createState(create) {
  const state = {};
  return {
    state,
    /** Makes a customer known, once; `about` goes to `create`. */
    ensure(key, ...about) {
      if (Object.hasOwn(state, key)) return;
      let owner;
      Object.defineProperty(state, key, {
        configurable: true,
        enumerable: true,
        get: () => (owner ??= create(key, ...about)),
      });
    },
    forget() {
      for (const key of Object.keys(state)) delete state[key];
    },
    /** Hash of all that requests can change, of one customer or of all; equal before and after reads. */
    snapshot(...keys) {
      const wanted = keys.length > 0 ? keys : Object.keys(state);
      const records = wanted.map((key) => state[key].records());
      return hash(toJson(records, { own: true }));
    },
  };
}
