import { pick } from '../../shared/fields.mjs';
import { normalizeEmail, normalizePhone } from '../contacts.mjs';
import { ApiError, conflict, invalid, notFound, problem } from '../errors.mjs';
import { emit, now } from './records.mjs';

/** Where a merged id leads today: its survivor may have been merged as well. */
export function survivorOf(organization, id) {
  let survivor;
  for (let merge = organization.merges.get(id); merge; merge = organization.merges.get(merge.into))
    survivor = merge.into;
  return survivor;
}

/** The customer a path names; 404, or the documented news that the id has moved. */
export function customerOf(context, { missing, moved = {} } = {}) {
  const { organization, params, settings } = context;
  const { customerId: old } = params;
  const survivor = survivorOf(organization, old);
  if (survivor) {
    const { attr = 'customerId', detail = 'customer id has changed', location, status = settings.merged } = moved;
    const text = typeof detail === 'function' ? detail(old, survivor) : detail;
    const headers = status === 301 && location ? { location: location(survivor) } : {};
    throw new ApiError(status, [problem('moved', text, attr, { old, new: survivor })], headers);
  }
  if (missing && !organization.customers.get(old)) throw notFound(missing);
  return organization.customers.require(old);
}

const readEmails = (emails) =>
  emails.map(({ original, primary = false }, at) => ({
    original,
    normalized: normalizeEmail(original, `emails[${at}].original`),
    primary,
  }));

const readPhones = (phones) =>
  phones.map(({ original, regionCode = 'US', primary = false, ...rest }, at) => ({
    original,
    normalized: normalizePhone(original, regionCode, `phones[${at}].original`),
    regionCode,
    primary,
    ...rest,
  }));

export const mobilesOf = ({ phones }) =>
  phones.filter(({ type }) => type === 'MOBILE').map((phone) => phone.normalized);
const addressesOf = ({ emails }) => emails.map((email) => email.normalized);

export const findByEmail = (organization, email) =>
  organization.customers.find((customer) => addressesOf(customer).includes(email));
export const findByMobile = (organization, phone) =>
  organization.customers.find((customer) => mobilesOf(customer).includes(phone));

/** E-mail addresses and mobile numbers belong to one profile; other numbers may be shared. */
function refuseShared(organization, fields, current) {
  for (const email of addressesOf({ emails: fields.emails ?? [] })) {
    const owner = findByEmail(organization, email);
    if (owner && owner !== current) throw conflict('taken', `email [${email}] is already in use`, 'emails');
  }
  for (const phone of mobilesOf({ phones: fields.phones ?? [] })) {
    const owner = findByMobile(organization, phone);
    if (owner && owner !== current) throw conflict('taken', `mobile phone [${phone}] is already in use`, 'phones');
  }
}

export function readCustomer(organization, body, current) {
  const fields = {
    ...pick(body, 'name', 'image', 'address', 'externalCustomerId', 'customAttributes'),
    ...(body.emails && { emails: readEmails(body.emails) }),
    ...(body.phones && { phones: readPhones(body.phones) }),
  };
  refuseShared(organization, fields, current);
  return fields;
}

export function createCustomer(context, body) {
  const { organization } = context;
  const fields = readCustomer(organization, body);
  const time = now(context);
  const customer = organization.customers.add({
    id: body.id,
    name: '',
    address: '',
    emails: [],
    phones: [],
    customAttributes: {},
    externalCustomerIds: {},
    createdAt: time,
    updatedAt: time,
    ...fields,
  });
  emit(context, 'CUSTOMER_PROFILE/CREATED', { customerId: customer.id });
  return customer;
}

/** The customer named by e-mail or mobile phone in a body, made when nobody has it. */
export function customerByContact(context, { emailAddress, mobilePhone }, attr = 'customer') {
  const { organization } = context;
  if (Boolean(emailAddress) === Boolean(mobilePhone)) {
    throw invalid('exactly one of emailAddress and mobilePhone must be specified', attr);
  }
  if (emailAddress) {
    const email = normalizeEmail(emailAddress, `${attr}.emailAddress`);
    return (
      findByEmail(organization, email) ??
      createCustomer(context, { emails: [{ original: emailAddress, primary: true }] })
    );
  }
  const phone = normalizePhone(mobilePhone, 'US', `${attr}.mobilePhone`);
  return (
    findByMobile(organization, phone) ??
    createCustomer(context, { phones: [{ original: mobilePhone, primary: true, type: 'MOBILE' }] })
  );
}
