import { useState } from 'preact/hooks';
import { type Attempt, type EventName, type Webhook, type WebhookKey, all, api, ask } from '../api/client';
import { useAction, useRead } from '../api/use';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Confirm, Dialog } from '../ui/dialog';
import { Chips, TextField } from '../ui/field';
import { Form, useCreating } from '../ui/form';
import { Badge, Empty, Problem, Skeleton } from '../ui/states';
import { Time } from '../ui/time';

/** In the order in which they happen. */
const EVENTS: EventName[] = [
  'account.created', 'account.active', 'account.needs_reauth', 'account.reactivated', 'account.deleted',
  'server.created', 'server.expiring', 'server.expired', 'server.revoked',
];

export function Webhooks() {
  const webhooks = useRead('webhooks', () => all<Webhook>((query) => ask(api.GET('/webhook', { params: { query } }))));
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<Webhook | undefined>(undefined);
  return (
    <>
      <p class="bar">
        <span class="soft">A webhook is told when an account needs new credentials, when a URL ends, and what else happens to both.</span>
        <Button onClick={() => setMaking(true)}>New webhook</Button>
      </p>
      <Problem error={webhooks.error} again={() => void webhooks.reload()} />
      {webhooks.data === undefined && webhooks.error === undefined && <Skeleton rows={2} />}
      {webhooks.data?.length === 0 && (
        <Empty title="No webhook">
          <p>Nobody is told of anything yet.</p>
        </Empty>
      )}
      <ul class="rows">
        {webhooks.data?.map((webhook) => (
          <Row key={webhook.id} webhook={webhook} reload={webhooks.reload} onDelete={() => setDeleting(webhook)} />
        ))}
      </ul>
      {making && (
        <NewWebhook
          onClose={() => {
            setMaking(false);
            void webhooks.reload();
          }}
        />
      )}
      <Confirm
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting === undefined ? '' : nameOf(deleting)}?`}
        text={<p>It is told nothing more, of what it missed neither.</p>}
        verb="Delete it"
        act={async () => {
          if (deleting !== undefined) await ask(api.DELETE('/webhook/{id}', { params: { path: { id: deleting.id } } }));
          await webhooks.reload();
        }}
      />
    </>
  );
}

const nameOf = ({ label, url }: Webhook) => label ?? url;

function Row({ webhook, reload, onDelete }: { webhook: Webhook; reload: () => Promise<void>; onDelete: () => void }) {
  const params = { path: { id: webhook.id } };
  const test = useAction(async () => {
    await ask(api.POST('/webhook/{id}/test', { params }));
    await reload();
  });
  const enable = useAction(async () => {
    await ask(api.PATCH('/webhook/{id}', { params, body: { active: !webhook.active } }));
    await reload();
  });
  const name = nameOf(webhook);
  const last = webhook.last_delivery;
  return (
    <li class="row-item">
      <div class="grow">
        <strong>{name}</strong>
        <p class="soft">
          {webhook.label !== null && <>{webhook.url} · </>}
          {webhook.events === null ? 'all events' : webhook.events.join(', ')}
        </p>
        {webhook.disabled_reason !== null && <p class="soft">Disabled: {webhook.disabled_reason}</p>}
        {last !== null && (
          <p class="soft" role="status">
            {last.event}: {last.message} <Time iso={last.at} />
          </p>
        )}
        <Problem error={test.error ?? enable.error} />
      </div>
      <Badge tone={!webhook.active ? 'calm' : last?.success === false ? 'bad' : 'good'}>{webhook.active ? 'active' : webhook.disabled_at === null ? 'paused' : 'disabled'}</Badge>
      <Button small busy={test.busy} aria-label={`Test ${name}`} onClick={() => void test.run()}>
        Test
      </Button>
      <Button small busy={enable.busy} aria-label={`${webhook.active ? 'Pause' : 'Enable'} ${name}`} onClick={() => void enable.run()}>
        {webhook.active ? 'Pause' : 'Enable'}
      </Button>
      <Button small kind="danger" aria-label={`Delete ${name}`} onClick={onDelete}>
        Delete
      </Button>
    </li>
  );
}

interface Draft {
  url: string;
  label: string;
  events: string[];
}

const bodyOf = ({ url, label, events }: Draft) => ({
  url: url.trim(),
  ...(label.trim() !== '' && { label: label.trim() }),
  ...(events.length > 0 && { events: EVENTS.filter((event) => events.includes(event)) }),
});

function NewWebhook({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<WebhookKey | undefined>(undefined);
  const { run, busy, error, draft, setDraft } = useCreating(
    () => ({ url: '', label: '', events: [] }) as Draft,
    bodyOf,
    async (body, header: Attempt) => setMade(await ask(api.POST('/webhook', { params: { header }, body }))),
  );
  return (
    <Dialog open onClose={onClose} title={made === undefined ? 'New webhook' : 'Copy it now'} text={made !== undefined && <p>This is the only time it is shown. The receiver checks signatures with it.</p>}>
      {made !== undefined && (
        <>
          <Copyable label="The secret" text={made.secret} kind="main" />
          <div class="actions">
            <Button onClick={onClose}>I have it</Button>
          </div>
        </>
      )}
      {made === undefined && (
        <Form run={run}>
          <TextField label="URL" help="https, at a public name." value={draft.url} onValue={(url) => setDraft({ ...draft, url })} error={error?.about('url')} input={{ inputMode: 'url' }} />
          <TextField label="Label" optional value={draft.label} onValue={(label) => setDraft({ ...draft, label })} error={error?.about('label')} />
          <Chips legend="Events" help="None chosen means all." words={EVENTS} chosen={draft.events} onValue={(events) => setDraft({ ...draft, events })} error={error?.about('events')} />
          <Problem error={error} shown={['url', 'label', 'events']} />
          <div class="actions">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="main" busy={busy}>
              Make it
            </Button>
          </div>
        </Form>
      )}
    </Dialog>
  );
}
