import { pick } from '../../shared/fields.mjs';
import { conflict, invalid, notFound } from '../errors.mjs';
import { refuseTaken } from './records.mjs';

function readTopic({ organization, body }, current) {
  const other = organization.topics.find((topic) => topic.name === body.name && topic !== current);
  if (other) throw conflict('taken', 'another topic already has this name', 'name', { id: other.id });
  const parent = body.parentId ? organization.topics.refer(body.parentId, 'parentId') : undefined;
  if (parent && parent === current) throw invalid('a topic cannot be its own parent', 'parentId');
  return pick(body, 'name', 'disabled', 'parentId');
}

export default {
  'topics.list': ({ organization }) => organization.topics.list(),
  'topics.get': ({ organization, params }) => organization.topics.require(params.topicId),
  'topics.create': (context) => {
    const { organization, body } = context;
    refuseTaken(organization.topics, body.id, 'the topic with specified id already exists');
    const topic = organization.topics.add({ id: body.id, disabled: false, ...readTopic(context) });
    return `/topics/${topic.id}`;
  },
  'topics.update': (context) => {
    const { organization, params } = context;
    const topic = organization.topics.get(params.topicId);
    if (!topic) throw notFound(`conversation topic [${params.topicId}] does not exist`);
    Object.assign(topic, readTopic(context, topic));
  },
};
