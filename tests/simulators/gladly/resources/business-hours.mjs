import { conflict, invalid } from '../errors.mjs';
import { now } from './records.mjs';

function isTimezone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export function refuseTimezone(name, attr, detail = 'Timezone is invalid') {
  if (!isTimezone(name)) throw invalid(detail, attr);
}

const hoursOf = ({ organization, params }) => organization.businessHours.require(params.businessHoursId);

/** There is one primary schedule: a new one takes the rank from the old, and it cannot be given up otherwise. */
function rank({ organization }, hours, primary) {
  if (!primary) return;
  for (const other of organization.businessHours.list()) other.primary = other === hours;
}

export default {
  'business_hours.list': ({ organization }) => organization.businessHours.list(),
  'business_hours.get': hoursOf,
  'business_hours.create': (context) => {
    const { organization, body } = context;
    refuseTimezone(body.officeHours.timezone, 'officeHours.timezone');
    const hours = organization.businessHours.add({
      version: 1,
      createdAt: now(context),
      updatedAt: now(context),
      name: body.name,
      primary: false,
      officeHours: body.officeHours,
    });
    rank(context, hours, body.primary);
    return hours;
  },
  'business_hours.update': (context) => {
    const { body } = context;
    const hours = hoursOf(context);
    refuseTimezone(body.officeHours.timezone, 'officeHours.timezone');
    if (body.version !== hours.version) throw conflict('version_outdated', 'the version provided is outdated');
    Object.assign(hours, {
      version: hours.version + 1,
      updatedAt: now(context),
      name: body.name,
      officeHours: body.officeHours,
    });
    rank(context, hours, body.primary);
    return hours;
  },
  'business_hours.delete': (context) => {
    const hours = hoursOf(context);
    if (hours.primary) throw invalid('cannot delete primary business hours');
    context.organization.businessHours.remove(hours);
  },
};
