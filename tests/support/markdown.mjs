// Markdown as GitHub shows it, as far as links go: the headings of a page with their anchors, and where its links lead.
import { posix } from 'node:path';

/** The text with each match blanked, lines kept, so that what is left has its place. */
const blanked = (text, pattern) => text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));

const withoutBlocks = (text) =>
  blanked(blanked(text, /^ *(`{3,}|~{3,})[^\n]*\n(?:.*?\n)??\s*\1[`~]*[ \t]*$/gms), /<!--.*?-->/gs);

const withoutCode = (text) => blanked(withoutBlocks(text), /(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gs);

/** What a reader sees of a heading: no markup, no tags, code as it is. */
function plain(heading) {
  const parts = heading.split(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/);
  const prose = (text) =>
    text
      .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
      .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
      .replace(/<\/?[a-z][^>]*>/gi, '')
      .replace(/(?<![\p{L}\p{N}_])(_+)(?=\S)(.+?)\1(?![\p{L}\p{N}_])/gu, '$2');
  // `split` gives prose, the backticks and the code in turn.
  return parts.map((part, at) => [prose, () => '', (code) => code][at % 3](part)).join('');
}

/** The anchor that GitHub gives a heading: https://github.com/gjtorikian/html-pipeline, `TableOfContentsFilter`. */
export const anchorOf = (heading) =>
  plain(heading).trim().toLowerCase().replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '').replace(/ /g, '-');

/** The headings of a page: `[{level, text, anchor}]`. One that is there before gets a number. */
export function headingsOf(text) {
  const seen = new Map();
  const found = withoutBlocks(text).matchAll(/^ {0,3}(?:(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*|([^\s#|>*+-].*)\n {0,3}(=+|-+)[ \t]*)$/gm);
  return [...found].map(([, hashes, text, underlined, line]) => {
    const heading = text ?? underlined;
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return { level: hashes?.length ?? (line.startsWith('=') ? 1 : 2), text: heading, anchor: before ? `${anchor}-${before}` : anchor };
  });
}

const anchorsOf = (text) =>
  new Set([...headingsOf(text).map(({ anchor }) => anchor), ...[...withoutCode(text).matchAll(/<[a-z][^>]*?\s(?:id|name)="([^"]+)"/gi)].map(([, id]) => id)]);

/** Where a page's links lead: `[{target, line}]`. A reference that nothing defines has no `target`. */
export function linksOf(text) {
  const code = withoutCode(text);
  const lineAt = (index) => code.slice(0, index).split('\n').length;
  const definitions = [...code.matchAll(/^ {0,3}\[(?!\^)([^\]\n]+)\]:\s*(<[^>\n]*>|\S+)/gm)];
  const defined = new Set(definitions.map(([, name]) => name.toLowerCase()));
  const target = (written) => written.replace(/^<(.*)>$/, '$1');
  return [
    ...[...code.matchAll(/\]\(\s*(<[^>\n]*>|(?:[^()\s]|\([^()\s]*\))*)/g)].map((found) => ({ target: target(found[1]), line: lineAt(found.index) })),
    ...definitions.map((found) => ({ target: target(found[2]), line: lineAt(found.index) })),
    ...[...code.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/gi)].map((found) => ({ target: found[1], line: lineAt(found.index) })),
    ...[...code.matchAll(/\[(?!\^)([^[\]\n]+)\]\[([^[\]\n]*)\]/g)]
      .filter(([, name, label]) => !defined.has((label || name).toLowerCase()))
      .map((found) => ({ target: undefined, line: lineAt(found.index) })),
  ];
}

const isRelative = (target) => target === undefined || !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target);

/** What is wrong with a relative link of the page at `path`, or nothing. `texts` holds every file's text by its path from the root. */
function wrongWith(target, path, texts) {
  if (target === undefined) return 'no such reference is defined';
  if (target === '') return 'leads nowhere';
  let decoded;
  try {
    decoded = decodeURIComponent(target);
  } catch {
    return 'is no valid URL';
  }
  const [place, anchor] = decoded.split(/#(.*)/s);
  const [file] = place.split('?');
  const absolute = file.startsWith('/') ? file.slice(1) : posix.join(posix.dirname(path), file);
  const there = file === '' ? path : posix.normalize(absolute || '.').replace(/\/$/, '');
  if (there.startsWith('..')) return 'leaves the repository';
  const isFolder = there === '.' || [...texts.keys()].some((name) => name.startsWith(`${there}/`));
  if (!isFolder && !texts.has(there)) return `there is no ${there}`;
  if (anchor === undefined) return undefined;
  // A folder is shown with its README.
  const page = isFolder ? posix.join(there, 'README.md') : there;
  const text = texts.get(page);
  if (text === undefined) return `there is no ${page} to have #${anchor}`;
  if (page.endsWith('.md')) return anchorsOf(text).has(anchor) ? undefined : `${page} has no #${anchor}`;
  const [, first, last = first] = /^L(\d+)(?:-L(\d+))?$/.exec(anchor) ?? [];
  const lines = text.split('\n').length;
  return first >= 1 && Number(last) >= Number(first) && Number(last) <= lines ? undefined : `${page} has no #${anchor}`;
}

/** Every relative link of the Markdown files among `texts` that leads nowhere: `path:line: target: why`. */
export function brokenLinks(texts) {
  const pages = [...texts].filter(([path]) => path.endsWith('.md'));
  return pages.flatMap(([path, text]) =>
    linksOf(text)
      .filter(({ target }) => isRelative(target))
      .map(({ target, line }) => ({ target, line, wrong: wrongWith(target, path, texts) }))
      .filter(({ wrong }) => wrong !== undefined)
      .map(({ target = 'a reference', line, wrong }) => `${path}:${line}: ${target}: ${wrong}`),
  );
}
