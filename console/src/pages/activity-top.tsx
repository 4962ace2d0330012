import type { Schemas } from '../api/client';
import { noun, number } from '../ui/number';
import { exactTime } from '../ui/time';
import type { Names } from './activity-names';
import { type View, addressOf } from './activity-query';

type Summary = Schemas['ActivitySummary'];

interface Entry {
  key: string;
  name: string;
  href: string;
  calls: number;
  failed: number;
}

/** The tools and the people with the most calls; each narrows the page to itself. */
export function ActivityTop({ summary, view, names }: { summary: Summary; view: View; names: Names }) {
  const to = (filters: View['filters']) => addressOf({ ...view, filters: { ...view.filters, ...filters } });
  const tools = summary.top_tools.map(({ tool_name, calls, failed }) => ({ key: tool_name, name: tool_name, href: to({ tool_name }), calls, failed }));
  const people = summary.top_people.map(({ actor, id, calls, failed }) => ({
    key: id,
    name: actor === 'member' ? names.of(id) : `URL ${names.of(id)}`,
    href: to(actor === 'member' ? { member_id: id } : { mcp_server_id: id }),
    calls,
    failed,
  }));
  if (tools.length === 0) return null;
  return (
    <div class="tops">
      <Top title="Top tools" entries={tools} isCode />
      <Top title="Top people and URLs" entries={people} />
      {summary.top_complete_since !== null && <p class="soft">Not all calls before {exactTime(summary.top_complete_since)} are in it.</p>}
    </div>
  );
}

function Top({ title, entries, isCode = false }: { title: string; entries: Entry[]; isCode?: boolean }) {
  const most = Math.max(...entries.map(({ calls }) => calls), 1);
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <ol class="top">
        {entries.map(({ key, name, href, calls, failed }) => (
          <li key={key}>
            <a href={href}>{isCode ? <code>{name}</code> : name}</a>
            <span class="soft">
              {number.format(calls)} {noun(calls, 'call')}
              {failed > 0 && <span class="failed">, {number.format(failed)} failed</span>}
            </span>
            <meter aria-hidden="true" min={0} max={most} value={calls} />
          </li>
        ))}
      </ol>
    </section>
  );
}
