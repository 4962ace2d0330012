// What several pages read.
import { type Account, type Integration, all, api, ask } from '../api/client';
import { useRead } from '../api/use';

export const useIntegrations = () => useRead('integrations', async () => (await ask(api.GET('/integration'))).result);

export const useAccounts = () =>
  useRead('accounts', () => all<Account>((next_cursor) => ask(api.GET('/integrated-account', { params: { query: { limit: 100, ...(next_cursor !== undefined && { next_cursor }) } } }))));

export const useAccount = (id: string) => useRead(`account ${id}`, () => ask(api.GET('/integrated-account/{id}', { params: { path: { id } } })));

export const useMembers = () =>
  useRead('members', () => all((next_cursor) => ask(api.GET('/member', { params: { query: { limit: 100, ...(next_cursor !== undefined && { next_cursor }) } } }))));

export const useCapabilities = (slug: string | undefined) =>
  useRead(`capabilities ${slug ?? ''}`, async () => (slug === undefined ? undefined : await ask(api.GET('/integration/{slug}/capabilities', { params: { path: { slug } } }))));

export const labelOf = (integrations: Integration[] | undefined, slug: string) => integrations?.find((one) => one.slug === slug)?.label ?? slug;

/** What is to be said of an account, the worst first. */
export function stateOf(account: Account): { text: string; tone: 'good' | 'warn' | 'bad' } {
  if (account.is_blocked) return { text: 'Blocked', tone: 'bad' };
  if (account.status === 'needs_reauth') return { text: 'Needs new credentials', tone: 'bad' };
  return { text: account.read_only ? 'Read-only' : 'Active', tone: account.read_only ? 'warn' : 'good' };
}
