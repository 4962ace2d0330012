// Two promises that operators rely on, kept for every vendor by calling whatever the filter leaves: a server of reads changes nothing,
// and a server of the knowledge base shows nobody's customers.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { argumentsFor, compositesOf, documentedTools } from '../support/examples.mjs';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker({ simulator: { issues: 40 } });
after(() => worker.close());

/** A server with `config`, the tools that it shows with their records, and a call of each that has to succeed. */
async function serverOf(slug, config) {
  const { url } = await worker.mint(config, { account: await worker.connect(slug) });
  const shown = new Set((await worker.tools(url)).map(({ name }) => name));
  const tools = (await documentedTools(worker, slug)).filter(({ tool }) => shown.has(tool));
  const composites = (await compositesOf(worker, slug)).filter((tool) => shown.has(tool));
  assert.equal(tools.length + composites.length, shown.size);
  async function call(tool) {
    const answer = await worker.call(url, tool.tool, argumentsFor(tool, worker[slug]));
    assert.equal(answer.isError, false, `${tool.tool}: ${answer.text}`);
    return answer;
  }
  return { url, tools, call };
}

describe('methods ["read"]', () => {
  for (const [slug, { least, write }] of Object.entries({
    pylon: { least: 60, write: ['pylon_issues_snooze', { id: '1', snooze_until: '2099-12-01T00:00:00Z' }] },
    gladly: { least: 35, write: ['gladly_conversation_items_redact', { id: '1' }] },
    intercom: { least: 110, write: ['intercom_conversations_reply', { conversation_id: '1', message_type: 'note', type: 'admin', body: 'x' }] },
    hubspot: { least: 35, write: ['hubspot_messages_add_comment', { thread_id: '1', text: 'x' }] },
  })) {
    test(`leaves ${slug} tools none of which changes anything`, async () => {
      const { tools, call } = await serverOf(slug, { methods: ['read'] });
      assert.ok(tools.length >= least, `${tools.length} tools`);
      const simulator = worker[slug];
      const before = simulator.snapshot();
      for (const tool of tools) {
        await call(tool);
        assert.equal(simulator.snapshot(), before, `${tool.tool} changed something`);
      }
    });

    test(`makes the writing tools of ${slug} unknown, and sends nothing`, async () => {
      const { url } = await serverOf(slug, { methods: ['read'] });
      const sent = await worker.sentDuring(async () => {
        assert.equal((await worker.call(url, ...write)).error.code, -32602);
      });
      assert.deepEqual(sent, []);
    });
  }
});

/** What tells one customer from all others, as it stands in the simulator. */
const customers = {
  pylon: ({ contacts }) => contacts.list().flatMap(({ id, email }) => [id, email]),
  gladly: ({ customers: all }) => all.list().flatMap(({ id, emails, phones }) => [id, ...[...emails, ...phones].map((one) => one.normalized)]),
  intercom: ({ contacts }) => contacts.list().flatMap(({ id, email, phone }) => [id, email, phone]),
};

describe('tags ["knowledge_base"]', () => {
  for (const [slug, paths] of Object.entries({
    pylon: /^\/knowledge-bases(\/|$)/,
    gladly: /^\/api\/v1\/(answers|audiences|organization|orgs\/[\w-]+\/(answers|answers-search|help-center))(\/|$)/,
    intercom: /^\/(ai\/\w+|articles|content|content_snippets|help_center|internal_articles|me)(\/|$)/,
  })) {
    test(`reach no customer of ${slug}`, async () => {
      const simulator = worker[slug];
      simulator.reset();
      const identities = customers[slug](simulator.state.acme).filter(Boolean);
      assert.ok(identities.length > 50, `${identities.length} identities`);
      const { tools, call } = await serverOf(slug, { tags: ['knowledge_base'] });
      assert.ok(tools.length > 10, `${tools.length} tools`);
      for (const tool of tools) {
        simulator.reset();
        const { raw } = await call(tool);
        assert.match(simulator.calls[0].path, paths, tool.tool);
        assert.deepEqual(identities.filter((identity) => raw.includes(identity)), [], `${tool.tool} shows a customer`);
      }
    });
  }

  test('of Gladly hold public_answers, which only reads', async () => {
    const { tools, call } = await serverOf('gladly', { tags: ['public_answers'] });
    assert.ok(tools.length >= 5 && tools.every(({ effect, tags }) => effect === 'read' && tags.includes('knowledge_base')));
    for (const tool of tools) await call(tool);
  });
});
