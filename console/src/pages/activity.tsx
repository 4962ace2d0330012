import lazy from 'preact-iso/lazy';
import { useLocation } from 'preact-iso/router';
import { Suspense } from 'preact/compat';
import { useMemo } from 'preact/hooks';
import { api, ask } from '../api/client';
import { useRead } from '../api/use';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Empty, Problem, Skeleton } from '../ui/states';
import { ActivityFilters } from './activity-filters';
import { useNames } from './activity-names';
import { addressOf, askedOf, csvOf, viewOf } from './activity-query';
import { ActivityTable } from './activity-table';
import { ActivityTop } from './activity-top';

// With uPlot: only who looks at this page loads it.
const Charts = lazy(() => import('./activity-charts'));

export function Activity() {
  const { query, route } = useLocation();
  const view = useMemo(() => viewOf(query), [addressOf(viewOf(query))]);
  const address = addressOf(view);
  const names = useNames(view.filters.integrated_account_id);
  const summary = useRead(`summary ${address}`, () => {
    // A summary is of calls; one of changes has nothing to count.
    const { log_type: type, ...asked } = askedOf(view);
    return type === 'operator' ? Promise.resolve(null) : ask(api.GET('/log/summary', { params: { query: asked } }));
  });
  const isOff = summary.error?.status === 404;
  return (
    <Page
      title="Activity"
      intro={<p>Each call of a tool and each change by an operator: who, what, when and how it ended. Never what was asked or answered.</p>}
      actions={
        !isOff && (
          <a class="button plain" href={csvOf(view)} download>
            Download CSV
          </a>
        )
      }
    >
      {isOff && <Off />}
      {!isOff && (
        <>
          <ActivityFilters view={view} names={names} onView={(next) => route(addressOf(next), true)} />
          <Problem error={summary.error} again={() => void summary.reload()} />
          {summary.data === undefined && summary.error === undefined && <Skeleton rows={2} />}
          {summary.data && (
            <>
              <Suspense fallback={<Skeleton rows={2} />}>
                <Charts summary={summary.data} />
              </Suspense>
              <ActivityTop summary={summary.data} view={view} names={names} />
            </>
          )}
          <ActivityTable key={address} view={view} names={names} />
        </>
      )}
    </Page>
  );
}

/** What to do where nothing is kept. */
function Off() {
  return (
    <Empty title="Activity is not kept" action={<LinkButton href="/">Back to the overview</LinkButton>}>
      <p>
        It takes a D1 database, the binding <code>ACTIVITY</code>. Put these lines into <code>wrangler.toml</code> and deploy, with <code>make deploy</code> or <code>npx fairlead deploy</code>, which makes the database and its tables. With the npm package, <code>migrations_dir</code> is <code>node_modules/fairlead/migrations</code>:
      </p>
      <pre tabIndex={0}>
        <code>{'[[d1_databases]]\nbinding = "ACTIVITY"\ndatabase_name = "fairlead-activity"\nmigrations_dir = "migrations"'}</code>
      </pre>
    </Empty>
  );
}
