import { Collection, recordsOf } from '../shared/collection.mjs';
import { invalid, notFound } from './errors.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ID_LENGTH = 22;

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
    const of = (noun, missing = () => undefined) => ({
      newId: this.newId,
      missing: (id) => notFound(missing(id)),
      unknown: (id, attr) => invalid(`${noun} [${id}] does not exist`, attr),
    });
    for (const [kind, [noun, missing]] of Object.entries(KINDS)) this[kind] = new Collection(of(noun, missing));
    this.agents = new Agents(of('agent', (id) => `agent ${id} does not exist`));
    // Ids a test or a demonstration wants to find by what they stand for.
    this.landmarks = {};
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    return recordsOf(this);
  }
}
