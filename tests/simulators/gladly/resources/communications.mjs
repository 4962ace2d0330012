import { isE164, normalizeEmail } from '../contacts.mjs';
import { blank, invalid } from '../errors.mjs';
import { openConversationOf } from './conversation-records.mjs';
import { customerByContact } from './customer-records.mjs';
import { byApi, now } from './records.mjs';

/** A message that starts with us: in the open conversation if its channel goes there and one is open, else outside. */
function send(context, customer, content, conversation) {
  const item = context.organization.items.add({
    customerId: customer.id,
    conversationId: conversation?.id,
    timestamp: now(context),
    initiator: byApi(context),
    responder: { id: customer.id, type: 'CUSTOMER' },
    content,
  });
  return { customerId: customer.id, conversationItemId: item.id };
}

function sendSms(context) {
  const { organization, body } = context;
  const { mobileNumber } = body.customer;
  if (!isE164(mobileNumber)) throw invalid('invalid phone number', 'customer.mobileNumber');
  // Other countries need the vendor's support; every seeded organization is American.
  if (!mobileNumber.startsWith('+1')) throw invalid('country is not enabled for SMS', 'customer.mobileNumber');
  if (!organization.phoneNumbers.includes(body.from)) throw invalid('from is not a configured phone number', 'from');
  const customer = customerByContact(context, { mobilePhone: mobileNumber });
  const content = { type: 'SMS', from: body.from, to: mobileNumber, content: body.body };
  return send(context, customer, content, openConversationOf(organization, customer.id));
}

function sendEmail(context) {
  const { organization, body } = context;
  const [{ email = '', name }] = body.to;
  normalizeEmail(email, 'to[0].email');
  if (!organization.emailAddresses.includes(body.from)) throw invalid('from is not a configured email address', 'from');
  const text = body.body.html || body.body.text;
  if (!text) throw blank('body cannot be blank', 'body');
  const customer = customerByContact(context, { emailAddress: email });
  customer.name ||= name ?? '';
  const content = { type: 'EMAIL', from: body.from, to: [email], subject: body.subject, content: text };
  return send(context, customer, content);
}

export default {
  'communications.send_sms': sendSms,
  'communications.send_email': sendEmail,
};
