// What a URL over several accounts is. What is said for the whole list stands apart from what is said for each account.
import type { Account, Schemas } from '../api/client';
import type { ApiError } from '../api/error';
import { TextField } from '../ui/field';
import { AccountGrants, type Granted } from './account-grants';
import { type Draft, configOf } from './draft';
import { ExpiryField, ListFields, WhoFields } from './server-form';

export type JointConfig = Schemas['SeveralConfigChange'];

/** Keys of the URL and of its list; the others are an account's. */
export function jointConfigOf(draft: Draft): JointConfig {
  const { require_api_token_auth, allowed_ips, tool_exposure, max_list_tokens, annotations, structured, chatgpt_search } = configOf(draft);
  return { require_api_token_auth, allowed_ips, tool_exposure, max_list_tokens, annotations, structured, chatgpt_search } as JointConfig;
}

/** Those that are set alone. */
export const setJointKeys = (config: JointConfig): JointConfig => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));

export const JOINT_FIELDS = ['name', 'expires_at', 'accounts', 'config.tool_exposure', 'config.max_list_tokens', 'config.allowed_ips'];

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  granted: Granted[];
  onGranted: (granted: Granted[]) => void;
  accounts: Account[];
  error: ApiError | undefined;
}

export function JointForm({ draft, onDraft, granted, onGranted, accounts, error }: Props) {
  const set = (change: Partial<Draft>) => onDraft({ ...draft, ...change });
  return (
    <>
      <section class="card">
        <TextField label="Name" help="Who or what it is for. Models are told it." value={draft.name} onValue={(name) => set({ name })} error={error?.about('name')} input={{ name: 'name', maxLength: 200 }} />
        <ExpiryField expiry={draft.expiry} onExpiry={(expiry) => set({ expiry })} error={error?.about('expires_at')} />
      </section>
      <AccountGrants accounts={accounts.filter(({ owner_member_id: owner }) => owner === null)} granted={granted} onGranted={onGranted} error={error?.about('accounts')} />
      <WhoFields draft={draft} set={set} error={error} />
      <details class="card more">
        <summary>
          <h2>How it speaks to models</h2>
        </summary>
        <ListFields draft={draft} set={set} error={error} />
      </details>
    </>
  );
}
