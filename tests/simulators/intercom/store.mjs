import { Collection, recordsOf } from '../shared/collection.mjs';
import { ApiError, notFound } from './errors.mjs';

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
    const unknown = (id, status, code, message) => new ApiError(status, code, message);
    for (const [key, [kind, code = 'not_found', message = 'Resource Not Found']] of Object.entries(KINDS)) {
      this[key] = new Collection({ newId: makers[kind], missing: () => notFound(message, code), unknown });
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
    return { ipAllowlist: this.ipAllowlist, ...recordsOf(this) };
  }
}
