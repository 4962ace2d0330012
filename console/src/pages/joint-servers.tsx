import { type JointServer, all, api, ask } from '../api/client';
import { useRead } from '../api/use';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Badge, Empty, Waiting } from '../ui/states';
import { left } from '../ui/time';
import { accountLabel, useAccounts } from './data';
import { Usage } from './usage';

export function JointServers() {
  const accounts = useAccounts();
  const servers = useRead('joint servers', () => all<JointServer>((query) => ask(api.GET('/mcp-server', { params: { query } }))));
  const labels = (server: JointServer) => server.accounts.map(({ id }) => accountLabel(accounts.data, id)).join(', ');
  const create = (
    <LinkButton kind="main" href="/servers/new">
      New joint URL
    </LinkButton>
  );
  return (
    <Page title="Joint URLs" intro={<p>One URL over several accounts. A URL of one account is on that account’s page.</p>} actions={create}>
      <Waiting read={servers} rows={2} />
      {servers.data?.length === 0 && (
        <Empty title="No URL is over several accounts" action={create}>
          <p>Somebody who works in two systems pastes one URL, and their AI app has the tools of both.</p>
        </Empty>
      )}
      <ul class="rows">
        {servers.data?.map((server) => {
          const time = left(server.expires_at);
          return (
            <li class="row-item" key={server.id}>
              <div class="grow">
                <a class="row-link" href={`/servers/${server.id}`}>
                  {server.name}
                </a>
                <p class="soft">
                  {labels(server)} · <Usage usage={server.usage} />
                </p>
              </div>
              <Badge tone={time.tone}>{time.text}</Badge>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
