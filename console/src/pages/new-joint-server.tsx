import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { api, ask, attempt } from '../api/client';
import { both } from '../api/error';
import { useAction } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import type { Granted } from './account-grants';
import { useAccounts } from './data';
import { draftOf, expiresAt } from './draft';
import { JOINT_FIELDS, JointForm, jointConfigOf, setJointKeys } from './joint-form';
import { justMinted } from './just-minted';
import { PreviewPanel, useJointPreview } from './preview';

export function NewJointServer() {
  const { route } = useLocation();
  const accounts = useAccounts();
  const [draft, setDraft] = useState(() => draftOf('', {}, null));
  const [granted, setGranted] = useState<Granted[]>([]);
  const config = setJointKeys(jointConfigOf(draft));
  const preview = useJointPreview(granted, config);
  const { run, busy, error } = useAction(async () => {
    const ends = expiresAt(draft.expiry);
    const body = { name: draft.name, accounts: granted, config, ...(typeof ends === 'string' && { expires_at: ends }) };
    const minted = await ask(api.POST('/mcp-server', { params: { header: attempt() }, body }));
    justMinted.value = minted;
    route(`/servers/${minted.id}`);
  });
  return (
    <Page title="New joint URL" above={{ href: '/servers', label: 'Joint URLs' }} intro={<p>Where two accounts have the same tool, a model says which one it means.</p>}>
      <Problem error={accounts.error} again={() => void accounts.reload()} />
      {accounts.data === undefined && accounts.error === undefined && <Skeleton />}
      {accounts.data !== undefined && (
        <div class="with-preview">
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void run();
            }}
          >
            <JointForm draft={draft} onDraft={setDraft} granted={granted} onGranted={setGranted} accounts={accounts.data} error={both(error, preview.error)} />
            <Problem error={error} shown={JOINT_FIELDS} />
            <div class="actions">
              <Button type="submit" kind="main" busy={busy}>
                Create the URL
              </Button>
              <LinkButton href="/servers">Cancel</LinkButton>
            </div>
          </form>
          <PreviewPanel {...preview} shown={[]} />
        </div>
      )}
    </Page>
  );
}
