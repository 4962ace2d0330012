// Which accounts somebody or something has, and how far.
import { useState } from 'preact/hooks';
import type { Account, Config, Schemas } from '../api/client';
import type { ApiError } from '../api/error';
import { Check, FieldError } from '../ui/field';
import { More } from '../ui/more';
import { AnswerFields, ToolFields, WriteFields } from './account-fields';
import { inWords } from './config-words';
import { tagsOf, useCapabilities, useIntegrations } from './data';
import { type Draft, accountConfigOf, draftOf, setKeys } from './draft';

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
  error: ApiError | undefined;
}

export function AccountGrants({ accounts, granted, onGranted, error }: Props) {
  // An account that is given back has what it had: the API takes it for one that stays.
  const [before] = useState(granted);
  const given = (id: string) => before.find((one) => one.id === id) ?? { id, config: {} };
  const give = (id: string, isGiven: boolean) => onGranted(isGiven ? [...granted, given(id)] : granted.filter((one) => one.id !== id));
  /** What is said of the account that stands there. */
  const aboutOne = (at: number, key = '') => (at < 0 ? undefined : error?.about(`accounts[${at}]${key}`));
  const isAboutOne = granted.some((_, at) => aboutOne(at) !== undefined);
  const gone = accounts === undefined ? [] : granted.filter(({ id }) => !accounts.some((account) => account.id === id));
  return (
    <section class="card" aria-labelledby="accounts" aria-busy={accounts === undefined}>
      <h2 id="accounts">Accounts</h2>
      {accounts?.length === 0 && <p class="soft">There is no account to give.</p>}
      <ul class="grants">
        {accounts?.map((account) => {
          const { id, label, integration } = account;
          const at = granted.findIndex((one) => one.id === id);
          const grant = granted[at];
          return (
            <li key={id}>
              <Check label={label} help={grant === undefined ? integration : `${integration}: ${inWords(grant.config)}`} checked={grant !== undefined} onValue={(checked) => give(id, checked)} />
              {grant !== undefined && <Limits account={account} config={grant.config} onConfig={(config) => onGranted(granted.map((one) => (one.id === id ? { id, config } : one)))} about={(key) => aboutOne(at, `.config.${key}`)} />}
              <FieldError error={aboutOne(at)} />
            </li>
          );
        })}
        {gone.map(({ id }) => (
          <li key={id}>
            <Check label="An account that is gone" help="It was deleted, and gives nothing. Nothing is saved until it is taken out here." checked onValue={() => give(id, false)} />
          </li>
        ))}
      </ul>
      <FieldError error={isAboutOne ? undefined : error?.about('accounts')} />
    </section>
  );
}

/** The one limit that most are given, and all the others on request. */
function Limits({ account, config, onConfig, about }: { account: Account; config: AccountConfig; onConfig: (config: AccountConfig) => void; about: (key: string) => string | undefined }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {!isOpen && <Check label="Only read" checked={isReading(config)} onValue={(checked) => onConfig(limited(config, checked))} />}
      <More title="Choose what it gives" onOpen={setOpen}>
        {isOpen && <Fields account={account} config={config} onConfig={onConfig} about={about} />}
      </More>
    </>
  );
}

function Fields({ account, config, onConfig, about }: Parameters<typeof Limits>[0]) {
  const integrations = useIntegrations();
  const capabilities = useCapabilities(account.integration);
  const [draft, setDraft] = useState(() => draftOf({ name: '', config: setKeys(config) as Config, expires_at: null }));
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    // A person's account may have keys of the list too, which have no field here.
    onConfig({ ...config, ...accountConfigOf(next) });
  };
  return (
    <>
      <ToolFields draft={draft} set={set} capabilities={capabilities.data} tags={tagsOf(integrations.data, account)} about={about} />
      <WriteFields draft={draft} set={set} about={about} />
      <AnswerFields draft={draft} set={set} about={about} />
    </>
  );
}

const isReading = ({ methods }: AccountConfig) => methods?.length === 1 && methods[0] === 'read';

/** The rest of a config stays as somebody set it by the API, which takes a key away for null alone. */
const limited = (config: AccountConfig, reading: boolean): AccountConfig => ({ ...config, methods: reading ? ['read'] : null });
