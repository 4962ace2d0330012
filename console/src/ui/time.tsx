// Times as people say them; the exact one is in the title.
import { noun } from './number';
import type { Tone } from './states';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export const exactTime = (iso: string) => exact.format(new Date(iso));

function ago(iso: string): string {
  const seconds = Math.round((Date.parse(iso) - Date.now()) / 1000);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(seconds / unit[1]), unit[0]);
}

export function Time({ iso, before = '' }: { iso: string; before?: string }) {
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {before}
      {ago(iso)}
    </time>
  );
}

/** How long something has yet. */
export function left(iso: string | null): { text: string; tone: Tone } {
  if (iso === null) return { text: 'no end', tone: 'calm' };
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  if (seconds <= 0) return { text: 'ended', tone: 'bad' };
  const unit = UNITS.find(([, size]) => seconds >= size) ?? ['minute', 60];
  const amount = Math.max(1, Math.round(seconds / unit[1]));
  return { text: `${amount} ${noun(amount, unit[0])} left`, tone: seconds < 3 * 86_400 ? 'warn' : 'good' };
}
