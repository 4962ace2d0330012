import { invalid, notFound } from './errors.mjs';

/** Records of one kind in creation order. */
class Collection {
  #records = new Map();
  #sequence = 0;

  constructor(noun, uuid) {
    this.noun = noun;
    this.uuid = uuid;
  }

  get size() {
    return this.#records.size;
  }

  add(fields) {
    this.#sequence += 1;
    const record = { id: this.uuid(), ...fields, _sequence: this.#sequence };
    this.#records.set(record.id, record);
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
    if (!record || !matches(record)) throw notFound(`There is no ${this.noun} ${id}`);
    return record;
  }

  /** The record a body or query names, or 400. */
  refer(id, field) {
    const record = this.get(id);
    if (!record) throw invalid(`${field} names no ${this.noun}`);
    return record;
  }
}

/** Also found by an identifier of another system. */
class ExternallyKnown extends Collection {
  get(id) {
    return super.get(id) ?? this.find((record) => record.external_ids.some((known) => known.external_id === id));
  }
}

/** Also found by the number people see. */
class Numbered extends Collection {
  get(id) {
    return super.get(id) ?? (/^\d+$/.test(id) ? this.find((record) => String(record.number) === id) : undefined);
  }

  byId(id) {
    return super.get(id);
  }
}

const NOUNS = {
  activities: 'activity',
  activityTypes: 'activity type',
  aiAgents: 'AI agent',
  articleFeedback: 'article feedback',
  articles: 'article',
  attachments: 'attachment',
  auditLogs: 'audit log',
  callRecordings: 'call recording',
  collections: 'collection',
  customFields: 'custom field',
  customObjects: 'custom object',
  emailSuppressions: 'email suppression',
  featureRequests: 'feature request',
  highlights: 'highlight',
  issueStatuses: 'issue status',
  knowledgeBases: 'knowledge base',
  macroGroups: 'macro group',
  macros: 'macro',
  messages: 'message',
  milestones: 'milestone',
  notebookNotes: 'note',
  portalRoles: 'portal role',
  projectTemplates: 'project template',
  projects: 'project',
  relationships: 'relationship',
  routeRedirects: 'route redirect',
  surveyResponses: 'survey response',
  surveys: 'survey',
  tags: 'tag',
  taskComments: 'task comment',
  tasks: 'task',
  teams: 'team',
  themes: 'theme',
  threads: 'thread',
  ticketForms: 'ticket form',
  trainingData: 'training data',
  userRoles: 'user role',
  users: 'user',
  voiceCalls: 'voice call',
};

/** Everything one customer of the vendor owns. */
export class Organization {
  constructor({ slug, name, random, clock }) {
    const uuid = random.uuid;
    Object.assign(this, { slug, name, random, clock, id: uuid(), customObjectTypes: [] });
    for (const [key, noun] of Object.entries(NOUNS)) this[key] = new Collection(noun, uuid);
    this.accounts = new ExternallyKnown('account', uuid);
    this.contacts = new ExternallyKnown('contact', uuid);
    this.issues = new Numbered('issue', uuid);
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    return Object.fromEntries(
      Object.entries(this)
        .filter(([, value]) => value instanceof Collection)
        .map(([key, collection]) => [key, collection.list()]),
    );
  }
}

/** References show the record's present state, so they read through instead of copying. */
function live(record, ...keys) {
  const stub = {};
  for (const key of keys) Object.defineProperty(stub, key, { enumerable: true, get: () => record[key] });
  return stub;
}
export const accountStub = (account) => account && live(account, 'id', 'external_ids');
export const personStub = (person) => person && live(person, 'id', 'email');
export const idStub = (record) => record && live(record, 'id');
