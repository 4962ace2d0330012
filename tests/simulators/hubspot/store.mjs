import { Collection, recordsOf } from '../shared/collection.mjs';
import { notFound } from './errors.mjs';
import { OBJECTS } from './properties.mjs';

/** Records of a kind; the id of one that was merged away leads to what it went into. */
class Records extends Collection {
  #merged = new Map();

  get(id) {
    return super.get(this.#merged.get(String(id)) ?? id);
  }

  merge(record, into) {
    this.remove(record);
    this.#merged.set(record.id, into.id);
    for (const [from, to] of this.#merged) if (to === record.id) this.#merged.set(from, into.id);
  }
}

const NOUNS = ['owners', 'links', 'inboxes', 'channels', 'channelAccounts', 'threads', 'messages', 'actors'];

/** Everything that one customer of the vendor owns. Numbers are drawn apart, so that no portal knows another's. */
export class Portal {
  #last;

  constructor({ slug, name, random, clock }) {
    Object.assign(this, { slug, name, random, clock, pipelines: { tickets: [], deals: [] }, linksFrom: new Map() });
    this.#last = random.int(1000, 9000) * 100_000;
    for (const noun of [...Object.keys(OBJECTS), ...NOUNS]) {
      const Kind = noun in OBJECTS ? Records : Collection;
      this[noun] = new Kind({ newId: () => this.number(), missing: () => notFound(), unknown: () => notFound() });
    }
  }

  number() {
    this.#last += this.random.int(1, 9);
    return String(this.#last);
  }

  iso(milliseconds = this.clock.now()) {
    return new Date(milliseconds).toISOString();
  }

  stageOf(id) {
    const pipeline = this.pipelines.tickets.find(({ stages }) => stages.some((stage) => stage.id === id));
    return pipeline && { pipeline, stage: pipeline.stages.find((stage) => stage.id === id) };
  }

  /** A new record with properties as they are kept; `at` is when it came to be. */
  create(kind, properties, at = this.clock.now()) {
    const id = this.number();
    const moment = this.iso(at);
    const { created, modified } = OBJECTS[kind];
    const record = this[kind].add({ id, archived: false, createdAt: moment, updatedAt: moment, _properties: { ...properties }, _history: {} });
    Object.assign(record._properties, { hs_object_id: id, [created]: moment, [modified]: moment });
    for (const name of Object.keys(record._properties)) this.remember(record, name, moment);
    return record;
  }

  /** Properties over those of a record. */
  change(kind, record, properties) {
    const moment = this.iso();
    Object.assign(record._properties, properties, { [OBJECTS[kind].modified]: moment });
    record.updatedAt = moment;
    for (const name of Object.keys(properties)) this.remember(record, name, moment);
  }

  remember(record, name, timestamp) {
    const history = (record._history[name] ??= []);
    history.unshift({ value: record._properties[name] ?? '', timestamp, sourceType: 'INTEGRATION', sourceId: '1234567' });
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    return { pipelines: this.pipelines, ...recordsOf(this) };
  }
}
