// Reading for a page: what was read before is shown at once, and read again.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asError } from './error';

const kept = new Map<string, unknown>();

export interface Read<T> {
  data: T | undefined;
  error: ApiError | undefined;
  reload: () => Promise<void>;
  /** Puts what a change answered in place of what was read. */
  replace: (data: T) => void;
}

export function useRead<T>(key: string, read: () => Promise<T>, store = kept): Read<T> {
  const [, turn] = useState(0);
  const error = useRef<ApiError | undefined>(undefined);
  const current = useRef(key);
  const reader = useRef(read);
  reader.current = read;
  if (current.current !== key) {
    current.current = key;
    error.current = undefined;
  }
  const reload = useCallback(async () => {
    try {
      const data = await reader.current();
      store.set(key, data);
      error.current = undefined;
    } catch (failure) {
      if (current.current === key) error.current = asError(failure);
    }
    if (current.current === key) turn((n) => n + 1);
  }, [key]);
  const replace = useCallback(
    (data: T) => {
      store.set(key, data);
      turn((n) => n + 1);
    },
    [key],
  );
  useEffect(() => void reload(), [reload]);
  return { data: store.get(key) as T | undefined, error: error.current, reload, replace };
}

/**
 * A record that the page changes. Nothing of an earlier visit is shown: a form is made of it only once, and must be made of the state whose etag it
 * will be sent with.
 */
export function useRecord<T>(key: string, read: () => Promise<T>): Read<T> {
  const [own] = useState(() => new Map<string, unknown>());
  return useRead(key, read, own);
}

/** Forgets what was read, as when somebody else signs in. */
export const forget = () => kept.clear();

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  busy: boolean;
  error: ApiError | undefined;
  /** Takes the error away. */
  clear: () => void;
}

/** Doing something once at a time, and what came of it. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const running = useRef(false);
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...args: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await latest.current(...args);
    } catch (failure) {
      setError(asError(failure));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { run, busy, error, clear: () => setError(undefined) };
}
