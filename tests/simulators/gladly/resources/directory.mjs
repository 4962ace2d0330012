export default {
  'agents.list': ({ organization }) => organization.agents.list(),
  'agents.get': ({ organization, params }) =>
    organization.agents.require(params.agentId, (agent) => agent.id === params.agentId),
  'agent_call_recorders.get': ({ organization, params }) => {
    const { id, _call: call } = organization.agents.require(params.agentId);
    return { agentId: id, ...call, recording: call?.recording ?? false };
  },
  'agent_call_recorders.update': ({ organization, params, body }) => {
    const { _call: call } = organization.agents.require(params.agentId);
    // Without an active call the vendor does nothing and says nothing.
    if (call && body.recording !== undefined) call.recording = body.recording;
  },
  'audiences.list': ({ organization }) => organization.audiences.list(),
  'organization.get': ({ organization }) => ({
    id: organization.id,
    loginDomain: organization.slug,
    name: organization.name,
    timezone: 'America/Los_Angeles',
    gladlyUrl: `https://${organization.host}`,
  }),
  'inboxes.list': ({ organization }) => organization.inboxes.list(),
  'inboxes.get': ({ organization, params }) => organization.inboxes.require(params.inboxId),
  'teams.list': ({ organization }) => organization.teams.list(),
  'teams.get': ({ organization, params }) => organization.teams.require(params.teamId),
  'custom_attributes.get': ({ organization, params }) =>
    organization.customAttributes.require(params.customAttributeId),
};
