// The licences of what is built into the package: crates in the Worker and in records.wasm, npm packages in the Worker, the console and `start`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TARGETS = ['wasm32-unknown-unknown', 'wasm32-wasip1'];
const isLicence = (name) => /^(licen[cs]e|copying|notice|copyright|unlicense)/i.test(name);

/** The texts that a package brings. */
function textsIn(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && isLicence(entry.name));
  return names.map(({ name }) => readFileSync(join(folder, name), 'utf8').trim()).sort();
}

/** `{name, version, licence, texts}` of each crate that is linked for a target: no tests, no build scripts, no macros. */
function crates(root, target) {
  const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const { packages, resolve, workspace_members: members } = JSON.parse(run('cargo', 'metadata', '--format-version', '1', '--locked', '--filter-platform', target));
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isMacro = (id) => byId.get(id).targets.some(({ kind }) => kind.includes('proc-macro'));
  const linked = new Set(members);
  for (const id of linked) {
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null) && !isMacro(pkg)) linked.add(pkg);
  }
  return [...linked].filter((id) => !members.includes(id)).map((id) => {
    const { name, version, license, manifest_path: manifest } = byId.get(id);
    return { name, version, licence: license, texts: textsIn(dirname(manifest)) };
  });
}

/** The folder of the package that a file of node_modules is of. */
function packageOf(path) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return folder;
}

function npmPackages(root, paths) {
  return [...new Set(paths.map(packageOf))].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, licence: license, texts: textsIn(join(root, folder)) };
  });
}

/** Rust's own library is in every module that Rust compiles. */
function library(root) {
  const run = (...args) => execFileSync('rustc', args, { cwd: root, encoding: 'utf8' }).trim();
  const [, version] = run('--version').split(' ');
  const folder = join(run('--print', 'sysroot'), 'share/doc/rust');
  const copyright = join(folder, 'COPYRIGHT-library.html');
  return { name: 'the Rust standard library', version, licence: 'MIT OR Apache-2.0', texts: existsSync(copyright) ? [plain(readFileSync(copyright, 'utf8'))] : [] };
}

/** A page of rustc's own documentation as text; its markup is that of one template. */
function plain(html) {
  const entities = { lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2f': '/', amp: '&' };
  const text = html.replace(/<(head|style|script)[^]*?<\/\1>/g, '').replace(/<[^>]+>/g, '');
  return text.replace(/&([#\w]+);/g, (whole, name) => entities[name.toLowerCase()] ?? whole).replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}

const heading = ({ name, version, licence }) => `${name} ${version} (${licence})`;

/** The text of the file. `paths` are the files of node_modules that were built in. Each text stands once, below all that it is for. */
export function licences(root, paths) {
  const all = new Map([...TARGETS.flatMap((target) => crates(root, target)), ...npmPackages(root, paths), library(root)].map((part) => [heading(part), part]));
  const parts = [...all.values()].sort((one, other) => (heading(one) < heading(other) ? -1 : 1));
  const nameless = parts.filter(({ licence }) => !licence).map(heading);
  if (nameless.length > 0) throw new Error(`no licence is stated by ${nameless.join(', ')}: find it before you hand it on`);
  const byText = new Map();
  for (const part of parts) {
    // Some crates state their licence and bring no text; those that Fairlead has itself stand beside this file.
    const texts = part.texts.length > 0 ? part.texts : [`It brings no text of its own: LICENSE-MIT and LICENSE-APACHE beside this file, or the licence of that name at https://spdx.org/licenses/.`];
    for (const text of texts) byText.set(text, [...(byText.get(text) ?? []), heading(part)]);
  }
  const sections = [...byText].map(([text, of]) => `${of.join('\n')}\n\n${text}\n`);
  return `What others wrote and is built into this package, each with its licence.\n\n${'-'.repeat(80)}\n${sections.join(`\n${'-'.repeat(80)}\n`)}`;
}
