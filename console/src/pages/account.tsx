import { useLocation, useRoute } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { type Account, type Schemas, api, ask } from '../api/client';
import { useAction } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Badge, Problem, Skeleton } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { AccountServers } from './account-servers';
import { AccountSettings } from './account-settings';
import { labelOf, stateOf, useAccount, useIntegrations, useMembers } from './data';
import { Reconnect } from './invite';

type Test = Schemas['Test'];

export function AccountPage() {
  const id = useRoute().params['id'] ?? '';
  const { query, route, path } = useLocation();
  const account = useAccount(id);
  const integrations = useIntegrations();
  const members = useMembers();
  const [tested, setTested] = useState<Test | undefined>(undefined);
  const test = useAction(async () => {
    setTested(await ask(api.POST('/integrated-account/{id}/test', { params: { path: { id } } })));
    await account.reload();
  });
  const isNew = query['new'] !== undefined;
  useEffect(() => {
    if (isNew) void test.run();
  }, [isNew]);
  const { data } = account;
  const tab = query['tab'] === 'settings' ? 'settings' : 'urls';
  const owner = members.data?.find((member) => member.id === data?.owner_member_id);
  if (data === undefined) {
    return (
      <Page title="Account" above={{ href: '/accounts', label: 'Accounts' }}>
        <Problem error={account.error} again={() => void account.reload()} />
        {account.error === undefined && <Skeleton />}
      </Page>
    );
  }
  const state = stateOf(data);
  const integration = integrations.data?.find(({ slug }) => slug === data.integration);
  return (
    <Page
      title={data.label}
      above={{ href: '/accounts', label: 'Accounts' }}
      intro={
        <p class="facts">
          <Badge tone={state.tone}>{state.text}</Badge>
          <span>{labelOf(integrations.data, data.integration)}</span>
          {Object.entries(data.context).map(([name, value]) => (
            <span key={name}>
              {name}: {value}
            </span>
          ))}
          {data.owner_member_id !== null && <span>{owner?.name ?? 'A member'}’s own</span>}
        </p>
      }
      actions={
        <>
          <Button busy={test.busy} onClick={() => void test.run()}>
            {test.busy ? 'Asking the vendor…' : 'Test'}
          </Button>
          {data.owner_member_id === null && (
            <LinkButton kind="main" href={`/accounts/${id}/servers/new`}>
              New URL
            </LinkButton>
          )}
        </>
      }
    >
      <Problem error={test.error} />
      <TestResult test={tested} />
      <VendorTrouble account={data} />
      <Tabs
        label="Of this account"
        value={tab}
        onValue={(next) => route(next === 'settings' ? `${path}?tab=settings` : path, true)}
        tabs={[
          { id: 'urls', label: 'URLs', content: () => <AccountServers account={data} /> },
          { id: 'settings', label: 'Settings', content: () => <AccountSettings account={data} integration={integration} onAccount={account.replace} /> },
        ]}
      />
    </Page>
  );
}

function TestResult({ test }: { test: Test | undefined }) {
  if (test === undefined) return null;
  return (
    <div class={test.success ? 'note good' : 'problem'} role="status">
      <p>
        {test.success ? 'The vendor took the credentials.' : 'The vendor did not take the credentials.'} {test.message}
      </p>
      {test.hint !== undefined && <p>{test.hint}</p>}
    </div>
  );
}

/** What the vendor said, in its words. */
function VendorTrouble({ account }: { account: Account }) {
  const { last_error: error, last_forbidden_error: forbidden } = account;
  return (
    <>
      {account.status === 'needs_reauth' && (
        <div class="problem">
          <p>
            <strong>The vendor refuses these credentials.</strong> Replace them under <a href={`/accounts/${account.id}?tab=settings`}>Settings</a>, or have whoever has the login connect the account again; the URLs stay as they are.
          </p>
          {error !== null && <blockquote>{error}</blockquote>}
          <Reconnect account={account} />
        </div>
      )}
      {forbidden !== null && (
        <div class="note warn">
          <p>
            The vendor refused <code>{`${forbidden.resource}.${forbidden.method}`}</code> lately: the token may not do that.
          </p>
          <blockquote>{forbidden.message}</blockquote>
        </div>
      )}
    </>
  );
}
