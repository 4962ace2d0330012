// One stream for the caller of what Rust answers in parts, however the path is spelled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveWhole } from '../../src/edge/log_csv.js';

const NEXT = 'fairlead-next-cursor';

/** Answers so many parts, and keeps the addresses that it was asked for. */
function inParts(count, broken = -1) {
  const asked = [];
  const serve = async (request) => {
    const nth = Number(new URL(request.url).searchParams.get('next_cursor') ?? 0);
    asked.push(request.url);
    const headers = { 'content-type': 'text/csv', ...(nth + 1 < count && { [NEXT]: String(nth + 1) }) };
    return new Response(`part ${nth}\n`, { status: nth === broken ? 503 : 200, headers });
  };
  return { serve, asked };
}

test('all parts are one stream, with a slash at the end of the path as well, and no header names a part', async () => {
  for (const path of ['/log?format=csv', '/log/?format=csv', '/log///?format=csv']) {
    const { serve, asked } = inParts(3);
    const answer = await serveWhole(serve, new Request(`https://fairlead.example${path}`), {}, {});
    assert.equal(answer.headers.get(NEXT), null, path);
    assert.equal(answer.headers.get('content-type'), 'text/csv');
    assert.equal(await answer.text(), 'part 0\npart 1\npart 2\n', path);
    assert.equal(asked.length, 3);
  }
});

test('a part that fails breaks the download off', async () => {
  const { serve } = inParts(3, 1);
  const answer = await serveWhole(serve, new Request('https://fairlead.example/log?format=csv'), {}, {});
  await assert.rejects(answer.text());
});

test('what has no parts goes out as it came', async () => {
  const only = new Response('{}');
  assert.equal(await serveWhole(async () => only, new Request('https://fairlead.example/log'), {}, {}), only);
});
