// A server's form as it stands, and the config that it comes to.
import type { ConfigChange, Schemas, Server } from '../api/client';

export interface Draft {
  name: string;
  methods: string[];
  tags: string[];
  allow: string[];
  deny: string[];
  exposure: 'all' | 'discovery' | 'auto';
  listTokens: string;
  shortNames: boolean;
  explicit: boolean;
  structured: boolean;
  secondFactor: boolean;
  addresses: string;
  resultChars: string;
  compact: boolean;
  html: 'as' | 'text' | 'markdown';
  csv: boolean;
  chatgpt: boolean;
  customerVisible: 'on' | 'approve' | 'draft' | 'off';
  approve: string[];
  approveBy: 'any' | 'page';
  dryRun: boolean;
  repeatSeconds: string;
  /** As JSON. */
  defaults: string;
  frozen: string;
  expiry: Expiry;
}

/** Seconds from now, `never`, or a date of its own; `kept` is that of the server, where it has one. */
export interface Expiry {
  kind: 'never' | 'kept' | 'date' | '86400' | '604800' | '2592000' | '7776000';
  date: string;
  canKeep: boolean;
}

export const newDraft = () => draftOf({ name: '', config: {}, expires_at: null });

export function draftOf({ name, config, expires_at }: Pick<Server, 'name' | 'config' | 'expires_at'>): Draft {
  return {
    name,
    methods: config.methods ?? [],
    tags: config.tags ?? [],
    allow: config.tools?.allow ?? [],
    deny: config.tools?.deny ?? [],
    exposure: config.tool_exposure ?? 'all',
    listTokens: config.max_list_tokens?.toString() ?? '',
    shortNames: config.tool_names === 'short',
    explicit: config.annotations === 'explicit',
    structured: config.structured ?? false,
    secondFactor: config.require_api_token_auth ?? false,
    addresses: config.allowed_ips?.join('\n') ?? '',
    resultChars: config.max_result_chars?.toString() ?? '',
    compact: config.compact ?? false,
    html: config.html ?? 'as',
    csv: config.format === 'csv',
    chatgpt: config.chatgpt_search ?? false,
    customerVisible: config.customer_visible ?? 'on',
    approve: config.approve ?? [],
    approveBy: config.approve_by ?? 'any',
    dryRun: config.dry_run ?? false,
    repeatSeconds: config.repeat_guard_seconds?.toString() ?? '',
    defaults: textOf(config.defaults),
    frozen: textOf(config.frozen),
    expiry: { kind: expires_at === null ? 'never' : 'kept', date: '', canKeep: expires_at !== null },
  };
}

/** Every key that the form has: null is what takes one away. */
export function configOf(draft: Draft) {
  const list = (words: string[]) => (words.length === 0 ? null : words);
  const addresses = draft.addresses.split(/[\s,]+/).filter(Boolean);
  const { allow, deny } = draft;
  return {
    methods: list(draft.methods),
    tags: list(draft.tags),
    tools: allow.length + deny.length === 0 ? null : { ...(allow.length > 0 && { allow }), ...(deny.length > 0 && { deny }) },
    tool_exposure: draft.exposure === 'all' ? null : draft.exposure,
    max_list_tokens: numberOf(draft.listTokens),
    tool_names: draft.shortNames ? 'short' : null,
    annotations: draft.explicit ? 'explicit' : null,
    structured: draft.structured ? true : null,
    require_api_token_auth: draft.secondFactor ? true : null,
    allowed_ips: list(addresses),
    max_result_chars: numberOf(draft.resultChars),
    compact: draft.compact ? true : null,
    html: draft.html === 'as' ? null : draft.html,
    format: draft.csv ? 'csv' : null,
    chatgpt_search: draft.chatgpt ? true : null,
    customer_visible: draft.customerVisible === 'on' ? null : draft.customerVisible,
    approve: list(draft.approve),
    approve_by: draft.approveBy === 'any' ? null : draft.approveBy,
    dry_run: draft.dryRun ? true : null,
    repeat_guard_seconds: numberOf(draft.repeatSeconds),
    defaults: presetsOf(draft.defaults),
    frozen: presetsOf(draft.frozen),
  } satisfies ConfigChange;
}

/** Keys of the URL and of its list, where several accounts stand behind one; the others are an account's. */
const OF_LIST = ['require_api_token_auth', 'allowed_ips', 'tool_exposure', 'max_list_tokens', 'annotations', 'structured', 'chatgpt_search'];

const keysOf = (draft: Draft, areOfList: boolean) => Object.fromEntries(Object.entries(configOf(draft)).filter(([key]) => OF_LIST.includes(key) === areOfList));

export const listConfigOf = (draft: Draft): Schemas['SeveralConfigChange'] => keysOf(draft, true);

export const accountConfigOf = (draft: Draft): Schemas['AccountConfigChange'] => keysOf(draft, false);

/** What is set alone, for a new server. */
export const setKeys = <C extends ConfigChange>(config: C): C => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null)) as C;

/** What is no number goes as it is: the API says what it should be. */
function numberOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isNaN(value) ? (trimmed as unknown as number) : value;
}

type Presets = Schemas['Presets'];

const textOf = (presets: Presets | undefined) => (presets === undefined ? '' : JSON.stringify(presets, null, 2));

/** What is no JSON goes as it is, for the same reason. */
function presetsOf(text: string): Presets | null {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Presets;
  } catch {
    return text as unknown as Presets;
  }
}

/** The API's `expires_at`; undefined leaves it as it is. */
export function expiresAt({ kind, date }: Pick<Expiry, 'kind' | 'date'>): string | null | undefined {
  if (kind === 'kept') return undefined;
  if (kind === 'never') return null;
  // What is no date goes as it is, for the same reason.
  if (kind === 'date') return Number.isNaN(Date.parse(date)) ? date : `${new Date(date).toISOString().slice(0, 19)}Z`;
  return `${new Date(Date.now() + Number(kind) * 1000).toISOString().slice(0, 19)}Z`;
}

/** Fields of the form, by the API's names. */
export const FORM_FIELDS = [
  'name',
  'expires_at',
  'config.methods',
  'config.tags',
  'config.tools',
  'config.tool_exposure',
  'config.max_list_tokens',
  'config.allowed_ips',
  'config.max_result_chars',
  'config.customer_visible',
  'config.approve',
  'config.repeat_guard_seconds',
  'config.defaults',
  'config.frozen',
];
