// Which accounts somebody or something has, and how far.
import type { Account, Config } from '../api/client';
import { Check, FieldError } from '../ui/field';
import { inWords } from './config-words';

export interface Granted {
  id: string;
  config: Config;
}

export function AccountGrants({ accounts, granted, onGranted, error }: { accounts: Account[]; granted: Granted[]; onGranted: (granted: Granted[]) => void; error: string | undefined }) {
  const give = (id: string, given: boolean) => onGranted(given ? [...granted, { id, config: {} }] : granted.filter((one) => one.id !== id));
  const limit = (id: string, reading: boolean) => onGranted(granted.map((one) => (one.id === id ? { id, config: limited(one.config, reading) } : one)));
  return (
    <section class="card" aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      {accounts.length === 0 && <p class="soft">There is no account to give.</p>}
      <ul class="grants">
        {accounts.map(({ id, label, integration }) => {
          const given = granted.find((one) => one.id === id);
          return (
            <li key={id}>
              <Check label={label} help={given === undefined ? integration : `${integration}: ${inWords(given.config)}`} checked={given !== undefined} onValue={(checked) => give(id, checked)} />
              {given !== undefined && <Check label="Only read" checked={isReading(given.config)} onValue={(checked) => limit(id, checked)} />}
            </li>
          );
        })}
      </ul>
      <FieldError error={error} />
    </section>
  );
}

const isReading = (config: Config) => config.methods?.length === 1 && config.methods[0] === 'read';

/** The rest of a config stays as somebody set it by the API. */
function limited({ methods: _, ...config }: Config, reading: boolean): Config {
  return reading ? { ...config, methods: ['read'] } : config;
}
