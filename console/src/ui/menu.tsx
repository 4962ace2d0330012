import * as menu from '@zag-js/menu';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Item {
  id: string;
  label: string;
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
            {items.map(({ id, label: text }) => (
              <div key={id} class="item" {...part.getItemProps({ value: id })}>
                {text}
              </div>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
