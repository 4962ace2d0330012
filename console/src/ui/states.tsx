// What a page shows before there is anything, when there is nothing, and when something went wrong.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/error';
import type { Read } from '../api/use';
import { Button } from './button';

/** What went wrong, with the fields that the form has no place for. */
export function Problem({ error, shown = [], again }: { error: ApiError | undefined; shown?: string[]; again?: (() => void) | undefined }) {
  if (error === undefined) return null;
  const rest = error.besides(shown);
  const isByField = error.failures.length > 0;
  return (
    <div class="problem" role="alert">
      <p>{isByField ? (rest.length === 0 ? 'Something above needs a look.' : 'This was not taken:') : error.message}</p>
      {rest.length > 0 && (
        <ul>
          {rest.map(({ field, message }) => (
            <li key={field + message}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {again !== undefined && (
        <Button small onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What a page has of something that it reads, until that is there. */
export function Waiting({ read: { data, error, reload }, rows }: { read: Pick<Read<unknown>, 'data' | 'error' | 'reload'>; rows?: number }) {
  return (
    <>
      <Problem error={error} again={() => void reload()} />
      {data === undefined && error === undefined && <Skeleton {...(rows !== undefined && { rows })} />}
    </>
  );
}

/** What came of something that was done, also for who does not see it. */
export function Status({ children }: { children: ComponentChildren }) {
  return (
    <span class="soft" role="status">
      {children}
    </span>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children !== undefined && <div class="soft">{children}</div>}
      {action !== undefined && <div class="actions">{action}</div>}
    </div>
  );
}

/** Stands where a list will be. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div class="rows" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div class="row-item" key={row}>
          <p class="skeleton" />
        </div>
      ))}
    </div>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

export function Badge({ tone = 'calm', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
