import { useLocation } from 'preact-iso/router';
import { api, ask } from '../api/client';
import { Button, LinkButton } from '../ui/button';
import { Form, useCreating } from '../ui/form';
import { Page } from '../ui/page';
import { Problem } from '../ui/states';
import { useAccounts } from './data';
import { PERSON_FIELDS, PersonForm, accountsFor, newPersonDraft, personOf } from './person-form';

export function NewPerson() {
  const { route } = useLocation();
  const accounts = useAccounts();
  const { draft, setDraft, run, busy, error } = useCreating(newPersonDraft, personOf, async (body, header) => {
    const member = await ask(api.POST('/member', { params: { header }, body }));
    route(`/people/${member.id}`);
  });
  return (
    <Page title="Add a person" above={{ href: '/people', label: 'People' }}>
      <Form class="form" run={run}>
        <PersonForm draft={draft} onDraft={setDraft} accounts={accountsFor(accounts.data, undefined)} error={error} />
        <Problem error={error} shown={PERSON_FIELDS} />
        <div class="actions">
          <Button type="submit" kind="main" busy={busy}>
            Add
          </Button>
          <LinkButton href="/people">Cancel</LinkButton>
        </div>
      </Form>
    </Page>
  );
}
