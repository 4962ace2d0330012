// A form: how it is sent, and whether what stands in it is what was saved.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type Attempt, attempt } from '../api/client';
import { type Action, useAction } from '../api/use';

type Props = Omit<JSX.IntrinsicElements['form'], 'onSubmit'> & { run: () => Promise<void> };

/** Sent by the page's script alone. */
export function Form({ run, ...rest }: Props) {
  return (
    <form
      {...rest}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    />
  );
}

interface Drafted<D> extends Action<[]> {
  draft: D;
  setDraft: (draft: D) => void;
}

/** A form that changes something. `save` gives the form as it stands after it. */
export function useSaving<D extends object>(first: () => D, save: (draft: D) => Promise<D>): Drafted<D> & { isSaved: boolean } {
  const [draft, setDraft] = useState(first);
  const [saved, setSaved] = useState<D | undefined>(undefined);
  const action = useAction(async () => {
    const after = await save(draft);
    setSaved(after);
    // What was typed meanwhile stays, and is not saved.
    setDraft((now) => (now === draft ? after : now));
  });
  return { ...action, draft, setDraft, isSaved: draft === saved };
}

/**
 * A form that makes something. Sent again as it stood, it is the same to the letter and has the same name, so that a repeat after a broken connection
 * makes nothing twice; the API refuses a name that comes with another body.
 */
export function useCreating<D extends object, B>(first: () => D, bodyOf: (draft: D) => B, create: (body: B, header: Attempt) => Promise<void>): Drafted<D> {
  const [draft, setDraft] = useState(first);
  const last = useRef<{ draft: D; body: B; header: Attempt } | undefined>(undefined);
  const action = useAction(async () => {
    if (last.current?.draft !== draft) last.current = { draft, body: bodyOf(draft), header: attempt() };
    await create(last.current.body, last.current.header);
  });
  return { ...action, draft, setDraft };
}
