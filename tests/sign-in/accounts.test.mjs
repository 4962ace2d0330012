// Attacks on whose an account is: a member's token at another member's account, by every way to one; and what ends when somebody loses something.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { startCompany } from './company.mjs';
import { bearer, openClient } from './oauth.mjs';

const company = await startCompany();
after(() => company.close());
const attack = attacks('sign-in-accounts');
const { worker, accounts, ids } = company;

const rpc = (url, accessToken, method = 'tools/list', params = {}) => worker.rpc(url, method, params, bearer(accessToken));

attack('accounts-are-their-members', 'members at accounts that are not theirs: by URL, by argument, by id spelt otherwise', 'a member reaches the accounts that they were given', async () => {
  const mia = await (await openClient(company, { as: 'mia' })).tokens({ scope: 'mcp:read mcp:write mcp:destructive' });
  const ada = await (await openClient(company, { as: 'ada' })).tokens();
  let tried = 0;
  const sent = await worker.sentDuring(async () => {
    const { id } = accounts.own;
    for (const name of [id, accounts.intercom.id, id.toUpperCase(), `${id}/`, `${accounts.pylon.id}/../${id}`, '00000000-0000-0000-0000-000000000000', 'x', `${accounts.pylon.id}%00`, ids.ada]) {
      for (const [method, params] of [['tools/list', {}], ['tools/call', { name: 'get_me', arguments: {} }], ['server/discover', {}]]) {
        const answer = await rpc(`${company.origin}/mcp/a/${name}`, mia.access_token, method, params);
        assert.ok(answer.status === 403 || answer.status === 404, `${method} at ${name}: ${answer.status} ${answer.text}`);
        assert.doesNotMatch(answer.text, /Ada herself|Acme Intercom/);
        tried += 1;
      }
    }
    const listed = await rpc(company.mcp, mia.access_token);
    assert.doesNotMatch(listed.text, /Ada herself|Acme Intercom/);
    for (const account of ['Ada herself', 'Acme Intercom', accounts.own.id, 'acme intercom']) {
      for (const name of ['list_contacts', 'list_all_intercom_contacts', 'get_me']) {
        const answer = await rpc(company.mcp, mia.access_token, 'tools/call', { name, arguments: { account } });
        const failed = answer.status !== 200 || answer.error || answer.result.isError;
        assert.ok(failed, `${name} for ${account}: ${answer.text}`);
        tried += 1;
      }
    }
  });
  assert.deepEqual(sent.filter(({ url }) => url.includes('intercom')), []);
  // Their owner reaches all of them.
  assert.equal((await rpc(company.account('own'), ada.access_token)).status, 200);
  return tried;
});

attack('accounts-are-their-members', 'an owned account: a token URL for it, another member\'s list, another owner, records that KV holds otherwise', 'what one person connected serves that person', async () => {
  const own = accounts.own.id;
  const refusals = [
    ['POST', `/integrated-account/${own}/mcp`, { name: 'x', config: {} }],
    ['POST', '/mcp-server', { name: 'x', accounts: [{ id: own, config: {} }] }],
    ['POST', '/mcp-server', { name: 'x', accounts: [{ id: accounts.pylon.id, config: {} }, { id: own, config: {} }] }],
    ['PATCH', `/member/${ids.mia}`, { accounts: [{ id: own, config: {} }] }],
    ['PATCH', `/integrated-account/${own}`, { owner_member_id: ids.mia }],
    ['PATCH', `/integrated-account/${own}`, { owner_member_id: null }],
    ['POST', '/member', { email: 'new@acme.example', name: 'N', role: 'member', mcp_access: true, accounts: [{ id: own, config: {} }] }],
  ];
  for (const [method, path, body] of refusals) {
    const answer = await worker.admin(method, path, body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}: ${answer.status} ${answer.text}`);
  }
  // Whatever the records say: who serves looks again.
  const { access_token: accessToken } = await (await openClient(company, { as: 'mia' })).tokens();
  const key = `member:${ids.mia}`;
  const before = await worker.kv.get(key);
  const record = JSON.parse(before);
  await worker.kv.put(key, JSON.stringify({ ...record, accounts: [...record.accounts, { id: own, config: {} }] }));
  try {
    const sent = await worker.sentDuring(async () => {
      const answer = await rpc(company.account('own'), accessToken, 'tools/call', { name: 'get_me', arguments: {} });
      assert.ok(answer.status === 403 || answer.status === 404, answer.text);
      assert.doesNotMatch((await rpc(company.mcp, accessToken)).text, /Ada herself/);
    });
    assert.deepEqual(sent, []);
  } finally {
    await worker.kv.put(key, before);
  }
  return refusals.length + 2;
});

/** A member of their own for what is taken away. */
async function guest(name) {
  const email = `${name}@acme.example`;
  company.idp.people[name] = { name, email, email_verified: true };
  const member = await worker.must(201, 'POST', '/member', { email, name, mcp_access: true, accounts: [{ id: accounts.pylon.id, config: { tool_names: 'short' } }] });
  const client = await openClient(company, { as: name });
  const tokens = await client.tokens({ scope: 'mcp:read mcp:write' });
  assert.equal((await rpc(company.mcp, tokens.access_token)).status, 200);
  return { member, client, tokens };
}

attack('what-is-taken-is-gone', 'members who lose an account, their access, their grant, themselves: the tokens that they hold', 'what an operator takes away is gone at the next request', async () => {
  const at = (who, body) => worker.must(200, 'PATCH', `/member/${who.member.id}`, body);

  const poor = await guest('pat');
  await at(poor, { accounts: [] });
  assert.ok([403, 404].includes((await rpc(company.account('pylon'), poor.tokens.access_token)).status));
  assert.doesNotMatch((await rpc(company.mcp, poor.tokens.access_token)).text, /get_me/);

  const shut = await guest('sam');
  await at(shut, { mcp_access: false });
  const told = await rpc(company.mcp, shut.tokens.access_token);
  assert.ok([401, 403].includes(told.status), told.text);
  const refreshed = await shut.client.refresh(shut.tokens.refresh_token);
  assert.equal(refreshed.status, 400, refreshed.text);

  const gone = await guest('gus');
  const { result: held } = await worker.must(200, 'GET', `/member/${gone.member.id}/grant`);
  assert.equal(held.length, 1);
  assert.deepEqual(held[0].scopes, ['mcp:read', 'mcp:write']);
  await worker.must(200, 'DELETE', `/member/${gone.member.id}`);
  assert.equal((await rpc(company.mcp, gone.tokens.access_token)).status, 401);
  assert.equal((await gone.client.refresh(gone.tokens.refresh_token)).body.error, 'invalid_grant');
  // Nor does the same address, invited anew, bring the old tokens back.
  await worker.must(201, 'POST', '/member', { email: 'gus@acme.example', name: 'Gus', role: 'member', mcp_access: true, accounts: [] });
  assert.equal((await rpc(company.mcp, gone.tokens.access_token)).status, 401);

  const left = await guest('lou');
  const { result: [grant] } = await worker.must(200, 'GET', `/member/${left.member.id}/grant`);
  await worker.must(200, 'DELETE', `/member/${left.member.id}/grant/${grant.id}`);
  assert.equal((await rpc(company.mcp, left.tokens.access_token)).status, 401);
  assert.equal((await left.client.refresh(left.tokens.refresh_token)).body.error, 'invalid_grant');

  const self = await guest('rae');
  const revoked = await worker.fetch('/oauth/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ token: self.tokens.refresh_token, client_id: self.client.client }).toString() });
  assert.equal(revoked.status, 200, revoked.text);
  assert.equal((await self.client.refresh(self.tokens.refresh_token)).status, 400);
  return 5;
});

attack('cursors-are-sealed', 'a member\'s cursor at another member, another account, another tool, a token URL', 'a cursor opens where it was given', async () => {
  const window = { start_time: '2026-11-01T00:00:00Z', end_time: '2026-11-20T00:00:00Z', limit: '3' };
  const mia = await (await openClient(company, { as: 'mia' })).tokens();
  const ada = await (await openClient(company, { as: 'ada' })).tokens();
  const list = async (url, options, args = {}) => worker.call(url, 'list_issues', { ...window, ...args }, options);
  const first = await list(company.account('pylon'), bearer(mia.access_token));
  assert.equal(first.isError, false, first.raw);
  const { next_cursor: cursor } = first.json;
  assert.ok(cursor, first.raw);
  const server = await worker.mint({ tool_names: 'short' }, { account: accounts.pylon });
  const places = [
    () => list(company.account('pylon'), bearer(ada.access_token), { next_cursor: cursor }),
    () => list(company.mcp, bearer(ada.access_token), { next_cursor: cursor }),
    () => list(server.url, {}, { next_cursor: cursor }),
    () => worker.call(company.account('pylon'), 'list_accounts', { next_cursor: cursor }, bearer(mia.access_token)),
    () => list(company.account('pylon'), bearer(mia.access_token), { next_cursor: `${cursor.slice(0, -2)}AA` }),
  ];
  const sent = await worker.sentDuring(async () => {
    for (const place of places) {
      const answer = await place();
      assert.equal(answer.isError, true, answer.raw);
      assert.match(answer.text, /cursor/);
    }
  });
  assert.deepEqual(sent, []);
  const second = await list(company.account('pylon'), bearer(mia.access_token), { next_cursor: cursor });
  assert.equal(second.isError, false, second.raw);
  return places.length;
});
