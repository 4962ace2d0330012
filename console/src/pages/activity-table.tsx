import { useEffect, useState } from 'preact/hooks';
import { type Schemas, api, ask } from '../api/client';
import { type Action, useAction } from '../api/use';
import { Button } from '../ui/button';
import { noun, number } from '../ui/number';
import { Badge, Empty, Problem, Skeleton, Status, type Tone } from '../ui/states';
import { Time } from '../ui/time';
import type { Names } from './activity-names';
import { type View, askedOf } from './activity-query';

type Entry = Schemas['Activity'];

/** Rows of one look. */
const MOST = 50;

/** Pages that are asked for on end: what is rare stands far apart, and a page can come empty. */
const PATIENCE = 20;

const OUTCOMES: Record<string, [text: string, tone: Tone]> = {
  ok: ['Succeeded', 'good'],
  tool_error: ['Failed', 'bad'],
  fault: ['Refused', 'bad'],
  refused: ['Refused', 'bad'],
  asked: ['Waits', 'warn'],
  dry_run: ['Not sent', 'warn'],
  repeated: ['Not sent again', 'warn'],
};

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** Everything that a view has, latest first, a look at a time. */
function useEntries(view: View): { entries: Entry[]; isOver: boolean; more: Action<[]> } {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);
  const [asked] = useState(() => askedOf(view));
  const more = useAction(async () => {
    const found: Entry[] = [];
    let next = cursor;
    for (let pages = 0; pages < PATIENCE && found.length < MOST && next !== null; pages += 1) {
      const query = { ...asked, limit: MOST, ...(next !== undefined && { next_cursor: next }) };
      // As JSON: CSV is asked for by its own address.
      const page = (await ask(api.GET('/log', { params: { query } }))) as Schemas['ActivityList'];
      found.push(...page.result);
      next = page.next_cursor;
    }
    setEntries((before) => [...before, ...found]);
    setCursor(next);
  });
  useEffect(() => void more.run(), []);
  return { entries, isOver: cursor === null, more };
}

export function ActivityTable({ view, names }: { view: View; names: Names }) {
  const { entries, isOver, more } = useEntries(view);
  const isFirst = entries.length === 0 && !isOver;
  return (
    <section>
      <h2 id="entries">Calls and changes</h2>
      {isFirst && more.error === undefined && <Skeleton rows={4} />}
      {entries.length === 0 && isOver && (
        <Empty title="Nothing yet">
          <p>Nothing happened in this time that fits these filters. What happens is here a second or two later.</p>
        </Empty>
      )}
      {entries.length > 0 && (
        <div class="table-frame" role="region" aria-labelledby="entries" aria-busy={!names.areRead} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Account</th>
                <th scope="col">Result</th>
                <th scope="col" class="right">
                  Time
                </th>
                <th scope="col">Client</th>
                <th scope="col">Request</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row key={`${entry.timestamp} ${entry.request_id}`} entry={entry} names={names} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Problem error={more.error} again={() => void more.run()} />
      <div class="actions">
        {entries.length > 0 && !isOver && (
          <Button busy={more.busy} onClick={() => void more.run()}>
            {more.busy ? 'Looking…' : 'Show older'}
          </Button>
        )}
        <Status>{entries.length > 0 && `${number.format(entries.length)} ${noun(entries.length, 'entry', 'entries')} shown${isOver ? ', and these are all' : ''}`}</Status>
      </div>
    </section>
  );
}

function Row({ entry, names }: { entry: Entry; names: Names }) {
  const [text, tone] = OUTCOMES[entry.outcome] ?? [entry.outcome, 'calm' as const];
  const status = entry.log_type === 'operator' ? entry.http_status_code : entry.vendor_status_code;
  return (
    <tr>
      <td>
        <span title={exact.format(new Date(entry.timestamp))}>
          <Time iso={entry.timestamp} />
        </span>
      </td>
      <td>{whoOf(entry, names)}</td>
      <td>
        <code>{entry.tool_name ?? entry.action}</code>
        {entry.target_id !== null && <small> {names.of(entry.target_id)}</small>}
      </td>
      <td>{entry.integrated_account_id === null ? '' : names.of(entry.integrated_account_id)}</td>
      <td>
        <Badge tone={tone}>{text}</Badge>
        {status !== null && <small> {status}</small>}
      </td>
      <td class="right">{number.format(entry.duration)} ms</td>
      <td>
        {entry.client_name} <small>{entry.client_version}</small>
      </td>
      <td>
        <code>{entry.request_id}</code>
      </td>
    </tr>
  );
}

function whoOf({ actor, actor_id, mcp_server_id }: Entry, names: Names): string {
  if (actor === 'admin') return 'ADMIN_TOKEN';
  if (actor === 'api_token') return `API token ${(actor_id ?? '').slice(0, 8)}…`;
  if (actor === 'member') return names.of(actor_id ?? '');
  return `URL ${names.of(mcp_server_id ?? '')}`;
}
