// What the page on activity shows, as its address says: so a view can be kept, sent and gone back to.
import type { paths } from '../../generated/api';

type LogQuery = NonNullable<paths['/log']['get']['parameters']['query']>;

/** The filters, under the names that the API has for them. */
export const FIELDS = ['integrated_account_id', 'mcp_server_id', 'member_id', 'tool_name', 'client_name', 'log_type', 'outcome', 'request_id'] as const;

export type Field = (typeof FIELDS)[number];

/** Hours back from now. */
const RANGES = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;

export type Range = keyof typeof RANGES;

export const RANGE_OPTIONS: { value: Range; label: string }[] = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
];

export interface View {
  range: Range;
  filters: Partial<Record<Field, string>>;
}

export function viewOf(query: Record<string, string>): View {
  const filters: View['filters'] = {};
  for (const field of FIELDS) if (query[field]) filters[field] = query[field];
  const range = query['range'] ?? '';
  return { range: range in RANGES ? (range as Range) : '24h', filters };
}

/** The address of a view; what goes without saying is left out. */
export function addressOf({ range, filters }: View): string {
  const query = new URLSearchParams();
  if (range !== '24h') query.set('range', range);
  for (const field of FIELDS) if (filters[field]) query.set(field, filters[field]);
  const text = query.toString();
  return text === '' ? '/activity' : `/activity?${text}`;
}

/** The same for the API. The end is now. */
export function askedOf({ range, filters }: View, now = Date.now()): LogQuery {
  const { outcome, ...others } = filters;
  return {
    ...(others as LogQuery),
    ...(outcome === 'failed' ? { failed: true } : outcome !== undefined && { outcome }),
    'created_at[gte]': new Date(now - RANGES[range] * 3_600_000).toISOString(),
  };
}

/** Where the whole of it is as CSV. */
export function csvOf(view: View): string {
  const query = new URLSearchParams({ format: 'csv' });
  for (const [name, value] of Object.entries(askedOf(view))) query.set(name, String(value));
  return `/log?${query}`;
}
