import { createFiles } from '../shared/files.mjs';

export const files = createFiles({
  host: 'assets.usepylon.com',
  domain: '.usepylon.com',
  signature: 'Expires=253370764800&Signature=simulated~signature_&Key-Pair-Id=SIMULATED',
});

/** The address of a file; the slash in its name is encoded, as Pylon's are. */
export const fileUrl = (slug, name) => files.urlOf(`${slug}%2F${encodeURIComponent(name)}`);
