import { useRoute } from 'preact-iso/router';
import { type JointServer, type Tagged, api, ask, askWithTag } from '../api/client';
import { both } from '../api/error';
import { useRecord } from '../api/use';
import { useSaving } from '../ui/form';
import { Status } from '../ui/states';
import { accountLabel, useAccounts } from './data';
import { expiresAt, listConfigOf } from './draft';
import { JOINT_FIELDS, JointForm, jointDraftOf } from './joint-form';
import { useJointPreview } from './preview';
import { SAVED, UrlForm } from './url-form';
import { UrlPage } from './url-page';

export function JointServerPage() {
  const id = useRoute().params['id'] ?? '';
  const path = { server_id: id };
  const read = useRecord(`joint server ${id}`, () => askWithTag(api.GET('/mcp-server/{server_id}', { params: { path } })));
  return (
    <UrlPage
      id={id}
      kind="Joint URL"
      above={{ href: '/servers', label: 'Joint URLs' }}
      read={read}
      rotate={(header) => ask(api.POST('/mcp-server/{server_id}/rotate', { params: { path, header } }))}
      revoke={() => ask(api.DELETE('/mcp-server/{server_id}', { params: { path } }))}
    >
      {(server, etag) => <Edit key={id} server={server} etag={etag} onSaved={read.replace} />}
    </UrlPage>
  );
}

function Edit({ server, etag, onSaved }: { server: JointServer; etag: string; onSaved: (tagged: Tagged<JointServer>) => void }) {
  const path = { server_id: server.id };
  const accounts = useAccounts();
  const { draft, setDraft, isSaved, ...saving } = useSaving(
    () => jointDraftOf(server),
    async (sent) => {
      const ends = expiresAt(sent.expiry);
      const body = { name: sent.name, accounts: sent.accounts, config: listConfigOf(sent), ...(ends !== undefined && { expires_at: ends }) };
      const tagged = await askWithTag(api.PATCH('/mcp-server/{server_id}', { params: { path, header: { 'if-match': etag } }, body }));
      onSaved(tagged);
      return jointDraftOf(tagged.data);
    },
  );
  const preview = useJointPreview(draft.accounts, listConfigOf(draft));
  return (
    <UrlForm {...saving} fields={JOINT_FIELDS} preview={preview} labelOf={(id) => accountLabel(accounts.data, id)} verb="Save" beside={<Status>{isSaved && SAVED}</Status>}>
      <JointForm draft={draft} onDraft={setDraft} accounts={accounts.data} error={both(saving.error, preview.error)} />
    </UrlForm>
  );
}
