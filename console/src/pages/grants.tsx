import { useState } from 'preact/hooks';
import { type Grant, api, ask } from '../api/client';
import { useRead } from '../api/use';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Badge, Problem, Skeleton } from '../ui/states';
import { Time } from '../ui/time';

/** What somebody allowed to AI apps. */
export function Grants({ member }: { member: string }) {
  const grants = useRead(`grants ${member}`, async () => (await ask(api.GET('/member/{id}/grant', { params: { path: { id: member } } }))).result);
  const [ending, setEnding] = useState<Grant | undefined>(undefined);
  return (
    <section class="card" aria-labelledby="grants">
      <h2 id="grants">Their AI apps</h2>
      <Problem error={grants.error} again={() => void grants.reload()} />
      {grants.data === undefined && grants.error === undefined && <Skeleton rows={2} />}
      {grants.data?.length === 0 && <p class="soft">No app acts for them.</p>}
      <ul class="rows flat">
        {grants.data?.map((grant) => (
          <li class="row-item" key={grant.id}>
            <div class="grow">
              <strong>{grant.client_name ?? 'An app without a name'}</strong>
              <p class="soft">
                {grant.client_host ?? 'of an unknown address'} · <Time iso={grant.created_at} before="allowed " />
                {grant.usage?.last_used_at != null && (
                  <>
                    {' · '}
                    <Time iso={grant.usage.last_used_at} before="last used " />
                  </>
                )}
              </p>
            </div>
            {grant.scopes.map((scope) => (
              <Badge key={scope}>{scope.replace('mcp:', '')}</Badge>
            ))}
            <Button small kind="danger" aria-label={`End ${grant.client_name ?? 'this app'}`} onClick={() => setEnding(grant)}>
              End
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        open={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={`End the access of ${ending?.client_name ?? 'this app'}?`}
        text={<p>The app is refused from then on, and they have to allow it anew.</p>}
        verb="End it"
        act={async () => {
          if (ending !== undefined) await ask(api.DELETE('/member/{id}/grant/{grant_id}', { params: { path: { id: member, grant_id: ending.id } } }));
          await grants.reload();
        }}
      />
    </section>
  );
}
