// Any tool, called as a model would call it.
import { useLocation } from 'preact-iso/router';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Minted, type Server, api, ask } from '../api/client';
import { type ApiError, asError } from '../api/error';
import { useAction, useRead } from '../api/use';
import { Button, LinkButton } from '../ui/button';
import { Combobox } from '../ui/combobox';
import { SelectField } from '../ui/field';
import { Page } from '../ui/page';
import { Empty, Problem, Skeleton } from '../ui/states';
import { EffectBadge, effectOf } from './effect';
import { useAccounts } from './data';
import { ExchangeView } from './exchange';
import { type Exchange, type Tool, borrow, giveBack, listTools, send } from './mcp';
import { argumentsOf } from './schema';
import { SchemaForm } from './schema-form';

export function Playground() {
  const accounts = useAccounts();
  const { query } = useLocation();
  const [chosen, setChosen] = useState(query['account'] ?? '');
  const [as, setAs] = useState('');
  const shared = accounts.data?.filter(({ owner_member_id: owner }) => owner === null);
  const account = shared?.find(({ id }) => id === chosen) ?? shared?.find(({ is_blocked: isBlocked }) => !isBlocked) ?? shared?.[0];
  const servers = useRead(`servers of ${account?.id ?? ''}`, async () =>
    account === undefined ? [] : (await ask(api.GET('/integrated-account/{id}/mcp', { params: { path: { id: account.id }, query: { limit: 100 } } }))).result,
  );
  const server = servers.data?.find(({ id }) => id === as);
  return (
    <Page title="Playground" intro={<p>Call any tool as a model would, and see what it gets. It is the real account: a tool that writes, writes. A person’s own account is not here, for it is theirs alone to use.</p>}>
      <Problem error={accounts.error} again={() => void accounts.reload()} />
      {accounts.data === undefined && accounts.error === undefined && <Skeleton />}
      {shared?.length === 0 && (
        <Empty
          title="There is no account to play with"
          action={
            <LinkButton kind="main" href="/accounts/new">
              Connect an account
            </LinkButton>
          }
        />
      )}
      {account !== undefined && (
        <>
          <div class="card two">
            <SelectField label="Account" value={account.id} onValue={(id) => (setChosen(id), setAs(''))} options={shared?.map(({ id, label }) => ({ value: id, label })) ?? []} />
            <SelectField label="With the tools of" value={as} onValue={setAs} options={[{ value: '', label: 'The whole account' }, ...(servers.data ?? []).filter(({ name }) => name !== 'Playground').map(({ id, name }) => ({ value: id, label: name }))]} />
          </div>
          <Bench key={`${account.id} ${server?.id ?? ''}`} account={account.id} server={server} />
        </>
      )}
    </Page>
  );
}

/** A URL that lives while this is looked at. */
function Bench({ account, server }: { account: string; server: Server | undefined }) {
  const [minted, setMinted] = useState<Minted | undefined>(undefined);
  const [tools, setTools] = useState<Tool[] | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  useEffect(() => {
    let mine: Minted | undefined;
    let isOver = false;
    const end = () => {
      if (mine !== undefined) giveBack(mine);
      mine = undefined;
    };
    const begin = async () => {
      mine = await borrow(account, server?.config ?? {});
      if (isOver) return end();
      setMinted(mine);
      setTools(await listTools(mine.token));
    };
    begin().catch((failure: unknown) => setError(asError(failure)));
    addEventListener('pagehide', end);
    return () => {
      isOver = true;
      removeEventListener('pagehide', end);
      end();
    };
  }, [account, server?.id]);
  if (error !== undefined) return <Problem error={error} />;
  if (minted === undefined || tools === undefined) return <Skeleton rows={2} />;
  return <Caller token={minted.token} tools={tools} />;
}

function Caller({ token, tools }: { token: string; tools: Tool[] }) {
  const [name, setName] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const [exchange, setExchange] = useState<Exchange | undefined>(undefined);
  const tool = tools.find((one) => one.name === name);
  const entries = useMemo(() => tools.map((one) => ({ value: one.name, label: one.name, note: one.title ?? '' })), [tools]);
  const { run, busy, error } = useAction(async () => {
    if (tool !== undefined) setExchange(await send(token, 'tools/call', { name: tool.name, arguments: argumentsOf(tool.inputSchema, values) }));
  });
  return (
    <div class="with-preview bench">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <section class="card">
          <Combobox
            label="Tool"
            placeholder={`One of ${tools.length}: type to find it`}
            entries={entries}
            value={name}
            onValue={(next) => {
              setName(next);
              setValues({});
              setExchange(undefined);
            }}
          />
          {tool === undefined && <p class="soft">Choose a tool, and its form comes here.</p>}
          {tool !== undefined && (
            <>
              <p class="soft">
                <EffectBadge effect={effectOf(tool.annotations)} /> {tool.description}
              </p>
              <SchemaForm schema={tool.inputSchema} values={values} onValues={setValues} />
              <Problem error={error} />
              <div class="actions">
                <Button type="submit" kind="main" busy={busy}>
                  {busy ? 'Calling…' : 'Call it'}
                </Button>
              </div>
            </>
          )}
        </section>
      </form>
      <ExchangeView exchange={exchange} />
    </div>
  );
}
