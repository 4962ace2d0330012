// Who somebody is, and what they may do.
import type { Account, Member } from '../api/client';
import type { ApiError } from '../api/error';
import { Check, Choices, TextField } from '../ui/field';
import { AccountGrants, type Granted } from './account-grants';

export interface PersonDraft {
  name: string;
  email: string;
  role: 'admin' | 'member';
  mcpAccess: boolean;
  accounts: Granted[];
}

export const newPersonDraft = (): PersonDraft => ({ name: '', email: '', role: 'member', mcpAccess: true, accounts: [] });

export const personDraftOf = ({ name, email, role, mcp_access, accounts }: Member): PersonDraft => ({ name, email, role, mcpAccess: mcp_access, accounts });

/** What the API takes. */
export const personOf = ({ mcpAccess, ...rest }: PersonDraft) => ({ ...rest, mcp_access: mcpAccess });

export const PERSON_FIELDS = ['name', 'email', 'role', 'mcp_access', 'accounts'];

interface Props {
  draft: PersonDraft;
  onDraft: (draft: PersonDraft) => void;
  /** Those that they may be given; undefined until they are known. */
  accounts: Account[] | undefined;
  error: ApiError | undefined;
}

export function PersonForm({ draft, onDraft, accounts, error }: Props) {
  const set = (change: Partial<PersonDraft>) => onDraft({ ...draft, ...change });
  return (
    <>
      <section class="card">
        <TextField label="Name" value={draft.name} onValue={(name) => set({ name })} error={error?.about('name')} input={{ name: 'name' }} />
        <TextField label="E-mail address" help="The one that they sign in with at work." value={draft.email} onValue={(email) => set({ email })} error={error?.about('email')} input={{ inputMode: 'email', name: 'email' }} />
        <Choices
          legend="Role"
          name="role"
          value={draft.role}
          onValue={(role) => set({ role })}
          choices={[
            { value: 'member', label: 'Member', help: 'Uses the accounts that they are given.' },
            { value: 'admin', label: 'Admin', help: 'Uses this console too: every account, every URL, everybody’s access.' },
          ]}
        />
        <Check label="May use MCP" help="Their AI apps are served at /mcp, once they have signed in. Taking it away ends all of them at once." checked={draft.mcpAccess} onValue={(mcpAccess) => set({ mcpAccess })} />
      </section>
      <AccountGrants accounts={accounts} granted={draft.accounts} onGranted={(granted) => set({ accounts: granted })} error={error} />
    </>
  );
}

/** Shared ones, and their own. */
export const accountsFor = (accounts: Account[] | undefined, member: string | undefined) => accounts?.filter(({ owner_member_id: owner }) => owner === null || owner === member);
