// The shapes that cross the border to Rust, and those that the files of this folder share.

/** The Worker's bindings and settings. */
export interface Env {
  RECORDS: KVNamespace;
  /** The OAuth library's own. Without it nobody signs in. */
  OAUTH_KV: KVNamespace;
  WRONG_TOKEN_LIMIT?: RateLimit;
  /** What happened. Without it nothing of it is kept. */
  ACTIVITY?: D1Database;
  /** The console's files. Without it there is none. */
  ASSETS?: Fetcher;
  /** The other settings come from Rust. */
  OIDC_CLIENT_SECRET?: string;
  /** What `edge.js` asks. */
  GRANTS?: typeof import('./grants.js');
}

export type Scope = 'mcp:read' | 'mcp:write' | 'mcp:destructive';

/** Who a request to /mcp acts for, and how far. */
export interface Identity {
  member: string;
  /** Absent where nobody was asked to consent: Cloudflare Access is in front. */
  grant?: string;
  scopes: string[];
}

export interface Member {
  id: string;
  name: string;
  email: string;
  role: 'admin' | 'member';
  mcp_access: boolean;
}

/** Somebody to ask. */
export interface Admin {
  name: string;
  email: string;
}

export interface OfferedAccount {
  id: string;
  label: string;
  vendor: string;
  /** How many tools of each effect the member would have. */
  tools: { read: number; write: number; destructive: number };
}

/** What somebody claims to be, and who says so. */
export interface Claim {
  email: string;
  email_verified: boolean;
  name?: string;
  via: 'oidc' | 'access' | 'ema';
}

export type Refusal = 'unverified' | 'domain' | 'unknown' | 'expired';

export interface SignedIn {
  member: Member;
  session: string;
  /** Seconds. */
  max_age: number;
  refused?: undefined;
}

/** What somebody shows who opens the link of a call that waits. */
export interface Shown {
  code: string;
  session?: string;
  approval_code?: string;
  address?: string;
}

/** A call that waits for a person. */
export interface Call {
  vendor: string;
  account: string;
  server: string;
  tool: string;
  title: string;
  verb: string;
  path: string;
  body: [name: string, value: string][];
}

/** What somebody shows who opens a link to connect an account. */
export interface LinkOpened {
  link: string;
  /** The vendor that they chose. */
  integration?: string;
  address?: string;
}

export interface Vendor {
  slug: string;
  label: string;
}

/** What is asked of somebody who connects an account. */
export interface ConnectForm {
  vendor: Vendor;
  /** What the account is called, where that is known. */
  account: string | null;
  reconnects: boolean;
  /** Whether another vendor can be chosen. */
  is_chosen: boolean;
  steps: string[];
  credentials: { name: string; label: string; help: string; is_shown: boolean }[];
  variables: { name: string; help: string; values: string[]; value: string | null; is_required: boolean }[];
  /** Whether they can consent at the vendor instead. */
  can_consent: boolean;
}

/** What came of it. */
export interface Connected {
  vendor: string;
  account: string;
  /** Whose the credentials are, and of which workspace, as the vendor says. */
  person?: string;
  workspace?: string;
  reconnects: boolean;
  return_to: string | null;
}

/** What was given is of another workspace than what was there before. */
export interface Elsewhere {
  vendor: string;
  account: string | null;
  /** What the vendor calls the one that it is of. */
  workspace: string | null;
  /** Where to try again. */
  again: string;
}

/** What the vendor said; no status where no answer came. */
export interface VendorSaid {
  vendor: string;
  status: number | null;
  message: string;
  /** Where to try again. */
  again: string;
}

/** Texts by name. */
export type Texts = Record<string, string>;

/** What Rust is asked, and what it answers. */
export interface Questions {
  setup: [Record<string, never>, Settings];
  'sign-in': [Claim, SignedIn | { refused: Refusal }];
  'sign-in-link': [
    { code: string; use: boolean },
    (Partial<SignedIn> & { member: { name: string }; refused?: undefined }) | { refused: Refusal },
  ];
  session: [{ session: string }, { member?: Member; expires_at?: string }];
  offer: [
    { session: string; scopes: string[] },
    { member: Member; accounts: OfferedAccount[]; ask: Admin[]; refused?: undefined } | { refused: 'session' },
  ];
  approve: [
    { session: string; scopes: string[] },
    { member: string; grant: string; scopes: string[]; refused?: undefined } | { refused: 'session' } | { refused: 'scopes' } | { refused: 'no_access' },
  ];
  seal: [{ purpose: string; value: unknown; seconds: number }, { sealed: string }];
  open: [{ purpose: string; sealed: string }, { value?: unknown }];
  approval: [
    Shown,
    | { approval: Call; state: 'asked' | 'approved' | 'declined'; refused?: undefined; needs?: undefined }
    | { needs: { approval_code: boolean; is_signed_in: boolean }; refused?: undefined }
    | { refused: string; needs?: undefined },
  ];
  'approve-call': [Shown & { decision: 'approve' | 'decline' }, { done: 'approved' | 'declined'; refused?: undefined } | { refused: string }];
  'connect-link': [
    LinkOpened,
    { vendors: Vendor[]; form?: undefined; refused?: undefined } | { form: ConnectForm; refused?: undefined } | { refused: 'unknown' | 'unset' },
  ];
  'connect-consent': [
    LinkOpened & { context: Texts; redirect_uri: string },
    | { location: string; vendor: string; state: string; sealed: string; seconds: number; said?: undefined; failures?: undefined; refused?: undefined }
    | { said: VendorSaid; failures?: undefined; refused?: undefined }
    | { failures: { field: string; message: string }[]; refused?: undefined }
    | { refused: 'unknown' },
  ];
  'connect-callback': [
    { sealed: string; address?: string; state?: string; code?: string; error?: string; error_description?: string; iss?: string },
    | { connected: Connected; elsewhere?: undefined; said?: undefined; refused?: undefined }
    | { elsewhere: Elsewhere; said?: undefined; refused?: undefined }
    | { said: VendorSaid; refused?: undefined }
    | { refused: 'unknown' | 'transaction' },
  ];
  connect: [
    LinkOpened & { credentials: Texts; context: Texts },
    | { connected: Connected; said?: undefined; failures?: undefined; refused?: undefined }
    | { elsewhere: Elsewhere; said?: undefined; failures?: undefined; refused?: undefined }
    | { said: VendorSaid; failures?: undefined; refused?: undefined }
    | { failures: { field: string; message: string }[]; refused?: undefined }
    | { refused: 'unknown' },
  ];
  'operator-sign-in': [{ token: string }, { session: string; max_age: number; refused?: undefined } | { refused: 'token' | 'scope' }];
  operator: [{ session: string }, { member?: Member; expires_at?: string; refused?: 'role' }];
}

/** What the operator set for sign-in, without the secrets. */
export interface Settings {
  public_url: string | null;
  /** All that there are. */
  scopes: Scope[];
  oidc: { issuer: string; client_id: string } | null;
  ema_issuers: string[];
  access: { team: string; aud: string } | null;
  access_token_seconds: number;
  refresh_token_seconds: number;
}

/** One request on its way through this folder. */
export interface Visit {
  request: Request;
  url: URL;
  /** The path of PUBLIC_URL, which `url` is without. */
  base: string;
  env: Env;
  context: ExecutionContext;
  settings: Settings;
  /** For the log line: what came of it, and of whom and what it was. */
  note: (outcome: string, facts?: { member?: string; grant?: string; detail?: string }) => void;
}
