// Links by which somebody connects an account themselves. Each is shown once.
import { useState } from 'preact/hooks';
import { type Account, type Integration, type Member, type Schemas, api, ask, attempt } from '../api/client';
import { useAction } from '../api/use';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Dialog } from '../ui/dialog';
import { SelectField, TextField } from '../ui/field';
import { Form, useCreating } from '../ui/form';
import { Problem } from '../ui/states';
import { Time } from '../ui/time';

type Link = Schemas['Link'];

interface Draft {
  vendor: string;
  label: string;
  tenant: string;
  member: string;
}

const FIELDS = ['integration', 'label', 'tenant_id', 'member_id'];

const nothing = (): Draft => ({ vendor: '', label: '', tenant: '', member: '' });

const wishOf = ({ vendor, label, tenant, member }: Draft): Schemas['LinkTokenWish'] => ({
  ...(vendor !== '' && { integration: vendor }),
  ...(label !== '' && { label }),
  ...(tenant !== '' && { tenant_id: tenant }),
  ...(member !== '' && { member_id: member }),
});

export function Invite({ integrations, members }: { integrations: Integration[]; members: Member[] }) {
  const [open, setOpen] = useState(false);
  const [link, setLink] = useState<Link | undefined>(undefined);
  const { draft, setDraft, run, busy, error, clear } = useCreating(nothing, wishOf, async (body, header) => {
    setLink(await ask(api.POST('/link-token', { params: { header }, body })));
  });
  const close = () => {
    setOpen(false);
    setLink(undefined);
    setDraft(nothing());
    clear();
  };
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const wrong = (field: string) => error?.about(field);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Invite somebody to connect</Button>
      <Dialog open={open} onClose={close} title={link === undefined ? 'Invite somebody to connect' : 'Send them this link'} text={<p>{link === undefined ? 'They need no login here: the page asks for the vendor’s credential, or for their consent there, and tries it.' : 'It works until an account is connected with it. Nobody sees it again here.'}</p>}>
        {link === undefined ? (
          <Form class="form" run={run}>
            <SelectField label="Vendor" value={draft.vendor} onValue={(vendor) => set({ vendor })} options={[{ value: '', label: 'They choose' }, ...integrations.map(({ slug, label }) => ({ value: slug, label }))]} error={wrong('integration')} />
            <TextField label="Name of the account" optional value={draft.label} onValue={(label) => set({ label })} help="Without one, it is named after their workspace." error={wrong('label')} />
            <TextField label="Tenant" optional value={draft.tenant} onValue={(tenant) => set({ tenant })} help="Your own id of the customer." error={wrong('tenant_id')} />
            {members.length > 0 && (
              <SelectField label="Whose own" value={draft.member} onValue={(member) => set({ member })} options={[{ value: '', label: 'Nobody’s: it is shared' }, ...members.map(({ id, name }) => ({ value: id, label: name }))]} error={wrong('member_id')} />
            )}
            <Problem error={error} shown={FIELDS} />
            <div class="actions">
              <Button type="submit" kind="main" busy={busy}>
                Make the link
              </Button>
              <Button onClick={close}>Cancel</Button>
            </div>
          </Form>
        ) : (
          <Shown link={link} onClose={close} />
        )}
      </Dialog>
    </>
  );
}

/** For an account that its vendor refuses: its URLs go on. */
export function Reconnect({ account }: { account: Account }) {
  const [link, setLink] = useState<Link | undefined>(undefined);
  const { run, busy, error } = useAction(async () => {
    setLink(await ask(api.POST('/link-token', { params: { header: attempt() }, body: { account_id: account.id } })));
  });
  const close = () => setLink(undefined);
  return (
    <>
      <Button busy={busy} onClick={() => void run()}>
        Reconnect link
      </Button>
      <Problem error={error} />
      <Dialog open={link !== undefined} onClose={close} title={`A link to connect ${account.label} again`} text={<p>For whoever has the login at the vendor. The URLs stay as they are.</p>}>
        {link !== undefined && <Shown link={link} onClose={close} />}
      </Dialog>
    </>
  );
}

function Shown({ link, onClose }: { link: Link; onClose: () => void }) {
  return (
    <>
      <Copyable label="The link" text={link.url} kind="main" />
      <p class="soft">
        <Time iso={link.expires_at} before="ends " />
      </p>
      <div class="actions">
        <Button onClick={onClose}>I have it</Button>
      </div>
    </>
  );
}
