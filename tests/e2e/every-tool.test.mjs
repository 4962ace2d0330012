// Every documented tool of every vendor, called with its record's example against the strict simulator, which has its shapes from the
// vendor's catalogue and not from the records: a path, a query key or a body that the vendor would not take fails here. What the vendor
// answered is then looked for in what the model gets.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { argumentsFor, compositesOf, documentedTools, shapeOf } from '../support/examples.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker({ simulator: { issues: 40 } });
after(() => worker.close());

// Writes that leave nothing behind in the data of these simulators.
const withoutTrace = {
  intercom_contact_banners_show: 'counts as shown in a browser, which nothing reads back',
  create_a_intercom_phone_call_redirect: 'sends a text message',
  pylon_issues_create_ai_response: 'starts a generation elsewhere',
  pylon_knowledge_base_themes_publish: 'changes a website elsewhere',
};

// Lists by name of an endpoint that answers one object.
const singleObjects = new Set([
  'list_all_gladly_organization', 'list_all_gladly_voice_transcripts', 'list_all_intercom_ip_allowlist', 'list_all_intercom_me',
  'list_all_intercom_visitors', 'list_all_pylon_me',
]);

const decode = (bytes) => new TextDecoder().decode(bytes);

function at(pointer = '', body) {
  const found = pointer.split('/').slice(1).reduce((value, key) => value?.[key], body);
  return found === undefined ? body : found;
}

/** By kind of content: whether what the model got is what the vendor said. */
const checks = {
  empty({ answer, vendor }) {
    const id = vendor.headers.get('location')?.split('/').at(-1);
    assert.deepEqual(answer.json, { status: vendor.status, ...(id && { id }) });
  },
  text: ({ answer, vendor }) => assert.equal(answer.text.trimEnd(), decode(vendor.bytes).trimEnd()),
  lines({ answer, vendor }) {
    const lines = answer.text.trimEnd().split('\n');
    assert.deepEqual(lines, decode(vendor.bytes).trimEnd().split('\n'));
    assert.ok(lines.every((line) => typeof JSON.parse(line) === 'object'));
  },
  link({ answer, vendor }) {
    const [block] = answer.result.content;
    assert.equal(block.type, 'resource_link');
    assert.equal(block.uri, vendor.headers.get('location'));
    assert.ok(block.name.length > 0);
  },
  media({ answer, vendor }) {
    const [block] = answer.result.content;
    const mimeType = vendor.headers.get('content-type');
    const data = Buffer.from(vendor.bytes).toString('base64');
    const [type] = mimeType.split('/');
    if (type === 'audio' || type === 'image') assert.deepEqual(block, { type, data, mimeType });
    else assert.deepEqual([block.type, block.resource.blob, block.resource.mimeType], ['resource', data, mimeType]);
  },
  list({ answer, vendor, tool }) {
    const records = at(tool.definition.response_path, JSON.parse(decode(vendor.bytes)));
    assert.ok(records.length > 0, 'the example finds nothing');
    assert.deepEqual(answer.json.result, records);
    assert.ok(answer.json.next_cursor === null || answer.json.next_cursor.length > 0, answer.text.slice(-200));
  },
  value: ({ answer, vendor, tool }) =>
    assert.deepEqual(answer.json, at(tool.definition.response_path, JSON.parse(decode(vendor.bytes)))),
};

function kindOf({ tool, method, definition }, vendor) {
  const { response = 'json' } = definition;
  if (response === 'redirect') return 'link';
  if (vendor.bytes.length === 0) return 'empty';
  if (response === 'text') return 'text';
  if (response === 'json_lines') return 'lines';
  if (response === 'binary') return 'media';
  return method === 'list' && !singleObjects.has(tool) ? 'list' : 'value';
}

/** Keeps the last answer of a simulator. */
function overhear(simulator) {
  const { fetch } = simulator;
  const heard = {};
  simulator.fetch = async (request) => {
    const answer = await fetch(request);
    heard.bytes = new Uint8Array(await answer.clone().arrayBuffer());
    Object.assign(heard, { status: answer.status, headers: answer.headers });
    return answer;
  };
  return heard;
}

const seen = new Map();

for (const slug of ['pylon', 'gladly', 'intercom', 'hubspot']) {
  const simulator = worker[slug];
  const { url } = await worker.mint({}, { account: await worker.connect(slug) });
  const listed = new Set((await worker.tools(url)).map(({ name }) => name));
  const documented = await documentedTools(worker, slug);
  const composites = await compositesOf(worker, slug);
  const vendor = overhear(simulator);

  describe(slug, () => {
    test('lists the documented tools and no others', () => {
      assert.deepEqual([...listed].sort(), [...documented.map(({ tool }) => tool), ...composites].sort());
    });

    for (const tool of documented) {
      test(`${tool.tool} does ${tool.http}`, async () => {
        simulator.reset();
        const args = argumentsFor(tool, simulator);
        const before = simulator.snapshot('acme');
        const answer = await worker.call(url, tool.tool, args);
        assert.equal(answer.isError, false, `${JSON.stringify(args)}: ${answer.text}`);
        // What an argument is by default may be read first (`default_from`).
        const last = simulator.calls.at(-1);
        const isFilled = tool.defaults.some((name) => !(name in args));
        assert.deepEqual(simulator.calls.slice(0, -1).map(({ route }) => route), isFilled ? ['GET /me'] : []);
        assert.equal(shapeOf(last.route ?? ''), shapeOf(tool.http));
        const kind = kindOf(tool, vendor);
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        checks[kind]({ answer, vendor, tool });
        const changes = tool.effect !== 'read' && !(tool.tool in withoutTrace);
        assert.equal(simulator.snapshot('acme') !== before, changes, tool.effect);
      });
    }
  });
}

test('every kind of content was among the answers', () => {
  assert.deepEqual([...seen.keys()].sort(), Object.keys(checks).sort());
});
