// Attacks with what has ended: tokens, refresh tokens, sessions, sign-ins that were begun, links. Shortly before its end each opens.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { attacks } from '../support/attacks.mjs';
import { clockedBuild, setAhead } from './clock.mjs';
import { consentForm, isConsent, openAs, startCompany } from './company.mjs';
import { authorizationUrl, bearer, openClient } from './oauth.mjs';

const build = await clockedBuild();
const company = await startCompany({ build, vars: { ACCESS_TOKEN_SECONDS: '3600', REFRESH_TOKEN_SECONDS: '86400' } });
const village = await startCompany({ build, vars: { OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }, secrets: { OIDC_CLIENT_SECRET: undefined } });
after(() => company.close());
after(() => village.close());
const attack = attacks('sign-in-expiry');
const minute = 60;
const hour = 60 * minute;

const lists = (accessToken) => company.worker.rpc(company.mcp, 'tools/list', {}, bearer(accessToken));
const session = (visitor) => [...visitor.jar.values()].find(({ name }) => name === '__Host-fairlead-session');

attack('what-ended-stays-shut', 'access tokens past their end, in a KV that keeps them', 'an access token ends on time', async () => {
  await setAhead(company, 0);
  const mine = await openClient(company);
  const { access_token: accessToken, expires_in: seconds } = await mine.tokens();
  assert.equal(seconds, hour);
  await setAhead(company, hour - minute);
  assert.equal((await lists(accessToken)).status, 200);
  for (const ahead of [hour + 1, 2 * hour, 400 * 24 * hour]) {
    await setAhead(company, ahead);
    const answer = await lists(accessToken);
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate'), /error="invalid_token"/);
  }
  return 3;
});

attack('what-ended-stays-shut', 'refresh tokens that were idle too long', 'a refresh token ends when it is not used, and lives while it is', async () => {
  await setAhead(company, 0);
  const mine = await openClient(company);
  let { refresh_token: refreshToken } = await mine.tokens();
  const idle = await (await openClient(company)).tokens();
  for (const days of [0.9, 1.8, 2.7]) {
    await setAhead(company, days * 24 * hour);
    const answer = await mine.refresh(refreshToken);
    assert.equal(answer.status, 200, answer.text);
    refreshToken = answer.body.refresh_token;
  }
  for (const token of [idle.refresh_token, refreshToken]) {
    await setAhead(company, 4 * 24 * hour);
    const answer = await mine.refresh(token);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error, 'invalid_grant');
  }
  return 2;
});

attack('what-ended-stays-shut', 'codes, consent pages and sign-ins that were begun, past their ten minutes, and a session past its twelve hours', 'what was begun and left does not go on', async () => {
  await setAhead(company, 0);
  const mine = await openClient(company);
  const url = authorizationUrl(company, { client: mine.client, redirect: mine.redirect });

  // A sign-in that was left at the provider's page.
  const slow = company.visitor();
  const asked = await slow.open(url);
  await setAhead(company, 11 * minute);
  const late = await slow.submit(asked, { press: ({ value }) => value === 'mia' });
  assert.equal(late.left, undefined);
  assert.equal(isConsent(late), false, late.html);
  assert.equal(session(slow), undefined);

  // A session.
  await setAhead(company, 0);
  const visitor = company.visitor();
  assert.ok(isConsent(await openAs(visitor, url, 'mia')));
  const { value } = session(visitor);
  company.worker.tokens.add(value);
  visitor.jar.forEach((cookie, key) => cookie.host !== new URL(company.origin).host && visitor.jar.delete(key));
  await setAhead(company, 12 * hour - minute);
  assert.ok(isConsent(await visitor.open(url)), 'within twelve hours one is known');
  const page = await visitor.open(url);
  for (const ahead of [12 * hour + 1, 24 * hour]) {
    await setAhead(company, ahead);
    assert.equal(isConsent(await visitor.open(url)), false);
    const answered = await visitor.submit(page, { form: consentForm(page), press: ({ value: pressed }) => pressed === 'allow' });
    assert.equal(answered.left, undefined, 'a consent of a session that ended');
  }
  const admin = company.visitor();
  await setAhead(company, 0);
  await openAs(admin, url, 'ada');
  const bearerOf = { headers: { authorization: `Bearer ${session(admin).value}` } };
  company.worker.tokens.add(session(admin).value);
  assert.equal((await company.worker.fetch('/member', bearerOf)).status, 200);
  await setAhead(company, 12 * hour + 1);
  assert.equal((await company.worker.fetch('/member', bearerOf)).status, 401);
  return 5;
});

attack('what-ended-stays-shut', 'links to sign in, past their fifteen minutes, in a KV that keeps them', 'a link ends on time', async () => {
  await setAhead(village, 0);
  const { url } = await village.worker.must(201, 'POST', `/member/${village.ids.mia}/sign-in-link`, {});
  const early = village.visitor();
  await setAhead(village, 14 * minute);
  const page = await early.open(url);
  assert.equal(page.status, 200);
  for (const ahead of [15 * minute + 1, 24 * hour]) {
    await setAhead(village, ahead);
    const late = village.visitor();
    const seen = await late.open(url);
    if (seen.forms.length) await late.submit(seen);
    assert.equal(session(late), undefined);
  }
  await early.submit(page);
  assert.equal(session(early), undefined, 'a page that was opened in time and answered too late');
  return 3;
});
