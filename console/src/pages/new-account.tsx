import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { api, ask, attempt } from '../api/client';
import { useAction } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Check, SelectField, TextField } from '../ui/field';
import { More } from '../ui/more';
import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import { CredentialFields, type Values, VariableFields, given, shownFields } from './credentials';
import { useIntegrations, useMembers } from './data';

export function NewAccount() {
  const { route, query } = useLocation();
  const integrations = useIntegrations();
  const members = useMembers();
  const [slug, setSlug] = useState(query['vendor'] ?? '');
  const [label, setLabel] = useState('');
  const [tenant, setTenant] = useState('');
  const [owner, setOwner] = useState('');
  const [readOnly, setReadOnly] = useState(false);
  const [credentials, setCredentials] = useState<Values>({});
  const [context, setContext] = useState<Values>({});
  const [once] = useState(attempt);
  const integration = integrations.data?.find((one) => one.slug === slug) ?? (integrations.data?.length === 1 ? integrations.data[0] : undefined);
  const { run, busy, error } = useAction(async () => {
    if (integration === undefined) return;
    const body = {
      integration: integration.slug,
      label,
      credentials: given(credentials),
      context: given(context),
      ...(readOnly && { read_only: true }),
      ...(tenant !== '' && { tenant_id: tenant }),
      ...(owner !== '' && { owner_member_id: owner }),
    };
    const account = await ask(api.POST('/integrated-account', { body, params: { header: once } }));
    route(`/accounts/${account.id}?new=1`);
  });
  return (
    <Page title="Connect an account" above={{ href: '/accounts', label: 'Accounts' }} intro={<p>The credentials are sealed when they arrive. Nobody sees them again, here or anywhere.</p>}>
      <Problem error={integrations.error} again={() => void integrations.reload()} />
      {integrations.data === undefined && integrations.error === undefined && <Skeleton />}
      {integrations.data !== undefined && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <fieldset class="choices vendors">
            <legend>Vendor</legend>
            <div class="options">
              {integrations.data.map((one) => (
                <div class="option" key={one.slug}>
                  <input id={`vendor-${one.slug}`} type="radio" name="vendor" checked={one.slug === integration?.slug} onChange={() => setSlug(one.slug)} />
                  <label for={`vendor-${one.slug}`}>
                    {one.label}
                    <span class="help">{one.tools} tools</span>
                  </label>
                </div>
              ))}
            </div>
          </fieldset>
          {integration !== undefined && (
            <>
              <TextField label="Name" help="What you and your colleagues call it. Models see it where several accounts are behind one URL." value={label} onValue={setLabel} error={error?.about('label')} input={{ name: 'label', maxLength: 200 }} />
              <CredentialFields key={integration.slug} integration={integration} values={credentials} onValues={setCredentials} error={error} />
              <VariableFields integration={integration} values={context} onValues={setContext} error={error} />
              <p class="soft">
                Where to find these: <a href={integration.docs_url} target="_blank" rel="noreferrer">{integration.label}’s own documentation</a>.
              </p>
              <More title="More">
                <Check label="Read-only" help="No tool that changes anything is shown or served." checked={readOnly} onValue={setReadOnly} />
                <TextField label="Tenant" optional help="Whose it is, in words of your own; lists can be filtered by it." value={tenant} onValue={setTenant} error={error?.about('tenant_id')} />
                {members.data !== undefined && members.data.length > 0 && (
                  <SelectField
                    label="Whose own"
                    help="An account of one person is theirs alone: they use it after signing in, and no URL is minted for it. This cannot be changed later."
                    value={owner}
                    onValue={setOwner}
                    error={error?.about('owner_member_id')}
                    options={[{ value: '', label: 'Shared' }, ...members.data.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))]}
                  />
                )}
              </More>
              <Problem error={error} shown={['label', 'tenant_id', 'owner_member_id', ...shownFields(integration)]} />
              <div class="actions">
                <Button type="submit" kind="main" busy={busy}>
                  Connect
                </Button>
                <LinkButton href="/accounts">Cancel</LinkButton>
              </div>
            </>
          )}
        </form>
      )}
    </Page>
  );
}
