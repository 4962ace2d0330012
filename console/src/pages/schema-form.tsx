import { SelectField, TextArea, TextField } from '../ui/field';
import { More } from '../ui/more';
import { type Schema, kindOf } from './schema';

interface Props {
  schema: Schema;
  values: Record<string, string>;
  onValues: (values: Record<string, string>) => void;
}

/** A tool's arguments: those that it needs first, the others folded away. */
export function SchemaForm({ schema, values, onValues }: Props) {
  const required = new Set(schema.required ?? []);
  const properties = Object.entries(schema.properties ?? {});
  const needed = properties.filter(([name]) => required.has(name));
  const others = properties.filter(([name]) => !required.has(name));
  const field = ([name, property]: [string, Schema]) => (
    <Argument key={name} name={name} schema={property} isOptional={!required.has(name)} value={values[name] ?? ''} onValue={(value) => onValues({ ...values, [name]: value })} />
  );
  if (properties.length === 0) return <p class="soft">It takes no arguments.</p>;
  return (
    <>
      {needed.map(field)}
      {others.length > 0 && needed.length > 0 && (
        <More title={`${others.length} more that may be left out`}>{others.map(field)}</More>
      )}
      {needed.length === 0 && others.map(field)}
    </>
  );
}

function Argument({ name, schema, isOptional, value, onValue }: { name: string; schema: Schema; isOptional: boolean; value: string; onValue: (value: string) => void }) {
  const kind = kindOf(schema);
  const shared = { label: name, optional: isOptional, value, onValue, ...(schema.description !== undefined && { help: schema.description }) };
  if (kind === 'choice') return <SelectField {...shared} options={[{ value: '', label: isOptional ? 'Left out' : 'Choose one' }, ...(schema.enum ?? []).flatMap((one) => (typeof one === 'string' ? [{ value: one, label: one }] : []))]} />;
  if (kind === 'boolean') return <SelectField {...shared} options={[{ value: '', label: isOptional ? 'Left out' : 'Choose one' }, { value: 'true', label: 'true' }, { value: 'false', label: 'false' }]} />;
  if (kind === 'words') return <TextArea {...shared} rows={2} help={`${schema.description ?? ''} One a line.`.trim()} />;
  if (kind === 'json') return <TextArea {...shared} rows={3} help={`${schema.description ?? ''} As JSON.`.trim()} />;
  return <TextField {...shared} input={kind === 'number' ? { inputMode: 'decimal' } : {}} />;
}
