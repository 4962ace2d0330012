import { invalid, notFound } from './errors.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ID_LENGTH = 22;

/** Records of one kind in creation order. */
class Collection {
  #records = new Map();

  constructor(noun, newId, missing = () => undefined) {
    this.noun = noun;
    this.newId = newId;
    this.missing = missing;
  }

  get size() {
    return this.#records.size;
  }

  add(fields) {
    const { id: chosen, ...rest } = fields;
    const id = chosen || this.newId();
    const record = { id, ...rest };
    this.#records.set(id, record);
    return record;
  }

  get(id) {
    return this.#records.get(id);
  }

  list(keep) {
    const records = [...this.#records.values()];
    return keep ? records.filter(keep) : records;
  }

  find(matches) {
    return this.list().find(matches);
  }

  remove(record) {
    this.#records.delete(record.id);
  }

  /** The record a path names, or 404. */
  require(id, matches = () => true) {
    const record = this.get(id);
    if (!record || !matches(record)) throw notFound(this.missing(id));
    return record;
  }

  /** The record a body or query names, or 400. */
  refer(id, attr) {
    const record = this.get(id);
    if (!record) throw invalid(`${this.noun} [${id}] does not exist`, attr);
    return record;
  }
}

/** Also found by e-mail address, as in the path of the call recorder. */
class Agents extends Collection {
  get(id) {
    return super.get(id) ?? this.find((agent) => agent.emailAddress === id);
  }
}

const entity = () => 'entity does not exist';
/** Each kind's noun and, where it is documented, the text of its 404. */
const KINDS = {
  answerContents: ['answer content', () => 'answer content does not exist'],
  answers: ['answer', () => 'answer does not exist'],
  audiences: ['audience'],
  businessHours: ['business hours', () => 'business hours does not exist'],
  campaigns: ['campaign', entity],
  conversations: ['conversation', () => 'conversation does not exist'],
  customAttributes: ['custom attribute', (id) => `custom attribute ${id} does not exist`],
  customers: ['customer', (id) => `customer profile [${id}] does not exist`],
  events: ['event'],
  exportJobs: ['export job', entity],
  exportSchedules: ['export schedule', entity],
  helpCenters: ['help center'],
  inboxes: ['inbox'],
  items: ['conversation item'],
  merges: ['merge'],
  recipientCollections: ['recipient collection'],
  taskComments: ['task comment', entity],
  tasks: ['task', entity],
  teams: ['team'],
  topics: ['topic', entity],
  transcripts: ['transcript'],
  webhooks: ['webhook'],
};

/** Everything one customer of the vendor owns. */
export class Organization {
  constructor({ key, slug, name, host, random, clock }) {
    this.newId = () => Array.from({ length: ID_LENGTH }, () => ALPHABET[random.int(0, ALPHABET.length - 1)]).join('');
    Object.assign(this, { key, slug, name, host, random, clock, id: this.newId() });
    for (const [kind, [noun, missing]] of Object.entries(KINDS)) this[kind] = new Collection(noun, this.newId, missing);
    this.agents = new Agents('agent', this.newId, (id) => `agent ${id} does not exist`);
    // Ids a test or a demonstration wants to find by what they stand for.
    this.landmarks = {};
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    return Object.fromEntries(
      Object.entries(this)
        .filter(([, value]) => value instanceof Collection)
        .map(([kind, collection]) => [kind, collection.list()]),
    );
  }
}
