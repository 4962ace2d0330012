// Charts of what a summary counts. Each has its numbers in a table beside it: a canvas says nothing to who does not see it.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { number } from '../ui/number';
import { exactTime } from '../ui/time';

type Summary = Schemas['ActivitySummary'];
type Bucket = Summary['buckets'][number];

interface Line {
  label: string;
  /** Its colour is the custom property of this name. */
  colour: 'sea' | 'bad' | 'good' | 'warn';
  isArea?: boolean;
  of: (bucket: Bucket) => number | null;
  /** What it is where nothing was called. */
  otherwise: number | null;
}

const CHARTS: { title: string; unit: string; lines: Line[] }[] = [
  {
    title: 'Calls',
    unit: '',
    lines: [
      { label: 'Calls', colour: 'sea', isArea: true, of: ({ calls }) => calls, otherwise: 0 },
      { label: 'Failed', colour: 'bad', of: ({ failed }) => failed, otherwise: 0 },
    ],
  },
  {
    title: 'Time to answer',
    unit: ' ms',
    lines: [
      { label: 'Half within', colour: 'sea', of: ({ p50 }) => p50, otherwise: null },
      { label: '95 of 100 within', colour: 'warn', of: ({ p95 }) => p95, otherwise: null },
    ],
  },
  { title: 'Rate limit left', unit: '', lines: [{ label: 'The least that a vendor told', colour: 'good', of: (bucket) => bucket.rate_limit_remaining, otherwise: null }] },
];

const HEIGHT = 180;

const short = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A day where it begins, and its hours. */
function tick(seconds: number): string {
  const time = new Date(seconds * 1000);
  return (time.getHours() === 0 && time.getMinutes() === 0 ? day : hour).format(time);
}

/** Every span of the time, those without calls too: a gap in time would look like none. */
function spansOf({ since, until, bucket_seconds: size, buckets }: Summary): { start: number; bucket: Bucket | undefined }[] {
  const found = new Map(buckets.map((bucket) => [Date.parse(bucket.start) / 1000, bucket]));
  const spans = [];
  const end = Math.min(Date.parse(until), Date.now()) / 1000;
  for (let start = Date.parse(since) / 1000; start < end; start += size) spans.push({ start, bucket: found.get(start) });
  return spans;
}

export default function ActivityCharts({ summary }: { summary: Summary }) {
  const spans = useMemo(() => spansOf(summary), [summary]);
  const calls = summary.buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
  const failed = summary.buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  const hasLimit = summary.buckets.some((bucket) => bucket.rate_limit_remaining !== null);
  return (
    <>
      <p class="figures" role="status">
        <span>
          <b>{number.format(calls)}</b> calls
        </span>
        <span>
          <b>{number.format(failed)}</b> failed
        </span>
        {calls > 0 && (
          <span>
            <b>{((100 * failed) / calls).toFixed(1)} %</b> of them
          </span>
        )}
        {summary.buckets_complete_since !== null && <span>not all calls before {exactTime(summary.buckets_complete_since)} are in it: narrow the time to see them</span>}
      </p>
      {calls > 0 && (
        <div class="charts">
          {CHARTS.filter(({ title }) => hasLimit || title !== 'Rate limit left').map(({ title, unit, lines }) => (
            <Chart key={title} title={title} unit={unit} lines={lines} spans={spans} />
          ))}
        </div>
      )}
    </>
  );
}

type Spans = ReturnType<typeof spansOf>;

function Chart({ title, unit, lines, spans }: { title: string; unit: string; lines: Line[]; spans: Spans }) {
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | undefined>(undefined);
  const scheme = useScheme();
  const values = useMemo(() => lines.map(({ of, otherwise }) => spans.map(({ bucket }) => (bucket === undefined ? otherwise : of(bucket)))), [lines, spans]);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const plot = draw(current, lines, [spans.map(({ start }) => start), ...values], setAt);
    const observer = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [spans, values, scheme]);
  const shown = at === undefined ? undefined : spans[at];
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <ul class="legend">
          {lines.map(({ label, colour }, line) => (
            <li key={label} class={colour}>
              {label}
              {at !== undefined && <b> {said(values[line]?.[at], unit)}</b>}
            </li>
          ))}
          {shown !== undefined && <li class="when">{short.format(new Date(shown.start * 1000))}</li>}
        </ul>
      </figcaption>
      <div class="plot" ref={place} aria-hidden="true" />
      <details>
        <summary>As a table</summary>
        <div class="table-frame" role="region" aria-label={`${title} as a table`} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col" class="right">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {spans
                .filter(({ bucket }) => bucket !== undefined)
                .map(({ start, bucket }) => (
                  <tr key={start}>
                    <th scope="row">{short.format(new Date(start * 1000))}</th>
                    {lines.map(({ label, of }) => (
                      <td key={label} class="right">
                        {said(bucket === undefined ? null : of(bucket), unit)}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

const said = (value: number | null | undefined, unit: string) => (value === null || value === undefined ? '–' : `${number.format(value)}${unit}`);

/** Makes the canvas, in the colours that the page has now. */
function draw(place: HTMLElement, lines: Line[], data: (number | null)[][], onCursor: (at: number | undefined) => void): uPlot {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: `12px ${style.fontFamily}` };
  const isAlone = data[0]?.length === 1;
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] } },
      axes: [{ ...axis, grid: { show: false }, size: 28, space: 56, values: (_, splits) => splits.map(tick) }, { ...axis, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000], values: (_, splits) => splits.map((split) => number.format(split)) }],
      series: [
        {},
        ...lines.map(({ label, colour: name, isArea }) => ({
          label,
          stroke: colour(name),
          width: 2,
          spanGaps: false,
          points: { show: isAlone || data[0]!.length < 40, size: 5, fill: colour(name) },
          ...(isArea === true && { fill: colour(`${name}-wash`) }),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)] },
    },
    data as uPlot.AlignedData,
    place,
  );
}

/** Changes when the browser changes between light and dark. */
function useScheme(): boolean {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const [isDark, setDark] = useState(dark.matches);
  useEffect(() => {
    const follow = () => setDark(dark.matches);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  return isDark;
}
