// What a model would see of a config, what it costs, and why what is missing is missing.
import { useEffect, useState } from 'preact/hooks';
import { type ConfigChange, type Preview, type Schemas, api, ask } from '../api/client';
import { type ApiError, asError } from '../api/error';
import { noun, number } from '../ui/number';
import { Search, finder } from '../ui/search';
import { Problem } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { setKeys } from './draft';
import { EffectBadge, effectOf } from './effect';

/** Milliseconds after the last change. */
const PAUSE = 250;

export interface Previewed {
  preview: Preview | undefined;
  error: ApiError | undefined;
  busy: boolean;
}

/** Of a URL of one account. */
export function useConfigPreview(account: string, config: ConfigChange): Previewed {
  const body = { config: setKeys(config), explain: true };
  return usePreview(`${account} ${JSON.stringify(body)}`, (signal) => api.POST('/integrated-account/{id}/mcp/preview', { params: { path: { id: account } }, body, signal }));
}

/** Of a URL of several. Without any account there is nothing to ask. */
export function useJointPreview(accounts: Schemas['AccountGrants'], config: Schemas['SeveralConfigChange']): Previewed {
  const body = { accounts, config: setKeys(config), explain: true };
  return usePreview(accounts.length === 0 ? '' : JSON.stringify(body), (signal) => api.POST('/mcp-server/preview', { body, signal }));
}

/** Asks for a key once it has stayed for a moment; the empty one is not asked for. */
function usePreview(key: string, asks: (signal: AbortSignal) => Parameters<typeof ask<Preview>>[0]): Previewed {
  const [state, setState] = useState<{ preview: Preview | undefined; error: ApiError | undefined; of: string }>({ preview: undefined, error: undefined, of: '' });
  useEffect(() => {
    if (key === '') return setState({ preview: undefined, error: undefined, of: key });
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask(asks(stop.signal))
        .then((preview) => setState({ preview, error: undefined, of: key }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setState((before) => ({ preview: before.preview, error: asError(error), of: key }));
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  return { preview: state.preview, error: state.error, busy: state.of !== key };
}

interface Panel extends Previewed {
  /** What an account is called, where there are several. */
  labelOf?: ((account: string) => string) | undefined;
}

export function PreviewPanel({ preview, error, busy, labelOf }: Panel) {
  const [tab, setTab] = useState('shown');
  const [words, setWords] = useState('');
  const listed = preview?.behind ?? preview;
  const has = finder(words);
  const { hidden } = preview ?? {};
  const hiddenOnes = hidden?.filter(({ name, integrated_account_id: account }) => has(`${name} ${labelOf?.(account) ?? ''}`));
  const tabs = [
    { id: 'shown', label: `Shown, ${listed?.count ?? 0}`, content: () => <Shown tools={listed?.tools.filter((tool) => has(`${tool.name} ${tool.title}`)) ?? []} /> },
    ...(hidden === undefined ? [] : [{ id: 'hidden', label: `Hidden, ${hidden.length}`, content: () => <Hidden tools={hiddenOnes ?? []} labelOf={labelOf} areNone={hidden.length === 0} /> }]),
  ];
  return (
    <aside class="card preview" aria-labelledby="preview" aria-busy={busy}>
      <h2 id="preview">What a model sees</h2>
      <Problem error={error} />
      {error === undefined && preview === undefined && !busy && <p class="soft">Choose an account, and its tools come here.</p>}
      {error === undefined && preview !== undefined && (
        <>
          <p class="figures" role="status">
            <span>
              <b>{number.format(listed?.count ?? 0)}</b> {noun(listed?.count ?? 0, 'tool')}
            </span>
            <span>
              <b>{number.format(preview.tokens)}</b> tokens
            </span>
            <span>
              <b>{number.format(Math.ceil(preview.bytes / 1024))}</b> KB
            </span>
          </p>
          <p class="soft">{preview.tool_exposure === 'discovery' ? 'Shown are four tools that find and call the others; the tokens are those of the four.' : 'Every conversation pays these tokens for the list, before the first question.'}</p>
          <Search label="Find a tool here" value={words} onValue={setWords} />
          <Tabs label="Tools" value={tab} onValue={setTab} tabs={tabs} />
        </>
      )}
    </aside>
  );
}

function Shown({ tools }: { tools: Preview['tools'] }) {
  return (
    <ul class="tool-list" tabIndex={0} aria-label="Tools that are shown">
      {tools.map((tool) => (
        <li key={tool.name}>
          <details>
            <summary>
              <code>{tool.name}</code>
              <span class="cost">{number.format(tool.tokens)} tokens</span>
              {effectOf(tool.annotations) !== 'read' && <EffectBadge effect={effectOf(tool.annotations)} />}
            </summary>
            <p class="soft">{tool.description}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}

function Hidden({ tools, labelOf, areNone }: { tools: NonNullable<Preview['hidden']>; labelOf: Panel['labelOf']; areNone: boolean }) {
  return (
    <>
      <p class="soft">Why is a tool not here? Each of these conditions hides it by itself.</p>
      <ul class="tool-list" tabIndex={0} aria-label="Tools that are hidden">
        {tools.map(({ name, integrated_account_id: account, conditions }) => (
          <li key={`${account} ${name}`}>
            <code>{name}</code>
            {labelOf !== undefined && <span class="cost">{labelOf(account)}</span>}
            {conditions.map(({ field, message }) => (
              <p class="soft" key={field}>
                <b>{field}</b>: {message}
              </p>
            ))}
          </li>
        ))}
        {areNone && <li class="soft">Nothing is hidden. An endpoint that is no tool is in the catalogue, with the reason.</li>}
      </ul>
    </>
  );
}
