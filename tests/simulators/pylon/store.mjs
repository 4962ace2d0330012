import { Collection, recordsOf } from '../shared/collection.mjs';
import { invalid, notFound } from './errors.mjs';

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
    const of = (noun) => ({
      newId: uuid,
      missing: (id) => notFound(`There is no ${noun} ${id}`),
      unknown: (id, field) => invalid(`${field} names no ${noun}`),
    });
    for (const [key, noun] of Object.entries(NOUNS)) this[key] = new Collection(of(noun));
    this.accounts = new ExternallyKnown(of('account'));
    this.contacts = new ExternallyKnown(of('contact'));
    this.issues = new Numbered(of('issue'));
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    return recordsOf(this);
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
