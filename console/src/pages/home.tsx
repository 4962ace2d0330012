import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Badge, Empty, Waiting } from '../ui/states';
import { Time } from '../ui/time';
import { labelOf, stateOf, troubleOf, useAccounts, useIntegrations } from './data';

export function Home() {
  const accounts = useAccounts();
  const integrations = useIntegrations();
  const troubled = accounts.data?.map((account) => ({ account, trouble: troubleOf(account) })).filter(({ trouble }) => trouble !== undefined) ?? [];
  const connect = (
    <LinkButton kind="main" href="/accounts/new">
      Connect an account
    </LinkButton>
  );
  return (
    <Page title="Overview" actions={connect}>
      <Waiting read={accounts} />
      {accounts.data?.length === 0 && (
        <Empty title="Connect your first account" action={connect}>
          <p>It takes the vendor’s token and a name. Then you mint a URL for it, and paste that into an AI app.</p>
        </Empty>
      )}
      {accounts.data !== undefined && accounts.data.length > 0 && (
        <>
          <section aria-labelledby="attention">
            <h2 id="attention">{troubled.length > 0 ? 'Needs a look' : 'All is well'}</h2>
            {troubled.length === 0 && <p class="soft">No account has lost its credentials, is blocked, or was refused something by its vendor.</p>}
            {troubled.length > 0 && (
              <ul class="rows">
                {troubled.map(({ account, trouble }) => (
                  <li class="row-item" key={account.id}>
                    <div class="grow">
                      <a class="row-link" href={`/accounts/${account.id}`}>
                        {account.label}
                      </a>
                      <p class="soft said">{account.last_error ?? account.last_forbidden_error?.message ?? 'Every call of a tool is refused.'}</p>
                    </div>
                    {trouble !== undefined && <Badge tone={trouble.tone}>{trouble.text}</Badge>}
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section aria-labelledby="accounts">
            <h2 id="accounts">Accounts</h2>
            <ul class="cards">
              {accounts.data.slice(0, 6).map((account) => (
                <li class="card" key={account.id}>
                  <p class="soft">{labelOf(integrations.data, account.integration)}</p>
                  <a class="card-link" href={`/accounts/${account.id}`}>
                    {account.label}
                  </a>
                  <p class="card-foot">
                    <Badge tone={stateOf(account).tone}>{stateOf(account).text}</Badge>
                    <span class="soft">
                      <Time iso={account.created_at} before="connected " />
                    </span>
                  </p>
                </li>
              ))}
            </ul>
            {accounts.data.length > 6 && (
              <p>
                <a href="/accounts">All {accounts.data.length} accounts</a>
              </p>
            )}
          </section>
        </>
      )}
    </Page>
  );
}
