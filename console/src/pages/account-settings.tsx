import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { type Account, type Integration, type Schemas, api, ask } from '../api/client';
import { useAction } from '../api/use';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Check, TextField } from '../ui/field';
import { Problem } from '../ui/states';
import { CredentialFields, type Values, VariableFields, given, shownFields } from './credentials';

interface Props {
  account: Account;
  integration: Integration | undefined;
  onAccount: (account: Account) => void;
}

export function AccountSettings({ account, integration, onAccount }: Props) {
  const { route } = useLocation();
  const [deleting, setDeleting] = useState(false);
  const path = { id: account.id };
  return (
    <div class="sections">
      <Switches account={account} onAccount={onAccount} />
      <General account={account} integration={integration} onAccount={onAccount} />
      {integration !== undefined && <Credentials account={account} integration={integration} onAccount={onAccount} />}
      <section class="card danger-zone" aria-labelledby="delete">
        <h2 id="delete">Delete</h2>
        <p class="soft">All of its URLs stop working, and the credentials are gone. Nothing changes at the vendor.</p>
        <Button kind="danger" onClick={() => setDeleting(true)}>
          Delete this account
        </Button>
        <Confirm
          open={deleting}
          onClose={() => setDeleting(false)}
          title={`Delete ${account.label}?`}
          text={<p>Every URL of this account stops working, for everybody who has one. It cannot be taken back.</p>}
          verb="Delete it"
          act={async () => {
            await ask(api.DELETE('/integrated-account/{id}', { params: { path } }));
            route('/accounts');
          }}
        />
      </section>
    </div>
  );
}

function Switches({ account, onAccount }: { account: Account; onAccount: (account: Account) => void }) {
  const { run, busy, error } = useAction(async (body: Schemas['AccountChange']) => {
    onAccount(await ask(api.PATCH('/integrated-account/{id}', { params: { path: { id: account.id } }, body })));
  });
  return (
    <section class="card" aria-labelledby="switches" aria-busy={busy}>
      <h2 id="switches">What it may do</h2>
      <Check label="Read-only" help="Hides and refuses every tool that changes something, on all of its URLs." checked={account.read_only} onValue={(read_only) => void run({ read_only })} />
      <Check label="Blocked" help="Refuses every call of a tool. The URLs stay, and say so." checked={account.is_blocked} onValue={(is_blocked) => void run({ is_blocked })} />
      <Problem error={error} />
    </section>
  );
}

function General({ account, integration, onAccount }: Props) {
  const [label, setLabel] = useState(account.label);
  const [tenant, setTenant] = useState(account.tenant_id ?? '');
  const [context, setContext] = useState<Values>(account.context);
  const [saved, setSaved] = useState(false);
  const { run, busy, error } = useAction(async () => {
    const body = { label, tenant_id: tenant === '' ? null : tenant, context: given(context) };
    onAccount(await ask(api.PATCH('/integrated-account/{id}', { params: { path: { id: account.id } }, body })));
    setSaved(true);
  });
  return (
    <form
      class="card"
      aria-labelledby="general"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
      onInput={() => setSaved(false)}
    >
      <h2 id="general">General</h2>
      <TextField label="Name" value={label} onValue={setLabel} error={error?.about('label')} />
      <TextField label="Tenant" optional help="Whose it is, in words of your own." value={tenant} onValue={setTenant} error={error?.about('tenant_id')} />
      {integration !== undefined && <VariableFields integration={integration} values={context} onValues={setContext} error={error} />}
      <Problem error={error} shown={['label', 'tenant_id', ...shownFields(integration)]} />
      <div class="actions">
        <Button type="submit" busy={busy}>
          Save
        </Button>
        <span class="soft" role="status">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  );
}

function Credentials({ account, integration, onAccount }: { account: Account; integration: Integration; onAccount: (account: Account) => void }) {
  const [values, setValues] = useState<Values>({});
  const [said, setSaid] = useState('');
  const { run, busy, error } = useAction(async () => {
    setSaid('');
    const path = { id: account.id };
    await ask(api.PATCH('/integrated-account/{id}/credentials', { params: { path }, body: { credentials: given(values) } }));
    setValues({});
    const test = await ask(api.POST('/integrated-account/{id}/test', { params: { path } }));
    setSaid(test.success ? 'Replaced, and the vendor takes them.' : `Replaced, but the vendor does not take them: ${test.message}`);
    onAccount(await ask(api.GET('/integrated-account/{id}', { params: { path } })));
  });
  return (
    <form
      class="card"
      aria-labelledby="credentials"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h2 id="credentials">New credentials</h2>
      <p class="soft">They replace those that are there. The URLs stay as they are.</p>
      <CredentialFields integration={integration} values={values} onValues={setValues} error={error} />
      <Problem error={error} shown={shownFields(integration)} />
      <div class="actions">
        <Button type="submit" busy={busy}>
          Replace and test
        </Button>
        <span class="soft" role="status">
          {said}
        </span>
      </div>
    </form>
  );
}
