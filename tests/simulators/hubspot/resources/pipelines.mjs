import { conflict, invalid, notFound } from '../errors.mjs';

function pipelinesOf({ portal, params }) {
  const kind = { tickets: 'tickets', ticket: 'tickets', '0-5': 'tickets', deals: 'deals', deal: 'deals', '0-3': 'deals' }[params.objectType];
  if (!kind) throw invalid(`Unable to infer object type from: ${params.objectType}`);
  return portal.pipelines[kind];
}

function pipelineOf(context) {
  const found = pipelinesOf(context).find(({ id }) => id === context.params.pipelineId);
  if (!found) throw notFound(`Pipeline ${context.params.pipelineId} does not exist`);
  return found;
}

function stageOf(context) {
  const found = pipelineOf(context).stages.find(({ id }) => id === context.params.stageId);
  if (!found) throw notFound(`Stage ${context.params.stageId} does not exist`);
  return found;
}

function checkLabel(others, label, own) {
  if (others.some((one) => one !== own && one.label === label)) throw conflict(`${label} is the label of another one`);
}

/** A ticket's stage says whether the ticket is open. */
function checkMetadata(context, metadata = {}) {
  const state = metadata.ticketState;
  if (pipelinesOf(context) === context.portal.pipelines.tickets && state !== undefined && !['OPEN', 'CLOSED'].includes(state))
    throw invalid('metadata.ticketState must be OPEN or CLOSED');
  return metadata;
}

function newStage(context, { stageId, label, displayOrder, metadata }) {
  const moment = context.portal.iso();
  return {
    id: stageId ?? context.portal.number(),
    label,
    displayOrder,
    metadata: { ticketState: 'OPEN', ...checkMetadata(context, metadata) },
    createdAt: moment,
    updatedAt: moment,
    archived: false,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  };
}

const touched = ({ portal }, record, changes) => Object.assign(record, changes, { updatedAt: portal.iso() });

/** Stages that tickets are in cannot go when the caller asks for that check. */
function checkUse({ portal, query }, stages) {
  const isInUse = portal.tickets.find(({ archived, _properties: { hs_pipeline_stage: stage } }) => !archived && stages.some(({ id }) => id === stage));
  if (isInUse && (query.validateReferencesBeforeDelete || query.validateDealStageUsagesBeforeDelete))
    throw conflict('Records are in this stage or pipeline');
}

const remove = (list, record) => void list.splice(list.indexOf(record), 1);

export default {
  'pipelines.list': (context) => ({ results: pipelinesOf(context) }),
  'pipelines.get': pipelineOf,
  'pipelines.create': (context) => {
    const { body, portal } = context;
    const pipelines = pipelinesOf(context);
    checkLabel(pipelines, body.label);
    const moment = portal.iso();
    const { label, displayOrder } = body;
    const stages = body.stages.map((stage) => newStage(context, stage));
    const pipeline = { id: body.pipelineId ?? portal.number(), label, displayOrder, stages, createdAt: moment, updatedAt: moment, archived: false };
    pipelines.push(pipeline);
    return pipeline;
  },
  'pipelines.update': (context) => {
    const pipeline = pipelineOf(context);
    if (context.body.archived !== undefined) throw invalid('archived is for restoring archived pipelines');
    if (context.body.label) checkLabel(pipelinesOf(context), context.body.label, pipeline);
    return touched(context, pipeline, context.body);
  },
  'pipelines.replace': (context) => {
    const pipeline = pipelineOf(context);
    const { label, displayOrder, stages } = context.body;
    return touched(context, pipeline, { label, displayOrder, stages: stages.map((stage) => newStage(context, stage)) });
  },
  'pipelines.remove': (context) => {
    const pipeline = pipelineOf(context);
    checkUse(context, pipeline.stages);
    remove(pipelinesOf(context), pipeline);
  },
  'stages.list': (context) => ({ results: pipelineOf(context).stages }),
  'stages.get': stageOf,
  'stages.create': (context) => {
    const { stages } = pipelineOf(context);
    checkLabel(stages, context.body.label);
    const stage = newStage(context, context.body);
    stages.push(stage);
    return stage;
  },
  'stages.update': (context) => {
    const stage = stageOf(context);
    const { metadata = {}, ...changes } = context.body;
    if (changes.label) checkLabel(pipelineOf(context).stages, changes.label, stage);
    return touched(context, stage, { ...changes, metadata: { ...stage.metadata, ...checkMetadata(context, metadata) } });
  },
  'stages.replace': (context) => {
    const { label, displayOrder, metadata } = context.body;
    return touched(context, stageOf(context), { label, displayOrder, metadata: { ticketState: 'OPEN', ...checkMetadata(context, metadata) } });
  },
  'stages.remove': (context) => {
    const stage = stageOf(context);
    checkUse(context, [stage]);
    remove(pipelineOf(context).stages, stage);
  },
};
