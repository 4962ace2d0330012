import type { ComponentChildren } from 'preact';

interface Props {
  title: string;
  /** A part of the page, with a heading. */
  isCard?: boolean;
  onOpen?: (isOpen: boolean) => void;
  children: ComponentChildren;
}

/** What most people leave closed. */
export function More({ title, isCard = false, onOpen, children }: Props) {
  return (
    <details class={isCard ? 'card more' : 'more'} onToggle={(event) => onOpen?.(event.currentTarget.open)}>
      <summary>{isCard ? <h2>{title}</h2> : title}</summary>
      <div class="inside">{children}</div>
    </details>
  );
}
