// How to start the peer: a Python process of its own, not a Worker.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openapi } from './openapi.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const requirements = here('requirements.txt');

/** Installs what is missing into .tools/bench-python: some 70 packages, a minute. */
function python() {
  const folder = here('../../../.tools/bench-python');
  const installed = join(folder, 'requirements.txt');
  const isThere = existsSync(installed) && readFileSync(installed).equals(readFileSync(requirements));
  if (!isThere) {
    execFileSync('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    execFileSync(join(folder, 'bin/python'), pip, { stdio: 'inherit' });
    copyFileSync(requirements, installed);
  }
  return join(folder, 'bin/python');
}

/**
 * A command and its arguments; it prints the port that it listens on as its first line. `tools` is what Fairlead lists for a server without
 * filters, `upstream` an origin, `path` where the tools are served, such as /mcp/fl_…; `folder` takes the OpenAPI document.
 */
export function command({ tools, upstream, path, folder }) {
  mkdirSync(folder, { recursive: true });
  const document = join(folder, 'openapi.json');
  writeFileSync(document, JSON.stringify(openapi(tools)));
  return [python(), [here('server.py'), document, upstream, path]];
}
