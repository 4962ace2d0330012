// What a URL over several accounts is. What is said for the whole list stands apart from what is said for each account.
import type { Account, JointServer } from '../api/client';
import type { ApiError } from '../api/error';
import { More } from '../ui/more';
import { AccountGrants, type Granted } from './account-grants';
import { type Draft, draftOf, newDraft } from './draft';
import { ListFields, NameFields, WhoFields } from './server-form';

export interface JointDraft extends Draft {
  accounts: Granted[];
}

export const newJointDraft = (): JointDraft => ({ ...newDraft(), accounts: [] });

export const jointDraftOf = (server: JointServer): JointDraft => ({ ...draftOf(server), accounts: server.accounts });

export const JOINT_FIELDS = ['name', 'expires_at', 'accounts', 'config.tool_exposure', 'config.max_list_tokens', 'config.allowed_ips'];

interface Props {
  draft: JointDraft;
  onDraft: (draft: JointDraft) => void;
  /** Undefined until they are known. */
  accounts: Account[] | undefined;
  error: ApiError | undefined;
}

export function JointForm({ draft, onDraft, accounts, error }: Props) {
  const set = (change: Partial<JointDraft>) => onDraft({ ...draft, ...change });
  return (
    <>
      <NameFields draft={draft} set={set} error={error} />
      <AccountGrants accounts={accounts?.filter(({ owner_member_id: owner }) => owner === null)} granted={draft.accounts} onGranted={(granted) => set({ accounts: granted })} error={error} />
      <WhoFields draft={draft} set={set} error={error} />
      <More isCard title="How it speaks to models">
        <ListFields draft={draft} set={set} error={error} />
      </More>
    </>
  );
}
