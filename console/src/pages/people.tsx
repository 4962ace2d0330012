import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Search } from '../ui/search';
import { Badge, Empty, Problem, Skeleton } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { useMembers } from './data';
import { Tokens } from './tokens';
import { Webhooks } from './webhooks';

const TABS = ['members', 'tokens', 'events'];

export function People() {
  const { query, route } = useLocation();
  const tab = TABS.find((known) => known === query['tab']) ?? 'members';
  return (
    <Page
      title="People"
      intro={<p>Who signs in as themselves, programs that use an API token, and those that are told of events.</p>}
      actions={
        <LinkButton kind="main" href="/people/new">
          Add a person
        </LinkButton>
      }
    >
      <Tabs
        label="Who"
        value={tab}
        onValue={(next) => route(next === 'members' ? '/people' : `/people?tab=${next}`, true)}
        tabs={[
          { id: 'members', label: 'Members', content: () => <Members /> },
          { id: 'tokens', label: 'API tokens', content: () => <Tokens /> },
          { id: 'events', label: 'Events', content: () => <Webhooks /> },
        ]}
      />
    </Page>
  );
}

function Members() {
  const members = useMembers();
  const [words, setWords] = useState('');
  const found = members.data?.filter(({ name, email, role }) => `${name} ${email} ${role}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <>
      <Problem error={members.error} again={() => void members.reload()} />
      {members.data === undefined && members.error === undefined && <Skeleton rows={3} />}
      {members.data?.length === 0 && (
        <Empty
          title="Nobody is a member yet"
          action={
            <LinkButton kind="main" href="/people/new">
              Add a person
            </LinkButton>
          }
        >
          <p>A member signs in once in their AI app and has the tools of their accounts: no URL to keep secret.</p>
        </Empty>
      )}
      {members.data !== undefined && members.data.length > 5 && <Search label="Find a person" value={words} onValue={setWords} count={found?.length ?? 0} />}
      <ul class="rows">
        {found?.map((member) => (
          <li class="row-item" key={member.id}>
            <div class="grow">
              <a class="row-link" href={`/people/${member.id}`}>
                {member.name}
              </a>
              <p class="soft">
                {member.email} · {member.accounts.length === 1 ? '1 account' : `${member.accounts.length} accounts`}
              </p>
            </div>
            {member.role === 'admin' && <Badge>admin</Badge>}
            <Badge tone={member.mcp_access ? 'good' : 'calm'}>{member.mcp_access ? 'may use MCP' : 'no MCP access'}</Badge>
          </li>
        ))}
      </ul>
    </>
  );
}
