import { useState } from 'preact/hooks';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Search, finder } from '../ui/search';
import { Badge, Empty, Waiting } from '../ui/states';
import { Time } from '../ui/time';
import { labelOf, stateOf, useAccounts, useIntegrations, useMembers } from './data';
import { Invite } from './invite';

export function Accounts() {
  const accounts = useAccounts();
  const integrations = useIntegrations();
  const members = useMembers();
  const [words, setWords] = useState('');
  const has = finder(words);
  const found = accounts.data?.filter((account) => has(`${account.label} ${account.integration} ${labelOf(integrations.data, account.integration)} ${account.tenant_id ?? ''} ${stateOf(account).text} ${account.last_error ?? ''}`));
  const connect = (
    <LinkButton kind="main" href="/accounts/new">
      Connect an account
    </LinkButton>
  );
  const actions = (
    <>
      <Invite integrations={integrations.data ?? []} members={members.data ?? []} />
      {connect}
    </>
  );
  return (
    <Page title="Accounts" intro={<p>Each is one login at a vendor. Its URLs give models the tools that you choose.</p>} actions={actions}>
      <Waiting read={accounts} />
      {accounts.data?.length === 0 && (
        <Empty title="No account is connected" action={connect}>
          <p>You need a token of the vendor’s, and a minute.</p>
        </Empty>
      )}
      {accounts.data !== undefined && accounts.data.length > 0 && (
        <>
          <Search label="Find an account" value={words} onValue={setWords} count={found?.length ?? 0} />
          <ul class="rows">
            {found?.map((account) => {
              const state = stateOf(account);
              const owner = members.data?.find(({ id }) => id === account.owner_member_id);
              return (
                <li class="row-item" key={account.id}>
                  <div class="grow">
                    <a class="row-link" href={`/accounts/${account.id}`}>
                      {account.label}
                    </a>
                    <p class="soft">
                      {labelOf(integrations.data, account.integration)}
                      {account.tenant_id !== null && ` · ${account.tenant_id}`}
                      {account.owner_member_id !== null && ` · ${owner?.name ?? 'a member'}’s own`} · <Time iso={account.created_at} before="connected " />
                    </p>
                    {account.last_error !== null && <p class="said bad">{account.last_error}</p>}
                  </div>
                  <Badge tone={state.tone}>{state.text}</Badge>
                </li>
              );
            })}
          </ul>
          {found?.length === 0 && <p class="soft">No account has these words.</p>}
        </>
      )}
    </Page>
  );
}
