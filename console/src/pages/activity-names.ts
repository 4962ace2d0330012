// Names for the ids that activity has: it keeps none itself, so that who is deleted is not named any more.
import { type Account, type JointServer, type Server, all, api, ask } from '../api/client';
import { useRead } from '../api/use';
import { useAccounts, useMembers } from './data';

export interface Names {
  accounts: { id: string; name: string }[];
  members: { id: string; name: string }[];
  servers: { id: string; name: string }[];
  of: (id: string) => string;
  /** Until then an id may stand where there is a name. */
  areRead: boolean;
}

/** So many accounts are asked for their URLs at once; those of others are known by their ids. */
export const MOST_ACCOUNTS = 20;

/** `chosen` is the account that is looked at, if it is one. */
export function useNames(chosen: string | undefined): Names {
  const known = useAccounts();
  const people = useMembers();
  const found = known.data ?? [];
  const accounts = found.map(({ id, label }) => ({ id, name: label }));
  const members = (people.data ?? []).map(({ id, name }) => ({ id, name }));
  const joint = useRead('joint servers', () => all<JointServer>((query) => ask(api.GET('/mcp-server', { params: { query } }))));
  const asked = found.filter(({ id }) => chosen === undefined || id === chosen).slice(0, MOST_ACCOUNTS);
  const own = useRead(`servers of ${asked.map(({ id }) => id).join(' ')}`, () => serversOf(asked));
  const servers = [...(own.data ?? []), ...(joint.data ?? [])].map(({ id, name }) => ({ id, name }));
  const names = new Map([...accounts, ...members, ...servers].map(({ id, name }) => [id, name]));
  return { accounts, members, servers, of: (id) => names.get(id) ?? `${id.slice(0, 8)}…`, areRead: [known, people, joint, own].every(({ data, error }) => data !== undefined || error !== undefined) };
}

async function serversOf(accounts: Account[]): Promise<Server[]> {
  const lists = accounts.map(({ id }) => all<Server>((query) => ask(api.GET('/integrated-account/{id}/mcp', { params: { path: { id }, query } }))));
  return (await Promise.all(lists)).flat();
}
