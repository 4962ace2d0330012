import { isE164, normalizeEmail } from '../contacts.mjs';
import { blank, invalid, wrongState } from '../errors.mjs';
import { createCustomer, customerOf, readCustomer } from './customer-records.mjs';
import { emit, now, refuseTaken } from './records.mjs';

const SEARCHES = {
  email: (text) => {
    const email = normalizeEmail(text);
    return ({ emails }) => emails.some((one) => one.normalized === email);
  },
  phoneNumber: (text) => {
    // Also what becomes of a + that was not percent-encoded.
    if (!isE164(text)) throw invalid('invalid phone number', 'phoneNumber');
    return ({ phones }) => phones.some((one) => one.normalized === text);
  },
  externalCustomerId: (text) => (customer) => customer.externalCustomerId === text,
};

function list({ organization, query, settings }) {
  const keys = Object.keys(query);
  // Neither case is documented; a client that meets them here has made a mistake.
  if (settings.strict && keys.length === 0) {
    throw blank('one of email, phoneNumber and externalCustomerId must be specified');
  }
  if (settings.strict && keys.length > 1) throw invalid(`${keys.join(' and ')} cannot be combined`);
  const matchers = keys.map((key) => SEARCHES[key](query[key]));
  return organization.customers
    .list((customer) => matchers.length > 0 && matchers.every((matches) => matches(customer)))
    .sort((one, other) => Date.parse(other.updatedAt) - Date.parse(one.updatedAt));
}

function remove(context) {
  const { organization } = context;
  const customer = customerOf(context);
  const isTheirs = ({ customerId }) => customerId === customer.id;
  if (organization.conversations.find((one) => isTheirs(one) && one.status !== 'CLOSED')) {
    throw wrongState('Unable to delete the profile. Please close any open or waiting conversations.', 'conversation');
  }
  for (const comment of organization.taskComments.list(({ taskId }) => isTheirs(organization.tasks.get(taskId)))) {
    organization.taskComments.remove(comment);
  }
  for (const kind of ['conversations', 'items', 'tasks', 'transcripts']) {
    for (const record of organization[kind].list(isTheirs)) organization[kind].remove(record);
  }
  organization.customers.remove(customer);
  emit(context, 'CUSTOMER_PROFILE/DELETED', { customerId: customer.id });
}

export default {
  'customers.list': list,
  'customers.get': (context) => customerOf(context),
  'customers.create': (context) => {
    const { organization, body } = context;
    refuseTaken(organization.customers, body.id, 'customer ID exists');
    refuseTaken(organization.merges, body.id, 'customer ID exists');
    return `/customer-profiles/${createCustomer(context, body).id}`;
  },
  'customers.update': (context) => {
    // The section says 404 for a merged id, the operation that the error names the new one: both are kept.
    const status = context.settings.merged === 301 ? 404 : context.settings.merged;
    const customer = customerOf(context, { moved: { status } });
    Object.assign(customer, readCustomer(context.organization, context.body, customer), { updatedAt: now(context) });
    emit(context, 'CUSTOMER_PROFILE/UPDATED', { customerId: customer.id });
  },
  'customers.delete': remove,
};
