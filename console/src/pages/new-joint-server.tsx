import { useLocation } from 'preact-iso/router';
import { api, ask } from '../api/client';
import { both } from '../api/error';
import { LinkButton } from '../ui/button';
import { useCreating } from '../ui/form';
import { Page } from '../ui/page';
import { Waiting } from '../ui/states';
import { accountLabel, useAccounts } from './data';
import { expiresAt, listConfigOf, setKeys } from './draft';
import { JOINT_FIELDS, JointForm, newJointDraft } from './joint-form';
import { justMinted } from './just-minted';
import { useJointPreview } from './preview';
import { UrlForm } from './url-form';

export function NewJointServer() {
  const { route } = useLocation();
  const accounts = useAccounts();
  const { draft, setDraft, ...creating } = useCreating(
    newJointDraft,
    (sent) => {
      const ends = expiresAt(sent.expiry);
      return { name: sent.name, accounts: sent.accounts, config: setKeys(listConfigOf(sent)), ...(typeof ends === 'string' && { expires_at: ends }) };
    },
    async (body, header) => {
      const minted = await ask(api.POST('/mcp-server', { params: { header }, body }));
      justMinted.value = minted;
      route(`/servers/${minted.id}`);
    },
  );
  const preview = useJointPreview(draft.accounts, listConfigOf(draft));
  return (
    <Page title="New joint URL" above={{ href: '/servers', label: 'Joint URLs' }} intro={<p>Where two accounts have the same tool, a model says which one it means.</p>}>
      <Waiting read={accounts} />
      {accounts.data !== undefined && (
        <UrlForm {...creating} fields={JOINT_FIELDS} preview={preview} labelOf={(id) => accountLabel(accounts.data, id)} verb="Create the URL" beside={<LinkButton href="/servers">Cancel</LinkButton>}>
          <JointForm draft={draft} onDraft={setDraft} accounts={accounts.data} error={both(creating.error, preview.error)} />
        </UrlForm>
      )}
    </Page>
  );
}
