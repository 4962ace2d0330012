// What a model would see of a config, what it costs, and why what is missing is missing.
import { useEffect, useState } from 'preact/hooks';
import { type Preview, api, ask } from '../api/client';
import { type ApiError, asError } from '../api/error';
import { Search } from '../ui/search';
import { Badge, Problem } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { number } from '../ui/time';
import type { ConfigChange } from './draft';
import { setKeys } from './draft';

/** Milliseconds after the last change. */
const PAUSE = 250;

export function useConfigPreview(account: string, config: ConfigChange): { preview: Preview | undefined; error: ApiError | undefined; busy: boolean } {
  const body = JSON.stringify(setKeys(config));
  const [state, setState] = useState<{ preview: Preview | undefined; error: ApiError | undefined; of: string }>({ preview: undefined, error: undefined, of: '' });
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const asked = api.POST('/integrated-account/{id}/mcp/preview', { params: { path: { id: account } }, body: { config: JSON.parse(body), explain: true }, signal: stop.signal });
      ask(asked)
        .then((preview) => setState({ preview, error: undefined, of: body }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setState((before) => ({ preview: before.preview, error: asError(error), of: body }));
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [account, body]);
  return { preview: state.preview, error: state.error, busy: state.of !== body };
}

export function PreviewPanel({ preview, error, busy, shown }: { preview: Preview | undefined; error: ApiError | undefined; busy: boolean; shown: string[] }) {
  const [tab, setTab] = useState('shown');
  const [words, setWords] = useState('');
  const listed = preview?.behind ?? preview;
  const hits = (text: string) => text.toLowerCase().includes(words.trim().toLowerCase());
  const hidden = preview?.hidden ?? [];
  return (
    <aside class="card preview" aria-labelledby="preview" aria-busy={busy}>
      <h2 id="preview">What a model sees</h2>
      {error !== undefined && <Problem error={error} shown={shown} />}
      {error === undefined && preview !== undefined && (
        <>
          <p class="figures" role="status">
            <span>
              <b>{number.format(listed?.count ?? 0)}</b> tools
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
          <Tabs
            label="Tools"
            value={tab}
            onValue={setTab}
            tabs={[
              {
                id: 'shown',
                label: `Shown, ${listed?.count ?? 0}`,
                content: () => (
                  <ul class="tool-list" tabIndex={0} aria-label="Tools that are shown">
                    {listed?.tools
                      .filter((tool) => hits(`${tool.name} ${tool.title}`))
                      .map((tool) => (
                        <li key={tool.name}>
                          <details>
                            <summary>
                              <code>{tool.name}</code>
                              {tool.annotations['readOnlyHint'] === true ? null : <Badge tone={tool.annotations['destructiveHint'] === false ? 'warn' : 'bad'}>{tool.annotations['destructiveHint'] === false ? 'writes' : 'may delete'}</Badge>}
                            </summary>
                            <p class="soft">{tool.description}</p>
                          </details>
                        </li>
                      ))}
                  </ul>
                ),
              },
              {
                id: 'hidden',
                label: `Hidden, ${hidden.length}`,
                content: () => (
                  <>
                    <p class="soft">Why is a tool not here? Each of these conditions hides it by itself.</p>
                    <ul class="tool-list" tabIndex={0} aria-label="Tools that are hidden">
                      {hidden
                        .filter(({ name }) => hits(name))
                        .map(({ name, conditions }) => (
                          <li key={name}>
                            <code>{name}</code>
                            {conditions.map(({ field, message }) => (
                              <p class="soft" key={field}>
                                <b>{field}</b>: {message}
                              </p>
                            ))}
                          </li>
                        ))}
                      {hidden.length === 0 && <li class="soft">Nothing is hidden. An endpoint that is no tool is in the catalogue, with the reason.</li>}
                    </ul>
                  </>
                ),
              },
            ]}
          />
        </>
      )}
    </aside>
  );
}
