import { useRoute } from 'preact-iso/router';
import { type Server, type Tagged, api, ask, askWithTag } from '../api/client';
import { both } from '../api/error';
import { useRecord } from '../api/use';
import { useSaving } from '../ui/form';
import { Status } from '../ui/states';
import { tagsOf, useAccount, useCapabilities, useIntegrations } from './data';
import { FORM_FIELDS, configOf, draftOf, expiresAt } from './draft';
import { useConfigPreview } from './preview';
import { ServerForm } from './server-form';
import { SAVED, UrlForm } from './url-form';
import { UrlPage } from './url-page';

export function ServerPage() {
  const { id: account = '', server: id = '' } = useRoute().params;
  const path = { id: account, mcp_id: id };
  const read = useRecord(`server ${id}`, () => askWithTag(api.GET('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } })));
  return (
    <UrlPage
      id={id}
      kind="URL"
      above={{ href: `/accounts/${account}`, label: 'All URLs of this account' }}
      read={read}
      rotate={(header) => ask(api.POST('/integrated-account/{id}/mcp/{mcp_id}/rotate', { params: { path, header } }))}
      revoke={() => ask(api.DELETE('/integrated-account/{id}/mcp/{mcp_id}', { params: { path } }))}
    >
      {(server, etag) => <Edit key={id} server={server} etag={etag} onSaved={read.replace} />}
    </UrlPage>
  );
}

function Edit({ server, etag, onSaved }: { server: Server; etag: string; onSaved: (tagged: Tagged<Server>) => void }) {
  const path = { id: server.integrated_account_id, mcp_id: server.id };
  const { data } = useAccount(path.id);
  const integrations = useIntegrations();
  const capabilities = useCapabilities(data?.integration);
  const { draft, setDraft, isSaved, ...saving } = useSaving(
    () => draftOf(server),
    async (sent) => {
      const ends = expiresAt(sent.expiry);
      const body = { name: sent.name, config: configOf(sent), ...(ends !== undefined && { expires_at: ends }) };
      const tagged = await askWithTag(api.PATCH('/integrated-account/{id}/mcp/{mcp_id}', { params: { path, header: { 'if-match': etag } }, body }));
      onSaved(tagged);
      return draftOf(tagged.data);
    },
  );
  const preview = useConfigPreview(path.id, { ...server.config, ...configOf(draft) });
  return (
    <UrlForm {...saving} fields={FORM_FIELDS} preview={preview} verb="Save" beside={<Status>{isSaved && SAVED}</Status>}>
      <ServerForm draft={draft} onDraft={setDraft} capabilities={capabilities.data} tags={tagsOf(integrations.data, data)} error={both(saving.error, preview.error)} />
    </UrlForm>
  );
}
