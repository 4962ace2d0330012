// The pages that people read: their links lead somewhere, their lists of sections are whole, the files that they name are there.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { anchorOf, brokenLinks, headingsOf, linksOf } from '../support/markdown.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What git ignores is on this machine and not on the reader's. Its patterns are names, `/` before those of the root alone, `*` at the end. */
const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
const isIgnored = (path) =>
  path === '.git' ||
  ignored.some((pattern) => {
    const name = pattern.startsWith('/') ? path : path.split('/').at(-1);
    const wanted = pattern.replace(/^\//, '');
    return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
  });

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (isIgnored(path)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const texts = new Map(filesBelow('').map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const guides = [...texts.keys()].filter((path) => /^docs\/[^/]+\.md$/.test(path));
const linesOf = (path) => texts.get(path).trimEnd().split('\n').length;

test('every relative link of every page leads to a file, and to a heading of it where it names one', () => {
  const pages = [...texts].filter(([path]) => path.endsWith('.md'));
  assert.ok(pages.length > 10, `${pages.length} pages`);
  assert.ok(pages.flatMap(([, text]) => linksOf(text)).length > 50);
  assert.deepEqual(brokenLinks(texts), []);
});

test('README.md has at most 200 lines, and each page of docs/ at most 500', () => {
  assert.ok(linesOf('README.md') <= 200, `README.md: ${linesOf('README.md')} lines`);
  for (const path of guides) assert.ok(linesOf(path) <= 500, `${path}: ${linesOf(path)} lines`);
});

test('README.md leads to every page of docs/', () => {
  const linked = linksOf(texts.get('README.md')).map(({ target }) => target);
  assert.ok(guides.length >= 5, `${guides.length} pages`);
  assert.deepEqual(guides.filter((path) => !linked.includes(path)), []);
});

for (const path of ['README.md', 'CONTRIBUTING.md', ...guides]) {
  test(`${path} begins with its title, what it is for, and a list of its sections`, () => {
    const text = texts.get(path);
    const opening = text.split(/^## /m)[0];
    assert.match(opening, /^# [^\n]+\n\n[A-Z][^\n]{20,}\n/);
    const listed = linksOf(opening).map(({ target }) => target).filter((target) => target.startsWith('#'));
    const sections = headingsOf(text).filter(({ level }) => level === 2).map(({ anchor }) => `#${anchor}`);
    assert.deepEqual(listed, sections);
  });
}

test('every file that a page names is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'tool-docs/README.md', ...guides];
  const namedIn = (path) => [...texts.get(path).matchAll(/`((?:src|records|tests|tool-docs|docs|bench)\/[\w./-]*)`/g)].map(([, name]) => name.replace(/\/$/, ''));
  const isThere = (name) => texts.has(name) || [...texts.keys()].some((path) => path.startsWith(`${name}/`));
  const named = pages.flatMap((path) => namedIn(path).map((name) => ({ path, name })));
  assert.ok(named.length > 50, `${named.length} files`);
  assert.deepEqual(named.filter(({ name }) => !isThere(name)), []);
});

test('anchors are those that GitHub makes', () => {
  for (const [heading, anchor] of [
    ['How soon a change bites', 'how-soon-a-change-bites'],
    ["What a vendor's text can do", 'what-a-vendors-text-can-do'],
    ['The life of a tools/call', 'the-life-of-a-toolscall'],
    ['Change `ADMIN_TOKEN`', 'change-admin_token'],
    ['`<resource>.yaml`', 'resourceyaml'],
    ['<resource>.yaml', 'yaml'],
    ['A _word_ and **two** more', 'a-word-and-two-more'],
    ['snake_case stays', 'snake_case-stays'],
    ['[Linked](x.md) heading', 'linked-heading'],
    ['One & two – three', 'one--two--three'],
    ['Überschrift 2.0', 'überschrift-20'],
  ]) {
    assert.equal(anchorOf(heading), anchor, heading);
  }
});

test('headings are read where they are headings, and a second one of a name gets a number', () => {
  const text = '# A\n\n```sh\n# no heading\n```\n\n## B\n\nB\n---\n\n### B ###\n\n~~~\n## no\n~~~\n\n<!--\n## no\n-->\n| a |\n| --- |\n';
  const anchors = headingsOf(text).map(({ level, anchor }) => `${level} ${anchor}`);
  assert.deepEqual(anchors, ['1 a', '2 b', '2 b-1', '3 b-2']);
});

test('a link that leads nowhere is told, with its page and line', () => {
  const others = { 'README.md': '# Fairlead\n\n## Start it\n', 'docs/a.md': '# A\n<a id="here"></a>\n', 'src/lib.rs': 'one\ntwo\n', 'bench/README.md': '# Bench\n\n## Cases\n' };
  const broken = (link) => brokenLinks(new Map(Object.entries({ ...others, 'docs/page.md': `# Page\n\n${link}\n` })));
  for (const good of [
    '[a](a.md)', '[a](./a.md#here)', '[a](#page)', '[r](../README.md#start-it)', '[r](/README.md)', '[s](../src)', '[s](../src/lib.rs#L1-L2)', '[b](../bench#cases)',
    '[w](https://example.org/nowhere)', '[m](mailto:a@example.org)', '`[c](none.md)`', '```\n[c](none.md)\n```', '[a][ref]\n\n[ref]: a.md', '[a](<a.md> "title")', '![i](../src/lib.rs)',
  ]) {
    assert.deepEqual(broken(good), [], good);
  }
  for (const [bad, expected] of [
    ['[a](b.md)', /docs\/page\.md:3: b\.md: there is no docs\/b\.md/],
    ['[a](A.md)', /there is no docs\/A\.md/],
    ['[a](a.md#there)', /docs\/a\.md has no #there/],
    ['[a](#Page)', /docs\/page\.md has no #Page/],
    ['[r](../../README.md)', /leaves the repository/],
    ['[r](README.md)', /there is no docs\/README\.md/],
    ['[s](../src/lib.rs#L9)', /has no #L9/],
    ['[s](../src#x)', /there is no src\/README\.md/],
    ['[`code`](none.md)', /there is no docs\/none\.md/],
    ['[![i](a.md)](none.md)', /there is no docs\/none\.md/],
    ['![i](none.png)', /there is no docs\/none\.png/],
    ['<a href="none.md">a</a>', /there is no docs\/none\.md/],
    ['[a][ref]\n\n[ref]: none.md', /:5: none\.md: there is no/],
    ['[a][none]', /no such reference/],
    ['[a]()', /leads nowhere/],
    ['[a](%zz.md)', /no valid URL/],
  ]) {
    const [only, ...more] = broken(bad);
    assert.match(only ?? '', expected, bad);
    assert.deepEqual(more, [], bad);
  }
});
