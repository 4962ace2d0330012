import { ApiError, notFound } from './errors.mjs';

/** Records of one kind in creation order. */
class Collection {
  #records = new Map();
  #sequence = 0;

  constructor({ nextId, code = 'not_found', message = 'Resource Not Found' }) {
    Object.assign(this, { nextId, code, message });
  }

  get size() {
    return this.#records.size;
  }

  add(fields) {
    this.#sequence += 1;
    const record = { id: fields.id ?? this.nextId(), ...fields, _sequence: this.#sequence };
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

  /** The record a path or body names, or 404 in this kind's words. */
  require(id, matches = () => true) {
    const record = this.get(id);
    if (!record || !matches(record)) throw notFound(this.message, this.code);
    return record;
  }

  /** The record a body names, or a refusal of the caller's choice. */
  refer(id, status, code, message) {
    const record = this.get(id);
    if (!record) throw new ApiError(status, code, message);
    return record;
  }
}

const NUMBER = 'number';
const HEX = 'hex';
const UUID = 'uuid';

/** Kind of id, then the code and message of its 404 where they are not the usual ones. */
const KINDS = {
  activityLogs: [UUID],
  admins: [NUMBER, 'admin_not_found', 'Admin not found'],
  aiCalls: [NUMBER, 'not_found', 'Not Found'],
  articles: [NUMBER],
  articleVersions: [NUMBER, 'not_found', 'Object not found'],
  audiences: [NUMBER],
  awayReasons: [NUMBER],
  banners: [NUMBER],
  brands: [NUMBER, 'not_found', 'Brand not found'],
  calls: [NUMBER, 'not_found', 'Not Found'],
  collections: [NUMBER],
  companies: [HEX, 'company_not_found', 'Company Not Found'],
  connectors: [NUMBER, 'data_connector_not_found', 'Data connector not found'],
  contacts: [HEX, 'not_found', 'User Not Found'],
  contentExports: [HEX, 'not_found', 'Export job not found'],
  conversationAttributes: [NUMBER, 'conversation_attribute_not_found', 'Conversation attribute not found'],
  conversations: [NUMBER],
  customObjects: [NUMBER, 'not_found', 'Object not found'],
  dataAttributes: [NUMBER, 'field_not_found', "We couldn't find that data attribute to update"],
  deletedConversations: [NUMBER],
  emails: [NUMBER, 'not_found', 'Email setting not found'],
  events: [NUMBER],
  executions: [NUMBER, 'execution_result_not_found', 'Execution result not found'],
  externalPages: [NUMBER],
  finConversations: [NUMBER],
  helpCenters: [NUMBER],
  importSources: [NUMBER],
  internalArticles: [NUMBER],
  jobs: [NUMBER, 'job_not_found', 'Job Not Found'],
  macros: [NUMBER, 'not_found', 'Macro not found'],
  merges: [NUMBER],
  messages: [NUMBER],
  newsItems: [NUMBER],
  newsfeeds: [NUMBER],
  notes: [NUMBER],
  officeExceptions: [NUMBER, 'not_found', 'Object not found'],
  officeSchedules: [NUMBER, 'not_found', 'Object not found'],
  redirects: [NUMBER, 'not_found', 'Resource not found'],
  reportExports: [HEX, 'not_found', 'Export job not found for identifier'],
  segments: [HEX],
  sideConversations: [NUMBER],
  snippets: [NUMBER, 'not_found', 'Content snippet not found'],
  subscriptions: [NUMBER],
  tags: [NUMBER, 'tag_not_found', 'Tag not found'],
  teams: [NUMBER, 'team_not_found', 'Team not found'],
  ticketStates: [NUMBER],
  ticketTypeAttributes: [NUMBER],
  ticketTypes: [NUMBER],
  tickets: [NUMBER, 'ticket_not_found', 'Ticket not found'],
  visitors: [HEX, 'not_found', 'Visitor Not Found'],
  whatsappMessages: [NUMBER, 'whatsapp_message_not_found', 'Whatsapp message not found'],
  workflows: [NUMBER, 'not_found', 'Workflow not found'],
};

/** Everything one customer of the vendor owns. Ids are drawn apart, so that no workspace knows another's. */
export class Workspace {
  #last;

  constructor({ slug, name, region, timezone, random, clock }) {
    Object.assign(this, { slug, name, region, timezone, random, clock });
    this.id = `ws_${random.hex(8)}`;
    this.customObjectTypes = [];
    this.#last = random.int(1, 900) * 100_000;
    this.ipAllowlist = { type: 'ip_allowlist', enabled: false, ip_allowlist: [] };
    // One open scroll per app, by the vendor's rule; reading it is no change of the workspace.
    this.scroll = null;
    const makers = { number: () => this.number(), hex: () => random.hex(24), uuid: random.uuid };
    for (const [key, [kind, code, message]] of Object.entries(KINDS)) {
      this[key] = new Collection({ nextId: makers[kind], code, message });
    }
  }

  /** A fresh id of the numeric sort. */
  number() {
    this.#last += 1;
    return String(this.#last);
  }

  now() {
    return Math.floor(this.clock.now() / 1000);
  }

  /** Plain data of every collection, for snapshots. */
  records() {
    const kinds = Object.keys(KINDS).map((key) => [key, this[key].list()]);
    return { ipAllowlist: this.ipAllowlist, ...Object.fromEntries(kinds) };
  }
}
