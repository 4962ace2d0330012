// Bodies of forms and tokens: whatever a caller says of its length, no more is held than may be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf } from '../../src/edge/people/body.js';

const MOST = 100;
const piece = new Uint8Array(40).fill(97);

/** So many pieces, and how many of them were asked for. */
function posted(pieces, headers = {}) {
  const sent = { pieces: 0 };
  const body = new ReadableStream({
    pull(controller) {
      if (sent.pieces === pieces) return controller.close();
      sent.pieces += 1;
      return controller.enqueue(piece);
    },
  }, { highWaterMark: 0 });
  return { sent, request: { body, headers: new Headers(headers) } };
}

test('a short body is read whole, with its length and without', async () => {
  for (const headers of [{}, { 'content-length': '80' }]) {
    const body = await bodyOf(posted(2, headers).request, MOST);
    assert.equal(await body.text(), 'a'.repeat(80));
  }
  assert.equal(await (await bodyOf({ body: null, headers: new Headers() }, MOST)).text(), '');
});

test('a body that says that it is too long is read to its end and not kept, so that the answer arrives', async () => {
  const { sent, request } = posted(50, { 'content-length': '2000' });
  assert.equal(await bodyOf(request, MOST), undefined);
  assert.equal(sent.pieces, 50);
});

test('one that says nothing, or something else, is left when it is too long', async () => {
  for (const headers of [{}, { 'content-length': '' }, { 'content-length': 'many' }, { 'content-length': '10' }]) {
    const { sent, request } = posted(Infinity, headers);
    assert.equal(await bodyOf(request, MOST), undefined);
    assert.equal(sent.pieces, 3);
  }
});
