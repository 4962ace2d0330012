// The official conformance suite against the Worker on workerd, for both revisions that are served.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from '../clients/command.mjs';
import { typescript2 } from '../clients/typescript-2.mjs';
import { startWorker } from '../support/harness.mjs';
import { readBaseline, runSuite } from './suite.mjs';
import { answer, apiKey, audio, document, image, note, origin, sentence, text } from './upstream.mjs';

const worker = await startWorker({ build: 'build-test', hosts: { [origin]: answer } });
after(() => worker.close());

const account = await worker.must(201, 'POST', '/integrated-account', {
  integration: 'conformance',
  label: 'Conformance',
  credentials: { api_key: apiKey },
});
const { url } = await worker.mint({ tool_names: 'short' }, { account });

const staticTools = ['simple-text', 'image', 'audio', 'embedded-resource', 'error'].map((kind) => `tools-call-${kind}`);
const prompts = ['prompts-get-simple', 'prompts-get-with-args'];
const tasks = [
  'lifecycle', 'capability-negotiation', 'wire-fields', 'request-state-removal', 'mrtr-input', 'request-headers',
  'dispatch-and-envelope', 'status-notifications', 'required-task-error', 'mrtr-composition',
].map((part) => `tasks-${part}`);

/** The suite does not count every scenario: one that must pass is named here, and so is one that it runs to no effect. */
const revisions = {
  '2026-07-28': {
    passing: [
      'server-stateless', 'http-header-validation', 'http-custom-header-server-validation', 'caching', 'dns-rebinding-protection',
      'tools-list', ...staticTools, 'json-schema-2020-12', 'prompts-list', ...prompts, 'resources-list', 'sep-2164-resource-not-found',
      'server-sse-multiple-streams', 'input-required-result-unsupported-methods',
      // Passes for want of the tool that it calls: any JSON-RPC error will do.
      'input-required-result-validate-input',
    ],
    uncounted: tasks, // the extension io.modelcontextprotocol/tasks is not served
    skipped: {
      // Nothing is advertised of which `subscriptions/listen` could tell.
      'server-stateless': [
        'sep-2575-server-sends-subscription-ack', 'sep-2575-server-tags-subscription-id', 'sep-2575-server-honors-notification-filter',
        'sep-2575-server-sends-prompts-list-changed-on-subscription', 'sep-2575-server-sends-tools-list-changed-on-subscription',
      ],
      // There is no resource to read.
      caching: ['sep-2549-resources-read-caching-hints'],
    },
  },
  '2025-11-25': {
    passing: [
      'server-initialize', 'ping', 'dns-rebinding-protection', 'tools-list', ...staticTools, 'json-schema-2020-12', 'prompts-list',
      ...prompts, 'resources-list',
    ],
    uncounted: ['server-session-lifecycle', 'server-sse-polling'], // no session is given out, so both find nothing to look at
    skipped: {},
  },
};

for (const [revision, { passing, uncounted, skipped }] of Object.entries(revisions)) {
  describe(`the official suite for ${revision}`, () => {
    let run;
    let baseline;
    before(async () => {
      baseline = await readBaseline(revision);
      run = await runSuite(url, revision);
    });

    test('finds no failure that the baseline does not have, and nothing in the baseline that passes', () => {
      assert.equal(run.code, 0, run.output.slice(-4000));
    });

    test('ran each scenario, and each is accounted for', () => {
      const excused = baseline.filter(({ check }) => check === undefined).map(({ scenario }) => scenario);
      assert.deepEqual([...run.scenarios.keys()].sort(), [...passing, ...uncounted, ...excused].sort());
    });

    test('each expected failure has its reason', () => {
      assert.deepEqual(baseline.filter(({ reason }) => reason === undefined), []);
    });

    for (const scenario of passing) {
      test(`${scenario} passes`, () => {
        const came = run.scenarios.get(scenario);
        assert.ok(came, 'it did not run');
        const excused = baseline.filter((entry) => entry.scenario === scenario).map(({ check }) => check);
        assert.deepEqual(came.failed.filter(({ id }) => !excused.includes(id)), []);
        assert.deepEqual(came.skipped, skipped[scenario] ?? []);
        assert.notEqual(came.passed.length, 0);
      });
    }
  });
}

// The suite looks at the shape of a result. That what is in it is what the vendor sent, these look at.

for (const era of ['modern', 'legacy']) {
  const content = async (name) => (await worker.call(url, name, {}, { era })).result.content;
  const resource = (path, rest) => [{ type: 'resource', resource: { uri: `fairlead://conformance${path}`, ...rest } }];
  const base64 = (bytes) => bytes.toString('base64');

  test(`each kind of content arrives whole (${era})`, async () => {
    assert.deepEqual(await content('test_simple_text'), [{ type: 'text', text }]);
    assert.deepEqual(await content('test_image_content'), [{ type: 'image', data: base64(image), mimeType: 'image/png' }]);
    assert.deepEqual(await content('test_audio_content'), [{ type: 'audio', data: base64(audio), mimeType: 'audio/wav' }]);
    const pdf = { mimeType: 'application/pdf', blob: base64(document) };
    assert.deepEqual(await content('test_embedded_resource'), resource('/contents/document', pdf));
    const markdown = { mimeType: 'text/markdown', text: note };
    assert.deepEqual(await content('test_embedded_text'), resource('/contents/note', markdown));
  });

  test(`an answer that its record calls a failure is one, in the vendor's words (${era})`, async () => {
    const failed = await worker.call(url, 'test_error_handling', {}, { era });
    assert.equal(failed.isError, true);
    assert.deepEqual(failed.json, { message: sentence });
  });

  test(`arguments of a schema shown to the letter reach the vendor as they are (${era})`, async () => {
    // A name of its own in each era: the same write twice within seconds is sent once.
    const person = { name: `Ada ${era}`, address: { street: 'Elm Street 1', city: 'Ghent' }, contactMethod: 'email', email: 'ada@person.example' };
    assert.deepEqual((await worker.call(url, 'json_schema_2020_12_tool', person, { era })).json, { received: person });
  });
}

test('a tool that needs a capability runs for a client that declares it, and for legacy clients, who cannot', async () => {
  const capable = { name: 'test_missing_capability', arguments: {}, _meta: { 'io.modelcontextprotocol/clientCapabilities': { sampling: {} } } };
  const modern = await worker.rpc(url, 'tools/call', capable);
  assert.deepEqual(JSON.parse(modern.result.content[0].text), { sampled: true });
  const legacy = await worker.call(url, 'test_missing_capability', {}, { era: 'legacy' });
  assert.deepEqual(legacy.json, { sampled: true });
});

test('a mirrored argument reaches the vendor, and legacy clients need not mirror it', async () => {
  const region = 'Zürich';
  const encoded = `=?base64?${Buffer.from(region).toString('base64')}?=`;
  const modern = await worker.call(url, 'test_mirrored_argument', { region }, { headers: { 'mcp-param-region': encoded } });
  assert.deepEqual(modern.json, { region, people: [] });
  const legacy = await worker.call(url, 'test_mirrored_argument', { region }, { era: 'legacy' });
  assert.deepEqual(legacy.json, { region, people: [] });
});

test('a client of 2026-07-28 mirrors the argument by itself', async () => {
  const client = await typescript2.find(({ version }) => version === '2026-07-28').connect(url);
  await client.listTools();
  const { content } = await client.callTool('test_mirrored_argument', { region: 'Zürich' });
  assert.deepEqual(JSON.parse(content[0].text), { region: 'Zürich', people: [] });
  await client.close();
});

// A revision does not require them, so its run leaves them out.
describe('the official scenarios for skills', () => {
  for (const scenario of ['sep-2640-skills-enumeration', 'sep-2640-skills-manifest']) {
    test(scenario, async () => {
      const { code, stdout, stderr } = await run('conformance', ['server', '--url', url, '--scenario', scenario]);
      const output = stdout + stderr;
      assert.equal(code, 0, output);
      const [, passed, all, failed] = /Passed: (\d+)\/(\d+), (\d+) failed/.exec(output);
      assert.ok(Number(passed) > 3 && passed === all && failed === '0', output);
    });
  }
});
