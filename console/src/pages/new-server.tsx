import { useLocation, useRoute } from 'preact-iso/router';
import { api, ask } from '../api/client';
import { both } from '../api/error';
import { LinkButton } from '../ui/button';
import { useCreating } from '../ui/form';
import { Page } from '../ui/page';
import { Waiting } from '../ui/states';
import { tagsOf, useAccount, useCapabilities, useIntegrations } from './data';
import { FORM_FIELDS, configOf, expiresAt, newDraft, setKeys } from './draft';
import { justMinted } from './just-minted';
import { useConfigPreview } from './preview';
import { ServerForm } from './server-form';
import { UrlForm } from './url-form';

export function NewServer() {
  const id = useRoute().params['id'] ?? '';
  const { route } = useLocation();
  const account = useAccount(id);
  const integrations = useIntegrations();
  const capabilities = useCapabilities(account.data?.integration);
  const above = { href: `/accounts/${id}`, label: account.data?.label ?? 'Account' };
  const { draft, setDraft, ...creating } = useCreating(
    newDraft,
    (sent) => {
      const ends = expiresAt(sent.expiry);
      return { name: sent.name, config: setKeys(configOf(sent)), ...(typeof ends === 'string' && { expires_at: ends }) };
    },
    async (body, header) => {
      const minted = await ask(api.POST('/integrated-account/{id}/mcp', { params: { path: { id }, header }, body }));
      justMinted.value = minted;
      route(`/accounts/${id}/servers/${minted.id}`);
    },
  );
  const preview = useConfigPreview(id, configOf(draft));
  return (
    <Page title="New URL" above={above} intro={<p>Choose what it may do. You can change all of it later, and the URL stays the same.</p>}>
      <Waiting read={account} />
      {account.data !== undefined && (
        <UrlForm {...creating} fields={FORM_FIELDS} preview={preview} verb="Create the URL" beside={<LinkButton href={above.href}>Cancel</LinkButton>}>
          <ServerForm draft={draft} onDraft={setDraft} capabilities={capabilities.data} tags={tagsOf(integrations.data, account.data)} error={both(creating.error, preview.error)} />
        </UrlForm>
      )}
    </Page>
  );
}
