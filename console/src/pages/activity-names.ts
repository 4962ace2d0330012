// Names for the ids that activity has: it keeps none itself, so that who is deleted is not named any more.
import { type JointServer, all, api, ask } from '../api/client';
import { useRead } from '../api/use';
import { useAccounts, useMembers, useServers } from './data';

export interface Names {
  accounts: { id: string; name: string }[];
  members: { id: string; name: string }[];
  servers: { id: string; name: string }[];
  of: (id: string) => string;
}

export function useNames(account: string | undefined): Names {
  const accounts = (useAccounts().data ?? []).map(({ id, label }) => ({ id, name: label }));
  const members = (useMembers().data ?? []).map(({ id, name }) => ({ id, name }));
  const joint = useRead('joint servers', () => all<JointServer>((query) => ask(api.GET('/mcp-server', { params: { query } })))).data ?? [];
  const own = useServers(account).data ?? [];
  const servers = [...own, ...joint].map(({ id, name }) => ({ id, name }));
  const known = new Map([...accounts, ...members, ...servers].map(({ id, name }) => [id, name]));
  return { accounts, members, servers, of: (id) => known.get(id) ?? `${id.slice(0, 8)}…` };
}
