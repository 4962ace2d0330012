// Which accounts somebody or something has, and how far.
import { useState } from 'preact/hooks';
import type { Account, Schemas } from '../api/client';
import { Check, FieldError } from '../ui/field';
import { inWords } from './config-words';

type AccountConfig = Schemas['AccountConfigChange'];

export interface Granted {
  id: string;
  config: AccountConfig;
}

interface Props {
  /** Undefined until they are known. */
  accounts: Account[] | undefined;
  granted: Granted[];
  onGranted: (granted: Granted[]) => void;
  error: string | undefined;
}

export function AccountGrants({ accounts, granted, onGranted, error }: Props) {
  // An account that is given back has what it had: the API takes it for one that stays.
  const [before] = useState(granted);
  const given = (id: string) => before.find((one) => one.id === id) ?? { id, config: {} };
  const give = (id: string, isGiven: boolean) => onGranted(isGiven ? [...granted, given(id)] : granted.filter((one) => one.id !== id));
  const limit = (id: string, isReading: boolean) => onGranted(granted.map((one) => (one.id === id ? { id, config: limited(one.config, isReading) } : one)));
  const gone = accounts === undefined ? [] : granted.filter(({ id }) => !accounts.some((account) => account.id === id));
  return (
    <section class="card" aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      {accounts?.length === 0 && <p class="soft">There is no account to give.</p>}
      <ul class="grants">
        {accounts?.map(({ id, label, integration }) => {
          const grant = granted.find((one) => one.id === id);
          return (
            <li key={id}>
              <Check label={label} help={grant === undefined ? integration : `${integration}: ${inWords(grant.config)}`} checked={grant !== undefined} onValue={(checked) => give(id, checked)} />
              {grant !== undefined && <Check label="Only read" checked={isReading(grant.config)} onValue={(checked) => limit(id, checked)} />}
            </li>
          );
        })}
        {gone.map(({ id }) => (
          <li key={id}>
            <Check label="An account that is gone" help="It was deleted, and gives nothing. Nothing is saved until it is taken out here." checked onValue={() => give(id, false)} />
          </li>
        ))}
      </ul>
      <FieldError error={error} />
    </section>
  );
}

const isReading = ({ methods }: AccountConfig) => methods?.length === 1 && methods[0] === 'read';

/** The rest of a config stays as somebody set it by the API, which takes a key away for null alone. */
const limited = (config: AccountConfig, reading: boolean): AccountConfig => ({ ...config, methods: reading ? ['read'] : null });
