import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/button';
import { Field, SelectField } from '../ui/field';
import { MOST_ACCOUNTS, type Names } from './activity-names';
import { FIELDS, type Field as Name, RANGE_OPTIONS, type View } from './activity-query';

const OUTCOMES = [
  { value: '', label: 'Any' },
  { value: 'failed', label: 'Failed' },
  { value: 'ok', label: 'Succeeded' },
  { value: 'asked', label: 'Waits for a person' },
  { value: 'dry_run', label: 'Shown, not sent' },
  { value: 'repeated', label: 'Not sent again' },
];

const TYPES = [
  { value: '', label: 'Everything' },
  { value: 'mcp', label: 'Calls' },
  { value: 'operator', label: 'Changes' },
];

export function ActivityFilters({ view, names, onView }: { view: View; names: Names; onView: (view: View) => void }) {
  const { range, filters } = view;
  const set = (name: Name, value: string) => {
    onView({ range, filters: { ...filters, [name]: value } });
  };
  const pick = (name: Name, label: string, known: { id: string; name: string }[], any = 'Any') => {
    const chosen = filters[name] ?? '';
    const options = known.map(({ id, name: text }) => ({ value: id, label: text }));
    if (chosen !== '' && !options.some(({ value }) => value === chosen)) options.push({ value: chosen, label: names.of(chosen) });
    return <SelectField label={label} value={chosen} onValue={(value) => set(name, value)} options={[{ value: '', label: any }, ...options]} />;
  };
  // Those of all accounts would be a request for each.
  const areMany = names.accounts.length > MOST_ACCOUNTS && !filters.integrated_account_id;
  return (
    <form class="filters" role="search" aria-label="Activity" onSubmit={(event) => event.preventDefault()}>
      <SelectField label="Time" value={range} onValue={(next) => onView({ range: next, filters })} options={RANGE_OPTIONS} />
      <SelectField label="Shown" value={filters.log_type ?? ''} onValue={(value) => set('log_type', value)} options={TYPES} />
      <SelectField label="Result" value={filters.outcome ?? ''} onValue={(value) => set('outcome', value)} options={OUTCOMES} />
      {pick('integrated_account_id', 'Account', names.accounts)}
      {pick('mcp_server_id', 'URL', names.servers, areMany ? 'Any; choose an account to see its own' : 'Any')}
      {pick('member_id', 'Person', names.members)}
      <Typed label="Tool" value={filters.tool_name ?? ''} onValue={(value) => set('tool_name', value)} />
      <Typed label="Client" value={filters.client_name ?? ''} onValue={(value) => set('client_name', value)} />
      <Typed label="Request" value={filters.request_id ?? ''} onValue={(value) => set('request_id', value)} />
      {FIELDS.some((name) => filters[name]) && (
        <div class="filters-end">
          <Button small onClick={() => onView({ range, filters: {} })}>
            Clear filters
          </Button>
        </div>
      )}
    </form>
  );
}

/** What is typed counts when it is whole. */
function Typed({ label, value, onValue }: { label: string; value: string; onValue: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const done = () => typed.trim() !== value && onValue(typed.trim());
  return (
    <Field label={label}>
      {(marks) => (
        <input
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder="Any"
          {...marks}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={done}
          onKeyDown={(event) => event.key === 'Enter' && done()}
          onSearch={done}
        />
      )}
    </Field>
  );
}
