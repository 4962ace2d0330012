// A URL that was just made: the one time it is shown, and what to do with it.
import { useState } from 'preact/hooks';
import { Copyable } from '../ui/copy';
import { Tabs } from '../ui/tabs';
import { clientsFor } from './clients';
import { justMinted } from './just-minted';

/** Nothing, unless the URL of this server was made a moment ago. */
export function MintedUrl({ id }: { id: string }) {
  const minted = justMinted.value;
  return minted?.id === id ? <Once key={minted.url} url={minted.url} name={minted.name} hasSecondFactor={minted.config.require_api_token_auth === true} /> : null;
}

function Once({ url, name, hasSecondFactor }: { url: string; name: string; hasSecondFactor: boolean }) {
  const clients = clientsFor(url, name, hasSecondFactor);
  const [client, setClient] = useState(clients[0]?.id ?? '');
  return (
    <section class="card minted" aria-labelledby="minted">
      <h2 id="minted">Copy it now</h2>
      <p>This is the only time the URL is shown. Whoever has it may use its tools, so send it like a password.</p>
      <Copyable label="The URL" text={url} kind="main" />
      <Tabs
        label="Where it goes"
        value={client}
        onValue={setClient}
        tabs={clients.map(({ id, label, steps, snippet, link }) => ({
          id,
          label,
          content: () => (
            <>
              <p>{steps}</p>
              {link !== undefined && (
                <p>
                  <a class="button plain" href={link.href}>
                    {link.label}
                  </a>
                </p>
              )}
              {snippet !== undefined && <Copyable label={`For ${label}`} text={snippet} />}
            </>
          ),
        }))}
      />
      <div class="actions">
        <button type="button" class="button plain" onClick={() => (justMinted.value = undefined)}>
          I have it
        </button>
      </div>
    </section>
  );
}
