import { useLocation, useRoute } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { type Member, type Tagged, api, ask, askWithTag, attempt } from '../api/client';
import { useAction, useRecord } from '../api/use';
import { session } from '../session';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Confirm, Dialog } from '../ui/dialog';
import { Form, useSaving } from '../ui/form';
import { Page } from '../ui/page';
import { Badge, Problem, Status, Waiting } from '../ui/states';
import { Time } from '../ui/time';
import { useAccounts } from './data';
import { Grants } from './grants';
import { PERSON_FIELDS, PersonForm, accountsFor, personDraftOf, personOf } from './person-form';

export function Person() {
  const id = useRoute().params['id'] ?? '';
  const { route } = useLocation();
  const path = { id };
  const read = useRecord(`member ${id}`, () => askWithTag(api.GET('/member/{id}', { params: { path } })));
  const [deleting, setDeleting] = useState(false);
  const [link, setLink] = useState<{ url: string; expires_at: string } | undefined>(undefined);
  const linking = useAction(async () => setLink(await ask(api.POST('/member/{id}/sign-in-link', { params: { path, header: attempt() } }))));
  if (read.data === undefined) {
    return (
      <Page title="Person" above={{ href: '/people', label: 'People' }}>
        <Waiting read={read} />
      </Page>
    );
  }
  const { data: member, etag } = read.data;
  return (
    <Page
      title={member.name}
      above={{ href: '/people', label: 'People' }}
      intro={
        <p class="facts">
          {member.role === 'admin' && <Badge>admin</Badge>}
          <Badge tone={member.mcp_access ? 'good' : 'calm'}>{member.mcp_access ? 'may use MCP' : 'no MCP access'}</Badge>
          <span>{member.email}</span>
        </p>
      }
      actions={
        <>
          {session.value?.sign_in === true && (
            <Button busy={linking.busy} onClick={() => void linking.run()}>
              Sign-in link
            </Button>
          )}
          <Button kind="danger" onClick={() => setDeleting(true)}>
            Remove
          </Button>
        </>
      }
    >
      <Problem error={linking.error} />
      <div class="sections">
        <Edit key={id} member={member} etag={etag} onSaved={read.replace} />
        <Grants member={id} />
      </div>
      <Dialog open={link !== undefined} onClose={() => setLink(undefined)} title={`A sign-in link for ${member.name}`} text={<p>It signs them in once, within 15 minutes. Send it to nobody else.</p>}>
        {link !== undefined && <Copyable label="The link" text={link.url} kind="main" />}
        <div class="actions">
          <Button onClick={() => setLink(undefined)}>I have it</Button>
        </div>
      </Dialog>
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Remove ${member.name}?`}
        text={<p>Everything that they allowed to AI apps ends, and so does their access. URLs that were minted stay.</p>}
        verb="Remove them"
        act={async () => {
          await ask(api.DELETE('/member/{id}', { params: { path } }));
          route('/people');
        }}
      />
    </Page>
  );
}

function Edit({ member, etag, onSaved }: { member: Member; etag: string; onSaved: (tagged: Tagged<Member>) => void }) {
  const accounts = useAccounts();
  const { draft, setDraft, isSaved, run, busy, error } = useSaving(
    () => personDraftOf(member),
    async (sent) => {
      const params = { path: { id: member.id }, header: { 'if-match': etag } };
      const tagged = await askWithTag(api.PATCH('/member/{id}', { params, body: personOf(sent) }));
      onSaved(tagged);
      return personDraftOf(tagged.data);
    },
  );
  return (
    <Form class="form" run={run}>
      <PersonForm draft={draft} onDraft={setDraft} accounts={accountsFor(accounts.data, member.id)} error={error} />
      <Problem error={error} shown={PERSON_FIELDS} />
      <div class="actions">
        <Button type="submit" kind="main" busy={busy}>
          Save
        </Button>
        <Status>{isSaved && 'Saved.'}</Status>
        <span class="soft end">
          <Time iso={member.created_at} before="added " />
        </span>
      </div>
    </Form>
  );
}
