import * as menu from '@zag-js/menu';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface Item {
  id: string;
  label: string;
  danger?: boolean;
  act: () => void;
}

export function Menu({ label, items, children }: { label: string; items: Item[]; children: ComponentChildren }) {
  const service = useMachine(menu.machine, {
    id: useId(),
    positioning: { placement: 'bottom-end' as const },
    onSelect: ({ value }: { value: string }) => items.find(({ id }) => id === value)?.act(),
  });
  const part = menu.connect(service, normalizeProps);
  return (
    <>
      <button type="button" class="button quiet small" aria-label={label} {...part.getTriggerProps()}>
        {children}
      </button>
      {part.open && (
        <div class="menu-place" {...part.getPositionerProps()}>
          <div class="menu" {...part.getContentProps()} aria-label={label}>
            {items.map(({ id, label: text, danger }) => (
              <div key={id} class={danger === true ? 'item danger' : 'item'} {...part.getItemProps({ value: id })}>
                {text}
              </div>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
