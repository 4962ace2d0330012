// What several pages read.
import { type Account, type Integration, type Server, all, api, ask } from '../api/client';
import { useRead } from '../api/use';

export const useIntegrations = () => useRead('integrations', async () => (await ask(api.GET('/integration'))).result);

export const useAccounts = () => useRead('accounts', () => all<Account>((query) => ask(api.GET('/integrated-account', { params: { query } }))));

export const useAccount = (id: string) => useRead(`account ${id}`, () => ask(api.GET('/integrated-account/{id}', { params: { path: { id } } })));

/** Its URLs; none while it is not known which account. */
export const useServers = (id: string | undefined) =>
  useRead(`servers ${id ?? ''}`, async () => (id === undefined ? [] : await all<Server>((query) => ask(api.GET('/integrated-account/{id}/mcp', { params: { path: { id }, query } })))));

export const useMembers = () => useRead('members', () => all((query) => ask(api.GET('/member', { params: { query } }))));

export const useCapabilities = (slug: string | undefined) =>
  useRead(`capabilities ${slug ?? ''}`, async () => (slug === undefined ? undefined : await ask(api.GET('/integration/{slug}/capabilities', { params: { path: { slug } } }))));

export const labelOf = (integrations: Integration[] | undefined, slug: string) => integrations?.find((one) => one.slug === slug)?.label ?? slug;

export const accountLabel = (accounts: Account[] | undefined, id: string) => accounts?.find((account) => account.id === id)?.label ?? 'an account that is gone';

interface State {
  text: string;
  tone: 'good' | 'warn' | 'bad';
}

/** The tags that an account's tools can have. */
export const tagsOf = (integrations: Integration[] | undefined, account: Account | undefined) => integrations?.find(({ slug }) => slug === account?.integration)?.tags ?? [];

/** What is to be said of an account, the worst first. */
export function stateOf(account: Account): State {
  if (account.is_blocked) return { text: 'Blocked', tone: 'bad' };
  if (account.status === 'needs_reauth') return { text: 'Needs new credentials', tone: 'bad' };
  return { text: account.read_only ? 'Read-only' : 'Active', tone: account.read_only ? 'warn' : 'good' };
}

/** What of an account somebody has to look at. */
export function troubleOf(account: Account): State | undefined {
  if (account.is_blocked || account.status === 'needs_reauth') return stateOf(account);
  return account.last_forbidden_error === null ? undefined : { text: 'Was refused something', tone: 'warn' };
}
