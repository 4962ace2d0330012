import * as combobox from '@zag-js/combobox';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { finder } from './search';

interface Entry {
  value: string;
  label: string;
  /** Shown below the label, and found as well. */
  note: string;
}

/** How many are shown at a time: a longer list is found by typing. */
const MOST = 60;

/** One of many, found by typing. */
export function Combobox({ label, entries, value, onValue, placeholder }: { label: string; entries: Entry[]; value: string; onValue: (value: string) => void; placeholder: string }) {
  const [typed, setTyped] = useState('');
  const found = useMemo(() => {
    const chosen = entries.find((entry) => entry.value === value);
    const has = finder(typed);
    // What was chosen stands in the field; all of them are offered until somebody types.
    const isChosen = chosen !== undefined && chosen.label === typed;
    const hits = isChosen ? entries : entries.filter((entry) => has(`${entry.label} ${entry.note}`));
    return hits.slice(0, MOST);
  }, [entries, typed, value]);
  const collection = useMemo(() => combobox.collection({ items: found, itemToValue: (entry: Entry) => entry.value, itemToString: (entry: Entry) => entry.label }), [found]);
  const service = useMachine(combobox.machine, {
    id: useId(),
    collection,
    value: value === '' ? [] : [value],
    openOnClick: true,
    selectionBehavior: 'replace' as const,
    onInputValueChange: (change: { inputValue: string }) => setTyped(change.inputValue),
    onValueChange: (change: { value: string[] }) => onValue(change.value[0] ?? ''),
    placeholder,
  });
  const part = combobox.connect(service, normalizeProps);
  return (
    <div class="field combobox" {...part.getRootProps()}>
      <label {...part.getLabelProps()}>{label}</label>
      <div class="combobox-control" {...part.getControlProps()}>
        <input autocomplete="off" spellcheck={false} {...(part.getInputProps() as object)} />
        <button type="button" class="combobox-open" {...part.getTriggerProps()} aria-label={`Show all: ${label}`}>
          ▾
        </button>
      </div>
      <div class="combobox-place" {...part.getPositionerProps()}>
        {part.open && (
          <ul class="menu" {...part.getContentProps()}>
            {found.map((entry) => (
              <li key={entry.value} class="item" {...part.getItemProps({ item: entry })}>
                <span>{entry.label}</span>
                {entry.note !== '' && <small>{entry.note}</small>}
              </li>
            ))}
            {found.length === 0 && <li class="item">Nothing by these words.</li>}
          </ul>
        )}
      </div>
    </div>
  );
}
