import { invalid } from '../errors.mjs';
import { change } from './records.mjs';

const VISIBILITIES = ['everyone', 'user_only', 'ai_agent_only'];
const MAX_FILES = 10;
const MAX_BYTES = 50 * 1024 * 1024;

function createContainer({ organization, body, clock }) {
  if (!body.training_data_name) throw invalid('training_data_name is required');
  if (body.visibility && !VISIBILITIES.includes(body.visibility)) {
    throw invalid(`visibility must be one of ${VISIBILITIES.join(', ')}`);
  }
  return organization.trainingData.add({
    created_at: clock.iso(),
    documents: [],
    exclude_from_kb_search: false,
    name: body.training_data_name,
    scrape_status: null,
    type: 'uploaded_files',
    updated_at: clock.iso(),
    visibility: body.visibility ?? 'everyone',
  });
}

const containerOf = (context) =>
  context.body.training_data_id
    ? context.organization.trainingData.refer(context.body.training_data_id, 'training_data_id')
    : createContainer(context);

/** A repeated external id replaces the older document. */
function store({ organization, clock }, container, files) {
  const documents = files.map(({ name, type, size, externalId }) => {
    const id = organization.random.uuid();
    return {
      external_id: externalId ?? '',
      file_name: name,
      file_size: size,
      file_type: type,
      id,
      s3_key: `${organization.slug}/training/${id}`,
    };
  });
  const replaced = new Set(documents.map((document) => document.external_id).filter(Boolean));
  const kept = container.documents.filter((document) => !replaced.has(document.external_id));
  return { data: change(container, { documents: [...kept, ...documents] }, clock) };
}

function upload(context) {
  const { files, file_names: names = [], external_ids: externalIds = [] } = context.body;
  if (files.length > MAX_FILES) throw invalid(`files must be at most ${MAX_FILES}`);
  if (files.some((file) => file.size > MAX_BYTES)) throw invalid('files must be at most 50 MB each');
  if (names.length > 0 && names.length !== files.length) throw invalid('file_names must be one per file');
  if (externalIds.length > 0 && externalIds.length !== files.length) throw invalid('external_ids must be one per file');
  const described = files.map((file, at) => ({
    name: names[at] ?? file.name,
    type: file.type,
    size: file.size,
    externalId: externalIds[at],
  }));
  return store(context, containerOf(context), described);
}

function uploadContent(context) {
  const { content, file_name: name, external_id: externalId } = context.body;
  if (!content) throw invalid('content is required');
  if (!name) throw invalid('file_name is required');
  const size = new TextEncoder().encode(content).length;
  return store(context, containerOf(context), [{ name, type: 'text/plain', size, externalId }]);
}

function deleteDocuments({ organization, params, query, clock }) {
  const container = organization.trainingData.require(params.id);
  const { document_ids: ids = [], external_ids: externalIds = [] } = query;
  if (ids.length + externalIds.length === 0) throw invalid('document_ids or external_ids is required');
  const kept = container.documents.filter((one) => !ids.includes(one.id) && !externalIds.includes(one.external_id));
  const deleted = container.documents.length - kept.length;
  change(container, { documents: kept }, clock);
  return { deleted_count: deleted };
}

export default {
  'training_data.list': ({ organization, all }) => all(organization.trainingData.list()),
  'training_data.get': ({ organization, params }) => ({ data: organization.trainingData.require(params.id) }),
  'training_data.create': (context) => ({ data: createContainer(context) }),
  'training_data.upload_files': upload,
  'training_data.upload_content': uploadContent,
  'training_data.delete_documents': deleteDocuments,
};
