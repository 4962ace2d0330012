import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { api, ask, attempt } from '../api/client';
import { useAction } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Problem } from '../ui/states';
import { useAccounts } from './data';
import { PERSON_FIELDS, type PersonDraft, PersonForm, accountsFor } from './person-form';

export function NewPerson() {
  const { route } = useLocation();
  const accounts = useAccounts();
  const [draft, setDraft] = useState<PersonDraft>({ name: '', email: '', role: 'member', mcpAccess: true, accounts: [] });
  const { run, busy, error } = useAction(async () => {
    const { mcpAccess, ...rest } = draft;
    const member = await ask(api.POST('/member', { params: { header: attempt() }, body: { ...rest, mcp_access: mcpAccess } }));
    route(`/people/${member.id}`);
  });
  return (
    <Page title="Add a person" above={{ href: '/people', label: 'People' }}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <PersonForm draft={draft} onDraft={setDraft} accounts={accountsFor(accounts.data, undefined)} error={error} />
        <Problem error={error} shown={PERSON_FIELDS} />
        <div class="actions">
          <Button type="submit" kind="main" busy={busy}>
            Add
          </Button>
          <LinkButton href="/people">Cancel</LinkButton>
        </div>
      </form>
    </Page>
  );
}
