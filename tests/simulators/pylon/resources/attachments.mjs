import { invalid } from '../errors.mjs';
import { fileUrl } from '../files.mjs';

/** Keeps an uploaded or linked file and gives its attachment. */
export function attach(organization, { file, file_url: link, description = '' }) {
  if (Boolean(file) === Boolean(link)) throw invalid('exactly one of file and file_url is required');
  const name = file ? file.name : link.split('/').at(-1);
  const attachment = organization.attachments.add({ description, name, _size: file?.size, _source: link });
  attachment.url = fileUrl(organization.slug, `${attachment.id}-${name}`);
  return attachment;
}

export default {
  'attachments.create': ({ organization, body }) => ({ data: attach(organization, body) }),
};
