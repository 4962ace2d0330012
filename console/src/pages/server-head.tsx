// The head of a URL's page: what it is, and how it ends.
import { useState } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Badge } from '../ui/states';
import { Time, left } from '../ui/time';
import { Usage } from './usage';

export function ServerFacts({ server: { expires_at, created_at, usage } }: { server: Pick<Schemas['Server'], 'expires_at' | 'created_at' | 'usage'> }) {
  const time = left(expires_at);
  return (
    <p class="facts">
      <Badge tone={time.tone}>{time.text}</Badge>
      <span>
        <Usage usage={usage} />
      </span>
      <span>
        <Time iso={created_at} before="created " />
      </span>
    </p>
  );
}

export function ServerActions({ name, rotate, revoke }: { name: string; rotate: () => Promise<void>; revoke: () => Promise<void> }) {
  const [asking, setAsking] = useState<'rotate' | 'revoke' | undefined>(undefined);
  const close = () => setAsking(undefined);
  return (
    <>
      <Button onClick={() => setAsking('rotate')}>New URL for it</Button>
      <Button kind="danger" onClick={() => setAsking('revoke')}>
        Revoke
      </Button>
      <Confirm
        open={asking === 'rotate'}
        onClose={close}
        title="Make a new URL for it?"
        text={<p>The URL that is out there stops working, within half a minute everywhere. Everybody who uses it has to paste the new one. Tools and end stay as they are.</p>}
        verb="Make a new URL"
        act={async () => {
          await rotate();
          scrollTo({ top: 0 });
        }}
      />
      <Confirm open={asking === 'revoke'} onClose={close} title={`Revoke ${name}?`} text={<p>The URL stops working, within half a minute everywhere, for everybody who has it. It cannot be taken back.</p>} verb="Revoke it" act={revoke} />
    </>
  );
}
