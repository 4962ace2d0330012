import { pick, sent } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { search } from '../search.mjs';
import { personStub } from '../store.mjs';
import { change, referAll } from './records.mjs';

function readTeam({ organization, body }) {
  return {
    ...pick(body, 'name'),
    ...(sent(body, 'user_ids') && { users: referAll(organization.users, body.user_ids, 'user_ids').map(personStub) }),
  };
}

/** The organization's own people: who the token is, users, their roles and teams. */
export default {
  'me.get': ({ organization: { id, name, user } }) => ({ data: { id, name, user } }),

  'users.list': ({ organization, all }) => all(organization.users.list()),
  'users.search': (context) => context.page(search(context, 'users', context.organization.users.list())),
  'users.get': ({ organization, params }) => ({ data: organization.users.require(params.id) }),
  'users.update': ({ organization, params, body, clock }) => {
    const user = organization.users.require(params.id);
    const role = sent(body, 'role_id') && organization.userRoles.refer(body.role_id, 'role_id');
    const changes = { ...pick(body, 'name', 'avatar_url', 'status'), ...(role && { role_id: role.id, roles: [role] }) };
    return { data: change(user, changes, clock) };
  },

  'user_roles.list': ({ organization, all }) => all(organization.userRoles.list()),

  'teams.list': ({ organization, all }) => all(organization.teams.list()),
  'teams.get': ({ organization, params }) => ({ data: organization.teams.require(params.id) }),
  'teams.create': (context) => {
    // Nothing is marked mandatory by the catalogue, yet a team without a name is refused by every client.
    if (!context.body.name) throw invalid('name is required');
    const fields = { users: [], assignment_configuration: {}, schedule: {}, ...readTeam(context) };
    return { data: context.organization.teams.add(fields) };
  },
  'teams.update': (context) => {
    const team = context.organization.teams.require(context.params.id);
    return { data: change(team, readTeam(context), context.clock) };
  },
};
