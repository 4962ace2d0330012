import { createFiles } from '../shared/files.mjs';

export const files = createFiles({
  host: 'downloads.intercomcdn.com',
  domain: '.intercom.io',
  signature: 'expires=1924905600&signature=51b0a7d4&req=simulated%2Brequest',
});

export const attachment = (slug, name) => ({
  type: 'upload',
  name,
  url: files.urlOf(`i/o/${slug}/${encodeURIComponent(name)}`),
  content_type: name.endsWith('.png') ? 'image/png' : 'text/plain',
  filesize: 70,
  width: null,
  height: null,
});
