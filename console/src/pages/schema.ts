// As much of JSON Schema as the tools' arguments use.

export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  items?: Schema;
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
}

export type Kind = 'text' | 'number' | 'boolean' | 'choice' | 'words' | 'json';

/** What an argument is entered as. Whatever has a shape of its own is JSON. */
export function kindOf(schema: Schema): Kind {
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (schema.enum !== undefined && schema.enum.every((value) => typeof value === 'string' || value === null)) return 'choice';
  if (types.length !== 1) return 'json';
  if (types[0] === 'string') return 'text';
  if (types[0] === 'integer' || types[0] === 'number') return 'number';
  if (types[0] === 'boolean') return 'boolean';
  if (types[0] === 'array' && [schema.items?.type ?? []].flat().join() === 'string') return 'words';
  return 'json';
}

/** An argument out of what was entered; undefined where nothing was. What cannot be read goes as text: the tool says what it should be. */
export function valueOf(schema: Schema, entered: string): unknown {
  if (entered === '') return undefined;
  const kind = kindOf(schema);
  if (kind === 'number') return Number.isNaN(Number(entered)) ? entered : Number(entered);
  if (kind === 'boolean') return entered === 'true';
  if (kind === 'words') return entered.split('\n').map((word) => word.trim()).filter(Boolean);
  if (kind !== 'json') return entered;
  try {
    return JSON.parse(entered);
  } catch {
    return entered;
  }
}

/** Every argument that was entered. */
export function argumentsOf(schema: Schema, entered: Record<string, string>): Record<string, unknown> {
  const pairs = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueOf(property, entered[name] ?? '')] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}
