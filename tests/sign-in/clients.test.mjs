// The whole way of a person, from a pasted URL to a vendor's answer, with clients that nobody here wrote: each once with a document of its own that
// says who it is (CIMD) and once registered by itself (DCR).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { commandClients } from './commands.mjs';
import { authorize, clientHost, startCompany } from './company.mjs';
import { redirectUrl, sdkClients } from './sdk.mjs';

const company = await startCompany();
after(() => company.close());

const json = ({ content }) => JSON.parse(content[0].text);

/** A person who signs in with the identity provider and allows what is asked for, or `allow`. */
const walkAs = (as, allow) => {
  const visitor = company.visitor();
  return (url) => authorize(visitor, url, { as, allow });
};

const documentOf = (client) => company.publish(`/${client.name.replace(/\W/g, '')}.json`, { client_name: client.name, redirect_uris: [redirectUrl] });

const ways = {
  'with a document': (client) => ({ clientMetadataUrl: documentOf(client), publish: company.publish }),
  'by registration': () => ({}),
};

for (const client of [...sdkClients, ...commandClients]) {
  for (const [way, options] of Object.entries(ways)) {
    test(`${client.name}, ${way}: signs in, lists what the person may use, calls it, in the person's accounts alone`, async () => {
      const connected = await client.connect(company.mcp, { ...options(client), walk: walkAs('mia', ['mcp:read']) });
      try {
        assert.equal(connected.registered()?.startsWith(clientHost) ?? false, way === 'with a document');
        const { tools } = await connected.listTools();
        assert.ok(tools.length > 60, `${tools.length} tools`);
        assert.deepEqual(tools.filter(({ annotations }) => annotations.readOnlyHint !== true).map(({ name }) => name), []);
        assert.equal(json(await connected.callTool('get_me', {})).name, 'Acme Support');
      } finally {
        await connected.close();
      }
    });
  }
}

for (const client of sdkClients) {
  test(`${client.name}: one account of the person at its own URL, under the same sign-in`, async () => {
    const connected = await client.connect(company.account('intercom'), { walk: walkAs('ada') });
    assert.equal(json(await connected.callTool('get_me', {})).app.name, 'Acme Support');
    await connected.close();
  });
}

test('TypeScript client 2.x: a call that needs more asks the person once more, and then works', async () => {
  const [client] = sdkClients;
  const visitor = company.visitor();
  const steps = [['mcp:read'], undefined];
  const walk = (url) => authorize(visitor, url, { as: 'mia', allow: steps.shift() });
  const connected = await client.connect(company.mcp, { walk });
  assert.deepEqual(connected.granted(), ['mcp:read']);
  const created = json(await connected.stepUp('create_issue', { title: 'Stuck door', body_html: '<p>It does not close.</p>', requester_email: 'ada@person.example' }));
  assert.equal(created.title, 'Stuck door');
  assert.deepEqual(connected.granted(), ['mcp:read', 'mcp:write']);
  await connected.close();
});
