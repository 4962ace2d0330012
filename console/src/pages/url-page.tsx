// The page of a URL: what it is, how it ends, and the URL itself where it was just made.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { type Attempt, type JointMinted, type Minted, type Server, type Tagged, attempt } from '../api/client';
import type { Read } from '../api/use';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Confirm } from '../ui/dialog';
import { Page } from '../ui/page';
import { Badge, Waiting } from '../ui/states';
import { Time, left } from '../ui/time';
import { justMinted } from './just-minted';
import { MintedUrl } from './minted';
import { Usage } from './usage';

type Url = Pick<Server, 'id' | 'name' | 'expires_at' | 'created_at' | 'usage' | 'approval_code'>;

interface Props<U extends Url> {
  id: string;
  /** What its page is called until its name is known. */
  kind: string;
  above: { href: string; label: string };
  read: Read<Tagged<U>>;
  rotate: (header: Attempt & { 'if-match': string }) => Promise<Minted | JointMinted>;
  revoke: () => Promise<unknown>;
  children: (url: U, etag: string) => ComponentChildren;
}

export function UrlPage<U extends Url>({ id, kind, above, read, rotate, revoke, children }: Props<U>) {
  const { route } = useLocation();
  useEffect(
    () => () => {
      justMinted.value = undefined;
    },
    [id],
  );
  if (read.data === undefined) {
    return (
      <Page title={kind} above={above}>
        <Waiting read={read} />
      </Page>
    );
  }
  const { data: url, etag } = read.data;
  return (
    <Page
      title={url.name}
      above={above}
      intro={<Facts url={url} />}
      actions={
        <Actions
          name={url.name}
          rotate={async () => {
            // Of the state that the form was made of: the one after it is read below, and the form goes on from there.
            justMinted.value = await rotate({ ...attempt(), 'if-match': etag });
            await read.reload();
            scrollTo({ top: 0 });
          }}
          revoke={async () => {
            await revoke();
            route(above.href);
          }}
        />
      }
    >
      <MintedUrl id={id} />
      <ApprovalCode code={url.approval_code} />
      {children(url, etag)}
    </Page>
  );
}

/** Only where calls wait for a person. */
function ApprovalCode({ code }: { code: string | undefined }) {
  if (code === undefined) return null;
  return (
    <section class="card" aria-labelledby="approval-code">
      <h2 id="approval-code">Approval code</h2>
      <p>Some calls wait for a person. Who is not signed in agrees to one with this code, on the page that the AI app links to. Give it to people, and never to a model.</p>
      <Copyable label="The approval code" text={code} />
    </section>
  );
}

function Facts({ url: { expires_at, created_at, usage } }: { url: Url }) {
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

function Actions({ name, rotate, revoke }: { name: string; rotate: () => Promise<void>; revoke: () => Promise<void> }) {
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
        text={<p>The URL that is out there stops working, everywhere within half a minute or so. Everybody who uses it has to paste the new one. Tools and end stay as they are.</p>}
        verb="Make a new URL"
        act={rotate}
      />
      <Confirm open={asking === 'revoke'} onClose={close} title={`Revoke ${name}?`} text={<p>The URL stops working for everybody who has it, everywhere within half a minute or so. It cannot be taken back.</p>} verb="Revoke it" act={revoke} />
    </>
  );
}
