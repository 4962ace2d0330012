// A control with its label, what helps, and what is wrong with what stands in it.
import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';

interface Around {
  label: string;
  help?: ComponentChildren;
  error?: string | undefined;
}

interface Marks {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

export function Field({ label, help, error, optional = false, children }: Around & { optional?: boolean; children: (marks: Marks) => ComponentChildren }) {
  const id = useId();
  const described = [help !== undefined && `${id}-help`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="optional"> optional</span>}
      </label>
      {children({ id, ...(described !== '' && { 'aria-describedby': described }), ...(error !== undefined && { 'aria-invalid': true }) })}
      {help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

export function FieldError({ id, error }: { id?: string; error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="field-error" {...(id !== undefined && { id })} role="alert">
      {error}
    </p>
  );
}

interface Text extends Around {
  /** Not to be read over a shoulder. */
  secret?: boolean;
  value: string;
  onValue: (value: string) => void;
  optional?: boolean;
  input?: JSX.IntrinsicElements['input'];
}

export function TextField({ value, onValue, input = {}, secret = false, ...around }: Text) {
  const type: object = secret ? { type: 'password' } : { type: 'text' };
  return (
    <Field {...around}>
      {(marks) => <input {...type} autocomplete="off" spellcheck={false} {...input} {...marks} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
    </Field>
  );
}

export function TextArea({ value, onValue, rows = 3, ...around }: Around & { value: string; onValue: (value: string) => void; rows?: number; optional?: boolean }) {
  return (
    <Field {...around}>
      {(marks) => <textarea spellcheck={false} rows={rows} {...marks} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
    </Field>
  );
}

interface Option<T extends string> {
  value: T;
  label: string;
}

export function SelectField<T extends string>({ value, onValue, options, ...around }: Around & { value: T; onValue: (value: T) => void; options: Option<T>[]; optional?: boolean }) {
  return (
    <Field {...around}>
      {(marks) => (
        <select {...marks} value={value} onChange={(event) => onValue(event.currentTarget.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A box to tick, with the sentence that it stands for. */
export function Check({ label, help, checked, onValue, error }: { label: string; help?: string; checked: boolean; onValue: (checked: boolean) => void; error?: string | undefined }) {
  const id = useId();
  return (
    <div class="check">
      <input id={id} type="checkbox" checked={checked} onChange={(event) => onValue(event.currentTarget.checked)} {...(help !== undefined && { 'aria-describedby': `${id}-help` })} />
      <div>
        <label for={id}>{label}</label>
        {help !== undefined && (
          <p class="help" id={`${id}-help`}>
            {help}
          </p>
        )}
        <FieldError error={error} />
      </div>
    </div>
  );
}

interface Choice<T extends string> {
  value: T;
  label: string;
  help?: string;
}

/** One of a few, each with a sentence. */
export function Choices<T extends string>({ legend, name, value, onValue, choices, inline = false, error }: { legend: string; name: string; value: T; onValue: (value: T) => void; choices: Choice<T>[]; inline?: boolean; error?: string | undefined }) {
  const id = useId();
  return (
    <fieldset class={inline ? 'choices inline' : 'choices'}>
      <legend>{legend}</legend>
      <div class="options">
        {choices.map((choice) => (
          <div class="option" key={choice.value}>
            <input id={`${id}-${choice.value}`} type="radio" name={`${name}-${id}`} checked={choice.value === value} onChange={() => onValue(choice.value)} />
            <label for={`${id}-${choice.value}`}>
              {choice.label}
              {choice.help !== undefined && <span class="help">{choice.help}</span>}
            </label>
          </div>
        ))}
      </div>
      <FieldError error={error} />
    </fieldset>
  );
}

/** So many words are looked at in one glance. */
const FEW = 10;

/** Words to switch on and off. */
export function Chips({ legend, help, words, chosen, onValue, error }: { legend: string; help?: string; words: string[]; chosen: string[]; onValue: (chosen: string[]) => void; error?: string | undefined }) {
  const [isAll, setAll] = useState(words.length <= FEW + 4);
  const shown = isAll ? words : words.filter((word, at) => at < FEW || chosen.includes(word));
  const toggle = (word: string) => onValue(chosen.includes(word) ? chosen.filter((one) => one !== word) : [...chosen, word]);
  return (
    <fieldset class="chips">
      <legend>{legend}</legend>
      {help !== undefined && <p class="help">{help}</p>}
      <div class="row">
        {shown.map((word) => (
          <button key={word} type="button" class="chip" aria-pressed={chosen.includes(word)} onClick={() => toggle(word)}>
            {word}
          </button>
        ))}
        {shown.length < words.length && (
          <button type="button" class="chip more" onClick={() => setAll(true)}>
            {words.length - shown.length} more
          </button>
        )}
      </div>
      <FieldError error={error} />
    </fieldset>
  );
}
