import { invalid } from '../errors.mjs';

const VALUES = {
  boolean: (text) => text === 'true' || text === 'false',
  number: (text) => /^-?\d+$/.test(text),
  decimal: (text) => text.trim() !== '' && !Number.isNaN(Number(text)),
};

const optionSlugs = (definition) => definition.select_metadata.options.map((option) => option.slug);

function readValue(definition, { value, values }) {
  const { slug, type } = definition;
  if (value !== undefined && values !== undefined) throw invalid(`custom_fields.${slug} has both value and values`);
  const several = type === 'multiselect';
  if (several && value) throw invalid(`custom_fields.${slug} takes values`);
  if (!several && values !== undefined) throw invalid(`custom_fields.${slug} takes value`);
  const texts = (several ? values : [value]) ?? [];
  if (texts.filter((text) => text !== undefined && text !== '').length === 0) return null;
  const fits = type.endsWith('select')
    ? (text) => optionSlugs(definition).includes(text)
    : (VALUES[type] ?? (() => true));
  if (!texts.every(fits)) throw invalid(`custom_fields.${slug} has a value that does not fit ${type}`);
  return several ? { slug, values } : { slug, value };
}

/**
 * The record's custom fields with the sent ones changed: a list of {slug, value|values} or, for custom objects, a map by
 * slug. Fields that were not sent stay; an empty value clears.
 */
export function withCustomFields(organization, objectType, current, sent) {
  const fields = { ...current };
  const entries = Array.isArray(sent) ? sent : Object.entries(sent ?? {}).map(([slug, field]) => ({ ...field, slug }));
  for (const entry of entries) {
    const definition = organization.customFields.find(
      (field) => field.object_type === objectType && field.slug === entry.slug,
    );
    if (!definition) throw invalid(`custom_fields has the unknown slug ${entry.slug}`);
    if (definition.is_read_only) throw invalid(`custom_fields.${entry.slug} is read-only`);
    const field = readValue(definition, entry);
    if (field) fields[entry.slug] = field;
    else delete fields[entry.slug];
  }
  return fields;
}
