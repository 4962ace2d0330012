// Cloudflare Access where the runtime itself tells who came: tests/e2e/sign-in-doors.test.mjs has its assertions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessClaim } from '../../src/edge/people/access.js';

const settings = { access: { team: 'acme', aud: 'of-this-application' } };
const request = new Request('https://mcp.example.com/mcp');
const told = (identity, aud = 'of-this-application') => accessClaim({ request, settings, context: { access: { aud, getIdentity: async () => identity } } });

test('the runtime’s word counts for the application that is set', async () => {
  assert.deepEqual(await told({ email: 'mia@acme.example', name: 'Mia' }), { email: 'mia@acme.example', email_verified: true, name: 'Mia', via: 'access' });
  assert.equal(await told({ email: 'mia@acme.example' }, 'of-another'), undefined);
});

test('whoever has no address is nobody', async () => {
  for (const identity of [undefined, {}, { email: '' }, { email: ['mia@acme.example'] }, { common_name: 'a service' }]) assert.equal(await told(identity), undefined);
});

test('without the setting nobody came through Access, whatever a request says', async () => {
  const context = { access: { aud: 'of-this-application', getIdentity: async () => ({ email: 'mia@acme.example' }) } };
  assert.equal(await accessClaim({ request, settings: { access: null }, context }), undefined);
});
