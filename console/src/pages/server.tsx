import { useLocation, useRoute } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { type Server, api, ask, askWithTag, attempt } from '../api/client';
import { useAction, useRead } from '../api/use';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Page } from '../ui/page';
import { Badge, Problem, Skeleton } from '../ui/states';
import { Time, left, number } from '../ui/time';
import { useAccount, useCapabilities, useIntegrations } from './data';
import { FORM_FIELDS, configOf, draftOf, expiresAt } from './draft';
import { justMinted } from './just-minted';
import { MintedUrl } from './minted';
import { PreviewPanel, useConfigPreview } from './preview';
import { ServerForm } from './server-form';

interface Tagged {
  data: Server;
  etag: string;
}

export function ServerPage() {
  const { id: account = '', server: id = '' } = useRoute().params;
  const { route } = useLocation();
  const path = { id: account, mcp_id: id };
  const read = useRead<Tagged>(`server ${id}`, () => askWithTag(api.GET('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } })));
  const [asking, setAsking] = useState<'rotate' | 'revoke' | undefined>(undefined);
  useEffect(
    () => () => {
      justMinted.value = undefined;
    },
    [id],
  );
  const server = read.data?.data;
  const minted = justMinted.value?.id === id ? justMinted.value : undefined;
  if (server === undefined) {
    return (
      <Page title="URL" above={{ href: `/accounts/${account}`, label: 'Account' }}>
        <Problem error={read.error} again={() => void read.reload()} />
        {read.error === undefined && <Skeleton />}
      </Page>
    );
  }
  const time = left(server.expires_at);
  return (
    <Page
      title={server.name}
      above={{ href: `/accounts/${account}`, label: 'All URLs of this account' }}
      intro={
        <p class="facts">
          <Badge tone={time.tone}>{time.text}</Badge>
          <span>{usage(server)}</span>
          <span>
            <Time iso={server.created_at} before="created " />
          </span>
        </p>
      }
      actions={
        <>
          <Button onClick={() => setAsking('rotate')}>New URL for it</Button>
          <Button kind="danger" onClick={() => setAsking('revoke')}>
            Revoke
          </Button>
        </>
      }
    >
      {minted !== undefined && (
        <MintedUrl
          url={minted.url}
          name={minted.name}
          config={minted.config}
          onDone={() => {
            justMinted.value = undefined;
          }}
        />
      )}
      <Edit key={id} account={account} server={server} etag={read.data?.etag ?? ''} onSaved={read.replace} />
      <Confirm
        open={asking === 'rotate'}
        onClose={() => setAsking(undefined)}
        title="Make a new URL for it?"
        text={<p>The URL that is out there stops working, within half a minute everywhere. Everybody who uses it has to paste the new one. Tools and end stay as they are.</p>}
        verb="Make a new URL"
        act={async () => {
          justMinted.value = await ask(api.POST('/integrated-account/{id}/mcp/{mcp_id}/rotate', { params: { path, header: attempt() } }));
          await read.reload();
          scrollTo({ top: 0 });
        }}
      />
      <Confirm
        open={asking === 'revoke'}
        onClose={() => setAsking(undefined)}
        title={`Revoke ${server.name}?`}
        text={<p>The URL stops working, within half a minute everywhere, for everybody who has it. It cannot be taken back.</p>}
        verb="Revoke it"
        act={async () => {
          await ask(api.DELETE('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } }));
          route(`/accounts/${account}`);
        }}
      />
    </Page>
  );
}

function usage({ usage: used }: Server) {
  if (used === null) return 'use is not counted here';
  if (used.last_used_at === null) return 'not used yet';
  return (
    <>
      {number.format(used.messages)} messages, <Time iso={used.last_used_at} before="last " />
    </>
  );
}

function Edit({ account, server, etag, onSaved }: { account: string; server: Server; etag: string; onSaved: (tagged: Tagged) => void }) {
  const { data } = useAccount(account);
  const integrations = useIntegrations();
  const capabilities = useCapabilities(data?.integration);
  const [draft, setDraft] = useState(() => draftOf(server.name, server.config, server.expires_at));
  const [saved, setSaved] = useState(false);
  const preview = useConfigPreview(account, configOf(draft));
  const { run, busy, error } = useAction(async () => {
    const ends = expiresAt(draft.expiry);
    const body = { name: draft.name, config: configOf(draft), ...(ends !== undefined && { expires_at: ends }) };
    const params = { path: { id: account, mcp_id: server.id }, header: { 'if-match': etag } };
    const tagged = await askWithTag(api.PATCH('/integrated-account/{id}/mcp/{mcp_id}', { params, body }));
    onSaved(tagged);
    setSaved(true);
  });
  const tags = integrations.data?.find(({ slug }) => slug === data?.integration)?.tags ?? [];
  return (
    <div class="with-preview">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <ServerForm
          draft={draft}
          onDraft={(next) => {
            setSaved(false);
            setDraft(next);
          }}
          capabilities={capabilities.data}
          tags={tags}
          error={error ?? preview.error}
        />
        <Problem error={error} shown={FORM_FIELDS} />
        <div class="actions">
          <Button type="submit" kind="main" busy={busy}>
            Save
          </Button>
          <span class="soft" role="status">
            {saved && 'Saved. It counts within half a minute everywhere.'}
          </span>
        </div>
      </form>
      <PreviewPanel {...preview} shown={[]} />
    </div>
  );
}
