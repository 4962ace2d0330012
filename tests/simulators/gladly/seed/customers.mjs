import { DAY } from '../../shared/clock.mjs';
import { FIRST_NAMES, LAST_NAMES } from '../../shared/words.mjs';
import { iso } from '../time.mjs';

const CROWD = 60;
const OTHERS = 24;

const phone = (number, type = 'MOBILE', primary = true) => ({
  original: number,
  normalized: number,
  regionCode: 'US',
  primary,
  ...(type === 'MOBILE' && { smsPreference: 'ON' }),
  type,
});
const email = (address, primary = true) => ({ original: address, normalized: address.toLowerCase(), primary });

function addCustomer({ customers, clock }, age, fields) {
  return customers.add({
    address: '',
    emails: [],
    phones: [],
    customAttributes: {},
    externalCustomerIds: {},
    createdAt: iso(clock.base - (age + 100) * DAY),
    updatedAt: iso(clock.base - age * DAY + 137),
    ...fields,
  });
}

/** People that demonstrations and tests look up: one calls about an order, one was charged twice, and so on. */
function seedKnown(organization) {
  const { slug, landmarks } = organization;
  const person = (first, last, number, more) =>
    addCustomer(organization, number, {
      name: `${first} ${last}`,
      address: `${100 + number} Harbor Street, Springfield`,
      emails: [email(`${first}.${last}@${slug}-customers.example`.toLowerCase())],
      phones: [phone(`+1555010010${number}`)],
      externalCustomerId: `shop-${1000 + number}`,
      externalCustomerIds: { shop: `shop-${1000 + number}` },
      customAttributes: { tier: number % 2 === 0 ? 'gold' : 'silver', lifetimeValue: 100 * number + 0.5 },
      ...more,
    }).id;
  landmarks.chargedTwice = person('Maya', 'Lindqvist', 1);
  landmarks.caller = person('Tomas', 'Ferreira', 2);
  landmarks.onEveryChannel = person('Iris', 'Novak', 3);
  landmarks.onThePhone = person('Omar', 'Haddad', 4);
  landmarks.busy = person('Greta', 'Solheim', 5);
  landmarks.settled = person('Pavel', 'Dvorak', 6);
  landmarks.survivor = person('Lena', 'Okafor', 7, {
    emails: [email(`lena.okafor@${slug}-customers.example`), email(`l.okafor@${slug}-old.example`, false)],
    phones: [phone('+15550100107'), phone('+15550100207', 'HOME', false)],
  });
}

/** More people behind one office number than a search gives back. */
function seedCrowd(organization) {
  const { random, slug, landmarks } = organization;
  landmarks.crowdedPhone = '+15550109000';
  for (let number = 1; number <= CROWD; number += 1) {
    addCustomer(organization, number / 10, {
      name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      emails: [email(`colleague${number}@${slug}-office.example`)],
      phones: [phone(landmarks.crowdedPhone, 'OFFICE')],
    });
  }
}

function seedOthers(organization) {
  const { random, slug } = organization;
  for (let number = 1; number <= OTHERS; number += 1) {
    addCustomer(organization, number, {
      name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      emails: [email(`shopper${number}@${slug}-customers.example`)],
      phones: number % 3 === 0 ? [phone(`+155501003${String(number).padStart(2, '0')}`)] : [],
    });
  }
}

/** Ids that went into another profile, one of them by way of a second. */
function seedMerges({ merges, landmarks, clock }) {
  const { id: middle } = merges.add({ into: landmarks.survivor, _at: iso(clock.base - 20 * DAY) });
  const { id: oldest } = merges.add({ into: middle, _at: iso(clock.base - 40 * DAY) });
  const { id: other } = merges.add({ into: landmarks.caller, _at: iso(clock.base - 2 * DAY) });
  Object.assign(landmarks, { merged: middle, mergedTwice: oldest, mergedCaller: other });
}

export function seedCustomers(organization) {
  seedKnown(organization);
  seedCrowd(organization);
  seedOthers(organization);
  seedMerges(organization);
}
