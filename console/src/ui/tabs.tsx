import * as tabs from '@zag-js/tabs';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Tab {
  id: string;
  label: ComponentChildren;
  content: () => ComponentChildren;
}

/** Only the tab that is looked at is made. */
export function Tabs({ label, tabs: all, value, onValue }: { label: string; tabs: Tab[]; value: string; onValue: (id: string) => void }) {
  const service = useMachine(tabs.machine, { id: useId(), value, onValueChange: (change: { value: string }) => onValue(change.value) });
  const part = tabs.connect(service, normalizeProps);
  return (
    <div class="tabs" {...part.getRootProps()}>
      <div class="tab-list" {...part.getListProps()} aria-label={label}>
        {all.map(({ id, label: text }) => (
          <button key={id} type="button" class="tab" {...part.getTriggerProps({ value: id })}>
            {text}
          </button>
        ))}
      </div>
      {all.map(({ id, content }) => (
        <div key={id} class="tab-panel" {...part.getContentProps({ value: id })}>
          {id === value && content()}
        </div>
      ))}
    </div>
  );
}
