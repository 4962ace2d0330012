import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { change, referAll } from './records.mjs';

function checkVisibility(organization, visibility) {
  const { type, team_ids: teams = [], user_ids: users = [] } = visibility ?? {};
  referAll(organization.teams, teams, 'visibility.team_ids');
  referAll(organization.users, users, 'visibility.user_ids');
  if (type === 'team' && teams.length === 0) throw invalid('visibility.team_ids is required for team');
  if (type === 'user' && users.length === 0) throw invalid('visibility.user_ids is required for user');
}

function readMacro({ organization, body }) {
  if (body.macro_group_id) organization.macroGroups.refer(body.macro_group_id, 'macro_group_id');
  checkVisibility(organization, body.visibility);
  return {
    ...pick(body, 'macro_group_id', 'name', 'text_html', 'text_type'),
    ...(body.visibility && { visibility: { team_ids: [], user_ids: [], ...body.visibility } }),
    ...(body.conditions && { _conditions: body.conditions }),
  };
}

export default {
  'macro_groups.list': ({ organization, all }) => all(organization.macroGroups.list()),

  'macros.list': ({ organization, query, all }) => {
    const { macro_group_id: group } = query;
    if (group) organization.macroGroups.refer(group, 'macro_group_id');
    return all(organization.macros.list((macro) => !group || macro.macro_group_id === group));
  },
  'macros.get': ({ organization, params }) => ({ data: organization.macros.require(params.id) }),
  'macros.create': (context) => {
    const { organization, clock } = context;
    const data = organization.macros.add({
      actions: [],
      created_at: clock.iso(),
      has_actions: false,
      text_type: 'reply',
      updated_at: clock.iso(),
      visibility: { team_ids: [], type: 'org', user_ids: [] },
      ...readMacro(context),
    });
    return { data };
  },
  'macros.update': (context) => {
    const macro = context.organization.macros.require(context.params.id);
    return { data: change(macro, readMacro(context), context.clock) };
  },
  'macros.delete': ({ organization, params }) => {
    organization.macros.remove(organization.macros.require(params.id));
    return {};
  },
};
