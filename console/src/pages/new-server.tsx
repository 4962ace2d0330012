import { useLocation, useRoute } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { api, ask, attempt } from '../api/client';
import { both } from '../api/error';
import { useAction } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import { useAccount, useCapabilities, useIntegrations } from './data';
import { FORM_FIELDS, configOf, draftOf, expiresAt, setKeys } from './draft';
import { justMinted } from './just-minted';
import { PreviewPanel, useConfigPreview } from './preview';
import { ServerForm } from './server-form';

export function NewServer() {
  const id = useRoute().params['id'] ?? '';
  const { route } = useLocation();
  const account = useAccount(id);
  const integrations = useIntegrations();
  const capabilities = useCapabilities(account.data?.integration);
  const [draft, setDraft] = useState(() => draftOf('', {}, null));
  const [once, renew] = useState(attempt);
  const preview = useConfigPreview(id, configOf(draft));
  const { run, busy, error } = useAction(async () => {
    const ends = expiresAt(draft.expiry);
    const body = { name: draft.name, config: setKeys(configOf(draft)), ...(typeof ends === 'string' && { expires_at: ends }) };
    const minted = await ask(api.POST('/integrated-account/{id}/mcp', { params: { path: { id }, header: once }, body }));
    justMinted.value = minted;
    route(`/accounts/${id}/servers/${minted.id}`);
  });
  const tags = integrations.data?.find(({ slug }) => slug === account.data?.integration)?.tags ?? [];
  return (
    <Page title="New URL" above={{ href: `/accounts/${id}`, label: account.data?.label ?? 'Account' }} intro={<p>Choose what it may do. You can change all of it later, and the URL stays the same.</p>}>
      <Problem error={account.error} again={() => void account.reload()} />
      {account.data === undefined && account.error === undefined && <Skeleton />}
      {account.data !== undefined && (
        <div class="with-preview">
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void run();
            }}
            onInput={() => error !== undefined && renew(attempt())}
          >
            <ServerForm draft={draft} onDraft={setDraft} capabilities={capabilities.data} tags={tags} error={both(error, preview.error)} />
            <Problem error={error} shown={FORM_FIELDS} />
            <div class="actions">
              <Button type="submit" kind="main" busy={busy}>
                Create the URL
              </Button>
              <LinkButton href={`/accounts/${id}`}>Cancel</LinkButton>
            </div>
          </form>
          <PreviewPanel {...preview} shown={[]} />
        </div>
      )}
    </Page>
  );
}
