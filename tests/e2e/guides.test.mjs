// What a server offers by its tools: prompts, skills, and ChatGPT's search and fetch, by official clients against the simulated vendors.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

async function connect(t, slug, config, mode = 'auto') {
  const { url } = await worker.mint(config, { account: await worker.connect(slug) });
  const capabilities = { extensions: { 'io.modelcontextprotocol/skills': {} } };
  const client = new Client({ name: 'fairlead-tests', version: '0' }, { versionNegotiation: { mode }, capabilities });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  t.after(() => client.close());
  return client;
}

/** Calls a tool as ChatGPT does: what is structured must be what the text says. */
async function use(client, name, args) {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
  assert.ok(!isError, content[0].text);
  assert.deepEqual(JSON.parse(content[0].text), structuredContent);
  return structuredContent;
}

const workflows = ['triage', 'escalation', 'call_audit', 'weekly_summary'];

for (const slug of ['pylon', 'gladly', 'intercom']) {
  describe(slug, () => {
    for (const mode of ['auto', 'legacy']) {
      test(`a client lists and gets the prompts (${mode})`, async (t) => {
        const client = await connect(t, slug, {}, mode);
        const { prompts } = await client.listPrompts();
        assert.deepEqual(prompts.map(({ name }) => name), workflows);
        const tools = new Set((await client.listTools()).tools.map(({ name }) => name));
        for (const prompt of prompts) {
          const given = Object.fromEntries(prompt.arguments.filter(({ required }) => required).map(({ name }) => [name, `the ${name}`]));
          const { messages } = await client.getPrompt({ name: prompt.name, arguments: given });
          const { text } = messages[0].content;
          for (const value of Object.values(given)) assert.ok(text.includes(value), text);
          assert.doesNotMatch(text, /[{}]/);
          const named = text.match(/\b\w*_(?:pylon|gladly|intercom)_\w+|\b(?:pylon|gladly|intercom)_\w+/g);
          assert.ok(named.length > 1);
          for (const name of named) assert.ok(tools.has(name), name);
        }
        await assert.rejects(client.getPrompt({ name: 'escalation', arguments: { reason: 'The export fails.' } }), /argument to is required/);
        const { messages: [look] } = await client.getPrompt({ name: 'escalation' });
        assert.match(look.content.text, /<to>/);
      });
    }

    test('a reader has no prompt that writes', async (t) => {
      const { prompts } = await (await connect(t, slug, { methods: ['read'] })).listPrompts();
      assert.deepEqual(prompts.map(({ name }) => name), workflows.filter((name) => name !== 'escalation'));
    });

    test('a client that knows skills lists them as resources and reads them', async (t) => {
      const client = await connect(t, slug, { tool_names: 'short' });
      const { resources } = await client.listResources();
      assert.deepEqual(resources.map(({ uri }) => uri), workflows.map((name) => `skill://${slug}/${name.replace('_', '-')}/SKILL.md`));
      for (const { uri, size } of resources) {
        const { contents: [{ text, mimeType }] } = await client.readResource({ uri });
        assert.deepEqual([mimeType, Buffer.byteLength(text)], ['text/markdown', size]);
      }
    });
  });
}

describe("ChatGPT's search and fetch", () => {
  const first = (results, kind) => results.find(({ id }) => id.startsWith(`${kind}:`));

  test('Intercom: articles and conversations by words', async (t) => {
    const client = await connect(t, 'intercom', { chatgpt_search: true });
    const { results } = await use(client, 'search', { query: 'password reset' });
    for (const kind of ['article', 'conversation']) {
      const { id, title, url } = first(results, kind);
      assert.ok(title && /^https:/.test(url), `${title} ${url}`);
      const document = await use(client, 'fetch', { id });
      assert.deepEqual([document.id, document.title, document.url], [id, title, url]);
      assert.match(document.text, /password/i);
    }
    const { results: theirs } = await use(client, 'search', { query: 'maria.lopez@northwind.example' });
    assert.ok(theirs.every(({ id }) => id.startsWith('conversation:')));
  });

  test('Gladly: articles by words, conversations by phone number', async (t) => {
    const client = await connect(t, 'gladly', { chatgpt_search: true });
    const { results, notes } = await use(client, 'search', { query: 'refund' });
    assert.deepEqual(notes, ['conversation: not searched; this kind takes a query of another form']);
    const article = await use(client, 'fetch', { id: first(results, 'article').id });
    assert.match(article.text, /refund/i);
    const { results: theirs } = await use(client, 'search', { query: '+1 555 010 0101' });
    const texts = await Promise.all(theirs.map(async ({ id }) => (await use(client, 'fetch', { id })).text));
    assert.ok(texts.some((text) => text.includes('CUSTOMER: Any news about the second payment?')), texts.join('\n---\n'));
  });

  test('Pylon: articles among the first hundred, and issues with their messages', async (t) => {
    const client = await connect(t, 'pylon', { chatgpt_search: true });
    const { results } = await use(client, 'search', { query: 'login' });
    assert.ok(results.length > 0);
    for (const { id, title } of results.slice(0, 3)) {
      const document = await use(client, 'fetch', { id });
      assert.equal(document.title, title);
      assert.ok(document.text.length > 0, id);
    }
  });

  test('where filters hide the conversations, articles are left', async (t) => {
    const client = await connect(t, 'intercom', { chatgpt_search: true, tags: ['knowledge_base'] });
    const { results } = await use(client, 'search', { query: 'password' });
    assert.ok(results.length > 0 && results.every(({ id }) => id.startsWith('article:')));
  });
});
