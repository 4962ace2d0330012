import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** Where it belongs. */
  above?: { href: string; label: string };
  intro?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

let isFirst = true;

/** A page: its title is the browser's too, and gets the focus when somebody came by a link, so that a screen reader says where they are. */
export function Page({ title, above, intro, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Fairlead`;
  }, [title]);
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <>
      <div class="page-head">
        <div>
          {above !== undefined && (
            <p class="above">
              <a href={above.href}>{above.label}</a>
            </p>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro !== undefined && <div class="intro">{intro}</div>}
        </div>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
