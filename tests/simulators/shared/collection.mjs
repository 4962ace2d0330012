/** Records of one kind in creation order. */
export class Collection {
  #records = new Map();
  #sequence = 0;

  /** `newId` makes an id, `missing` the error for an id in a path that names nothing, `unknown` that for one in a body or query. */
  constructor({ newId, missing, unknown }) {
    Object.assign(this, { newId, missing, unknown });
  }

  get size() {
    return this.#records.size;
  }

  add({ id, ...fields }) {
    this.#sequence += 1;
    const record = { id: id || this.newId(), ...fields, _sequence: this.#sequence };
    this.#records.set(String(record.id), record);
    return record;
  }

  get(id) {
    return this.#records.get(String(id));
  }

  list(keep) {
    const records = [...this.#records.values()];
    return keep ? records.filter(keep) : records;
  }

  find(matches) {
    return this.list().find(matches);
  }

  remove(record) {
    this.#records.delete(String(record.id));
  }

  /** The record that a path names. */
  require(id, matches = () => true) {
    const record = this.get(id);
    if (!record || !matches(record)) throw this.missing(id);
    return record;
  }

  /** The record that a body or query names; `about` goes to the maker of the error. */
  refer(id, ...about) {
    const record = this.get(id);
    if (!record) throw this.unknown(id, ...about);
    return record;
  }
}

/** Plain data of every collection of one of the vendor's customers, for snapshots. */
export const recordsOf = (owner) =>
  Object.fromEntries(
    Object.entries(owner)
      .filter(([, value]) => value instanceof Collection)
      .map(([kind, collection]) => [kind, collection.list()]),
  );
