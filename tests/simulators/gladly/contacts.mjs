import { invalid } from './errors.mjs';

/** Calling code, what leads a national number at home, and how many digits follow. */
const REGIONS = {
  US: { code: '1', trunk: /^1?/, digits: /^\d{10}$/ },
  CA: { code: '1', trunk: /^1?/, digits: /^\d{10}$/ },
  GB: { code: '44', trunk: /^0/, digits: /^\d{9,10}$/ },
  DE: { code: '49', trunk: /^0/, digits: /^\d{5,11}$/ },
};
const E164 = /^\+[1-9]\d{6,14}$/;

export const isE164 = (text) => E164.test(text);

/** E.164 of a number as people write it; national numbers are read with the region. */
export function normalizePhone(original, regionCode = 'US', attr = 'phone') {
  const compact = original.replace(/[\s().-]/g, '');
  if (isE164(compact)) return compact;
  const region = REGIONS[regionCode];
  if (!region) throw invalid(`unknown region code [${regionCode}]`, attr);
  const national = compact.replace(region.trunk, '');
  if (!region.digits.test(national)) throw invalid('invalid phone number', attr);
  return `+${region.code}${national}`;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function normalizeEmail(original, attr = 'email') {
  if (!EMAIL.test(original)) throw invalid('invalid email address', attr);
  return original.trim().toLowerCase();
}
