// Who somebody is, and what they may do.
import type { Account, Config } from '../api/client';
import type { ApiError } from '../api/error';
import { Check, Choices, FieldError, TextField } from '../ui/field';
import { inWords } from './config-words';

export interface PersonDraft {
  name: string;
  email: string;
  role: 'admin' | 'member';
  mcpAccess: boolean;
  accounts: { id: string; config: Config }[];
}

export const PERSON_FIELDS = ['name', 'email', 'role', 'mcp_access', 'accounts'];

interface Props {
  draft: PersonDraft;
  onDraft: (draft: PersonDraft) => void;
  /** Those that they may be given. */
  accounts: Account[];
  error: ApiError | undefined;
}

export function PersonForm({ draft, onDraft, accounts, error }: Props) {
  const set = (change: Partial<PersonDraft>) => onDraft({ ...draft, ...change });
  const give = (id: string, given: boolean) => set({ accounts: given ? [...draft.accounts, { id, config: {} }] : draft.accounts.filter((one) => one.id !== id) });
  const limit = (id: string, isReading: boolean) => set({ accounts: draft.accounts.map((one) => (one.id === id ? { id, config: limited(one.config, isReading) } : one)) });
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
      <section class="card" aria-labelledby="accounts">
        <h2 id="accounts">Accounts</h2>
        {accounts.length === 0 && <p class="soft">There is no account to give.</p>}
        <ul class="grants">
          {accounts.map((account) => {
            const given = draft.accounts.find(({ id }) => id === account.id);
            return (
              <li key={account.id}>
                <Check label={account.label} help={given === undefined ? account.integration : `${account.integration}: ${inWords(given.config)}`} checked={given !== undefined} onValue={(checked) => give(account.id, checked)} />
                {given !== undefined && <Check label="Only read" checked={isReading(given.config)} onValue={(checked) => limit(account.id, checked)} />}
              </li>
            );
          })}
        </ul>
        <FieldError error={error?.about('accounts')} />
      </section>
    </>
  );
}

const isReading = (config: Config) => config.methods?.length === 1 && config.methods[0] === 'read';

/** The rest of a config stays as somebody set it by the API. */
function limited({ methods: _, ...config }: Config, reading: boolean): Config {
  return reading ? { ...config, methods: ['read'] } : config;
}

/** Shared ones, and their own. */
export const accountsFor = (accounts: Account[] | undefined, member: string | undefined) => accounts?.filter(({ owner_member_id: owner }) => owner === null || owner === member) ?? [];
