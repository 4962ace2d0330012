// The fields that a vendor wants, as its record tells them.
import type { Integration } from '../api/client';
import type { ApiError } from '../api/error';
import { SelectField, TextField } from '../ui/field';

export type Values = Record<string, string>;

export function CredentialFields({ integration, values, onValues, error }: { integration: Integration; values: Values; onValues: (values: Values) => void; error: ApiError | undefined }) {
  return (
    <>
      {integration.auth.credentials.map(({ name, label, help }) => (
        <TextField
          key={name}
          label={label}
          help={help}
          value={values[name] ?? ''}
          onValue={(value) => onValues({ ...values, [name]: value })}
          error={error?.about(`credentials.${name}`)}
          secret={!/mail/i.test(name)}
          input={{ name }}
        />
      ))}
    </>
  );
}

export function VariableFields({ integration, values, onValues, error }: { integration: Integration; values: Values; onValues: (values: Values) => void; error: ApiError | undefined }) {
  return (
    <>
      {integration.variables.map((variable) => {
        const shared = { label: titled(variable.name), help: variable.description, error: error?.about(`context.${variable.name}`) };
        const value = values[variable.name] ?? variable.default ?? '';
        const set = (next: string) => onValues({ ...values, [variable.name]: next });
        if (variable.values === undefined) return <TextField key={variable.name} {...shared} value={value} onValue={set} input={{ name: variable.name }} />;
        const options = variable.values.map((one) => ({ value: one, label: one }));
        return <SelectField key={variable.name} {...shared} value={value} onValue={set} options={variable.default === null ? [{ value: '', label: 'Choose one' }, ...options] : options} />;
      })}
    </>
  );
}

function titled(name: string) {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Those that were filled in. */
export const given = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** Those that a form shows, by the names that the API gives their failures. */
export const shownFields = (integration: Integration | undefined) => [
  ...(integration?.auth.credentials.map(({ name }) => `credentials.${name}`) ?? []),
  ...(integration?.variables.map(({ name }) => `context.${name}`) ?? []),
];
