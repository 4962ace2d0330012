import { useState } from 'preact/hooks';
import type { Account, Server } from '../api/client';
import { LinkButton } from '../ui/button';
import { Search, finder } from '../ui/search';
import { Badge, Empty, Waiting } from '../ui/states';
import { left } from '../ui/time';
import { inWords } from './config-words';
import { useServers } from './data';
import { Usage } from './usage';

export function AccountServers({ account }: { account: Account }) {
  const [words, setWords] = useState('');
  const servers = useServers(account.id);
  if (account.owner_member_id !== null) {
    return (
      <Empty title="No URL is minted for this account">
        <p>It is one person’s own: they use it at <code>/mcp</code> after signing in. Connect a shared account for URLs.</p>
      </Empty>
    );
  }
  const has = finder(words);
  const found = servers.data?.filter(({ name }) => has(name));
  return (
    <>
      <Waiting read={servers} rows={2} />
      {servers.data?.length === 0 && (
        <Empty
          title="No URL yet"
          action={
            <LinkButton kind="main" href={`/accounts/${account.id}/servers/new`}>
              New URL
            </LinkButton>
          }
        >
          <p>A URL is what somebody pastes into an AI app. Each has its own tools and its own end.</p>
        </Empty>
      )}
      {servers.data !== undefined && servers.data.length > 5 && <Search label="Find a URL" value={words} onValue={setWords} count={found?.length ?? 0} />}
      <ul class="rows">
        {found?.map((server) => (
          <ServerRow key={server.id} server={server} href={`/accounts/${account.id}/servers/${server.id}`} />
        ))}
      </ul>
    </>
  );
}

function ServerRow({ server, href }: { server: Server; href: string }) {
  const time = left(server.expires_at);
  return (
    <li class="row-item">
      <div class="grow">
        <a class="row-link" href={href}>
          {server.name}
        </a>
        <p class="soft">
          {inWords(server.config)} · <Usage usage={server.usage} />
        </p>
      </div>
      <Badge tone={time.tone}>{time.text}</Badge>
    </li>
  );
}
