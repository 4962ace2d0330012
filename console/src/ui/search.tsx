import { useId } from 'preact/hooks';

export function Search({ label, value, onValue, count }: { label: string; value: string; onValue: (value: string) => void; count?: number }) {
  const id = useId();
  return (
    <div class="search">
      <label for={id} class="unseen">
        {label}
      </label>
      <input id={id} type="search" placeholder={label} autocomplete="off" spellcheck={false} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      <span class="unseen" role="status">
        {value !== '' && count !== undefined && `${count} found`}
      </span>
    </div>
  );
}

/** Whether a text has every word that was typed, in any order. */
export function finder(typed: string): (text: string) => boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.toLowerCase().includes(word));
}
