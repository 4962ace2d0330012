import { useLocation, useRoute } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { type JointServer, api, ask, askWithTag, attempt } from '../api/client';
import { both } from '../api/error';
import { useAction, useRead } from '../api/use';
import { Button } from '../ui/button';
import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import type { Granted } from './account-grants';
import { useAccounts } from './data';
import { draftOf, expiresAt } from './draft';
import { JOINT_FIELDS, JointForm, jointConfigOf, setJointKeys } from './joint-form';
import { justMinted } from './just-minted';
import { MintedUrl } from './minted';
import { PreviewPanel, useJointPreview } from './preview';
import { ServerActions, ServerFacts } from './server-head';

interface Tagged {
  data: JointServer;
  etag: string;
}

export function JointServerPage() {
  const id = useRoute().params['id'] ?? '';
  const { route } = useLocation();
  const path = { server_id: id };
  const read = useRead<Tagged>(`joint server ${id}`, () => askWithTag(api.GET('/mcp-server/{server_id}', { params: { path } })));
  useEffect(
    () => () => {
      justMinted.value = undefined;
    },
    [id],
  );
  const above = { href: '/servers', label: 'Joint URLs' };
  const server = read.data?.data;
  if (server === undefined) {
    return (
      <Page title="Joint URL" above={above}>
        <Problem error={read.error} again={() => void read.reload()} />
        {read.error === undefined && <Skeleton />}
      </Page>
    );
  }
  return (
    <Page
      title={server.name}
      above={above}
      intro={<ServerFacts server={server} />}
      actions={
        <ServerActions
          name={server.name}
          rotate={async () => {
            justMinted.value = await ask(api.POST('/mcp-server/{server_id}/rotate', { params: { path, header: attempt() } }));
            await read.reload();
          }}
          revoke={async () => {
            await ask(api.DELETE('/mcp-server/{server_id}', { params: { path } }));
            route('/servers');
          }}
        />
      }
    >
      <MintedUrl id={id} />
      <Edit key={id} server={server} etag={read.data?.etag ?? ''} onSaved={read.replace} />
    </Page>
  );
}

function Edit({ server, etag, onSaved }: { server: JointServer; etag: string; onSaved: (tagged: Tagged) => void }) {
  const accounts = useAccounts();
  const [draft, setDraft] = useState(() => draftOf(server.name, server.config, server.expires_at));
  const [granted, setGranted] = useState<Granted[]>(server.accounts);
  const [saved, setSaved] = useState(false);
  const preview = useJointPreview(granted, setJointKeys(jointConfigOf(draft)));
  const { run, busy, error } = useAction(async () => {
    const ends = expiresAt(draft.expiry);
    const body = { name: draft.name, accounts: granted, config: jointConfigOf(draft), ...(ends !== undefined && { expires_at: ends }) };
    onSaved(await askWithTag(api.PATCH('/mcp-server/{server_id}', { params: { path: { server_id: server.id }, header: { 'if-match': etag } }, body })));
    setSaved(true);
  });
  return (
    <div class="with-preview">
      <form
        class="form"
        onInput={() => setSaved(false)}
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <JointForm draft={draft} onDraft={setDraft} granted={granted} onGranted={setGranted} accounts={accounts.data ?? []} error={both(error, preview.error)} />
        <Problem error={error} shown={JOINT_FIELDS} />
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
