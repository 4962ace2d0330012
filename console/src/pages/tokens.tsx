import { useState } from 'preact/hooks';
import { type ApiKey, type ApiToken, all, api, ask, attempt } from '../api/client';
import { useAction, useRead } from '../api/use';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Confirm, Dialog } from '../ui/dialog';
import { Choices, SelectField, TextField } from '../ui/field';
import { Badge, Empty, Problem, Skeleton } from '../ui/states';
import { Time, left } from '../ui/time';
import { expiresAt } from './draft';

export function Tokens() {
  const tokens = useRead('tokens', () => all<ApiToken>((query) => ask(api.GET('/api-token', { params: { query } }))));
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<ApiToken | undefined>(undefined);
  return (
    <>
      <p class="bar">
        <span class="soft">With the scope mcp it is the second factor of URLs that ask for one; with admin it opens this console and its API.</span>
        <Button onClick={() => setMaking(true)}>New API token</Button>
      </p>
      <Problem error={tokens.error} again={() => void tokens.reload()} />
      {tokens.data === undefined && tokens.error === undefined && <Skeleton rows={2} />}
      {tokens.data?.length === 0 && (
        <Empty title="No API token">
          <p>ADMIN_TOKEN is not among them: it is a secret of the Worker.</p>
        </Empty>
      )}
      <ul class="rows">
        {tokens.data?.map((token) => {
          const time = left(token.expires_at);
          return (
            <li class="row-item" key={token.id}>
              <div class="grow">
                <strong>{token.name}</strong>
                <p class="soft">
                  <Time iso={token.created_at} before="created " />
                </p>
              </div>
              <Badge>{token.scope}</Badge>
              <Badge tone={time.tone}>{time.text}</Badge>
              <Button small kind="danger" aria-label={`Delete ${token.name}`} onClick={() => setDeleting(token)}>
                Delete
              </Button>
            </li>
          );
        })}
      </ul>
      {making && (
        <NewToken
          onClose={() => {
            setMaking(false);
            void tokens.reload();
          }}
        />
      )}
      <Confirm
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ''}?`}
        text={<p>Whatever sends this token is refused from then on.</p>}
        verb="Delete it"
        act={async () => {
          if (deleting !== undefined) await ask(api.DELETE('/api-token/{id}', { params: { path: { id: deleting.id } } }));
          await tokens.reload();
        }}
      />
    </>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<'mcp' | 'admin'>('mcp');
  const [kind, setKind] = useState<'never' | '2592000' | '7776000'>('7776000');
  const [made, setMade] = useState<ApiKey | undefined>(undefined);
  const { run, busy, error } = useAction(async () => {
    const ends = expiresAt({ kind, date: '' });
    setMade(await ask(api.POST('/api-token', { params: { header: attempt() }, body: { name, scope, ...(typeof ends === 'string' && { expires_at: ends }) } })));
  });
  return (
    <Dialog open onClose={onClose} title={made === undefined ? 'New API token' : 'Copy it now'} text={made !== undefined && <p>This is the only time it is shown.</p>}>
      {made !== undefined && (
        <>
          <Copyable label="The token" text={made.token} kind="main" />
          <div class="actions">
            <Button onClick={onClose}>I have it</Button>
          </div>
        </>
      )}
      {made === undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <TextField label="Name" help="What uses it." value={name} onValue={setName} error={error?.about('name')} />
          <Choices
            legend="Scope"
            name="scope"
            value={scope}
            onValue={setScope}
            choices={[
              { value: 'mcp', label: 'mcp', help: 'The second factor of URLs, and nothing else.' },
              { value: 'admin', label: 'admin', help: 'Everything that this console can do.' },
            ]}
          />
          <SelectField
            label="Ends"
            value={kind}
            onValue={setKind}
            error={error?.about('expires_at')}
            options={[
              { value: '2592000', label: 'In 30 days' },
              { value: '7776000', label: 'In 90 days' },
              { value: 'never', label: 'Never' },
            ]}
          />
          <Problem error={error} shown={['name', 'expires_at']} />
          <div class="actions">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="main" busy={busy}>
              Make it
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
