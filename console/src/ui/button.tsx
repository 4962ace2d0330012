import type { ComponentChildren, JSX } from 'preact';

type Kind = 'main' | 'plain' | 'danger';

interface Props extends Omit<JSX.IntrinsicElements['button'], 'children' | 'class' | 'disabled'> {
  kind?: Kind;
  small?: boolean;
  /** What it does is under way. */
  busy?: boolean;
  children: ComponentChildren;
}

export function Button({ kind = 'plain', small = false, busy = false, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} class={`button ${kind} ${small ? 'small' : ''}`} aria-disabled={busy} aria-busy={busy} onClick={busy ? stop : rest.onClick}>
      {children}
    </button>
  );
}

/** A button that is busy keeps the keyboard's focus, so it is not disabled; nor does it send its form again. */
const stop = (event: Event) => event.preventDefault();

export function LinkButton({ kind = 'plain', href, children }: { kind?: Kind; href: string; children: ComponentChildren }) {
  return (
    <a class={`button ${kind}`} href={href}>
      {children}
    </a>
  );
}
