import { useLocation, useRoute } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { type Server, api, ask, askWithTag, attempt } from '../api/client';
import { both } from '../api/error';
import { useAction, useRead } from '../api/use';
import { Button } from '../ui/button';
import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import { useAccount, useCapabilities, useIntegrations } from './data';
import { FORM_FIELDS, configOf, draftOf, expiresAt } from './draft';
import { justMinted } from './just-minted';
import { MintedUrl } from './minted';
import { PreviewPanel, useConfigPreview } from './preview';
import { ServerForm } from './server-form';
import { ServerActions, ServerFacts } from './server-head';

interface Tagged {
  data: Server;
  etag: string;
}

export function ServerPage() {
  const { id: account = '', server: id = '' } = useRoute().params;
  const { route } = useLocation();
  const path = { id: account, mcp_id: id };
  const read = useRead<Tagged>(`server ${id}`, () => askWithTag(api.GET('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } })));
  useEffect(
    () => () => {
      justMinted.value = undefined;
    },
    [id],
  );
  const server = read.data?.data;
  if (server === undefined) {
    return (
      <Page title="URL" above={{ href: `/accounts/${account}`, label: 'Account' }}>
        <Problem error={read.error} again={() => void read.reload()} />
        {read.error === undefined && <Skeleton />}
      </Page>
    );
  }
  return (
    <Page
      title={server.name}
      above={{ href: `/accounts/${account}`, label: 'All URLs of this account' }}
      intro={<ServerFacts server={server} />}
      actions={
        <ServerActions
          name={server.name}
          rotate={async () => {
            justMinted.value = await ask(api.POST('/integrated-account/{id}/mcp/{mcp_id}/rotate', { params: { path, header: attempt() } }));
            await read.reload();
          }}
          revoke={async () => {
            await ask(api.DELETE('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } }));
            route(`/accounts/${account}`);
          }}
        />
      }
    >
      <MintedUrl id={id} />
      <Edit key={id} account={account} server={server} etag={read.data?.etag ?? ''} onSaved={read.replace} />
    </Page>
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
          error={both(error, preview.error)}
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
