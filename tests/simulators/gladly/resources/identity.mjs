import { createHmac } from 'node:crypto';
import { normalizeEmail, normalizePhone } from '../contacts.mjs';
import { blank } from '../errors.mjs';

const SECRET = 'obviously-fake-chat-secret';
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(claims) {
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

const READERS = {
  EMAIL: (text) => normalizeEmail(text, 'identity'),
  MOBILE_PHONE_NUMBER: (text) => normalizePhone(text, 'US', 'identity'),
};

export default {
  'user_identity.create_jwt': ({ body, clock, organization }) => {
    for (const key of ['identityType', 'identity']) if (!body[key]) throw blank(`${key} cannot be blank`, key);
    const identity = READERS[body.identityType](body.identity);
    const issued = Math.floor(clock.now() / 1000);
    return {
      token: sign({ org: organization.id, type: body.identityType, sub: identity, iat: issued, exp: issued + 3600 }),
    };
  },
};
