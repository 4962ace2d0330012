import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIntercom } from './intercom/index.mjs';
import { createPylon } from './pylon/index.mjs';
import { serve } from './serve.mjs';

const pylon = createPylon({ limits: false, issues: 40 });
const intercom = createIntercom({ limits: false });
const pylonFile = pylon.state.acme.messages.find(({ file_urls: urls }) => urls.length > 0).file_urls[0];
const intercomFile = intercom.state.acme.conversations.find(({ source }) => source.attachments.length > 0).source.attachments[0].url;

for (const [name, simulator, url] of [['pylon', pylon, pylonFile], ['intercom', intercom, intercomFile]]) {
  test(`a file of ${name} is read with its whole address and nothing else`, async () => {
    const file = await simulator.fetch(new Request(url));
    assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'image/png']);
    assert.equal(simulator.calls.at(-1).route, 'GET {url}');
    const cut = url.slice(0, url.lastIndexOf('&'));
    for (const request of [new Request(cut), new Request(url, { headers: { authorization: 'Bearer x' } }), new Request(url, { method: 'POST' })]) {
      const refused = await simulator.fetch(request);
      assert.equal(refused.status, 403);
      assert.match(await refused.text(), /AccessDenied/);
    }
  });
}

test('behind another address the files are there too', async (t) => {
  const running = await serve(pylon);
  t.after(() => running.close());
  const issue = pylon.state.acme.issues.find(({ attachment_urls: urls }) => urls.length > 0);
  const answer = await fetch(`${running.url}/issues/${issue.id}`, { headers: { authorization: 'Bearer pylon-demo-token' } });
  const [url] = (await answer.json()).data.attachment_urls;
  assert.ok(url.startsWith(`${running.url}/files/acme%2Fscreenshot-`), url);
  assert.equal((await fetch(url)).headers.get('content-type'), 'image/png');
});
