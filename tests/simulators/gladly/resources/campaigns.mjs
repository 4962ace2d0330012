import { normalizeEmail, normalizePhone } from '../contacts.mjs';
import { blank, invalid } from '../errors.mjs';
import { refuseTimezone } from './business-hours.mjs';

function checkRecipient(campaign, recipient, at) {
  const attr = `recipients[${at}]`;
  refuseTimezone(recipient.timezone, `${attr}.timezone`, 'timezone is invalid');
  const key = campaign.type === 'EMAIL' ? 'emailAddress' : 'phoneNumber';
  if (!recipient[key]) throw blank(`${key} cannot be blank in a campaign of type ${campaign.type}`, `${attr}.${key}`);
  if (key === 'emailAddress') normalizeEmail(recipient.emailAddress, `${attr}.emailAddress`);
  else normalizePhone(recipient.phoneNumber, 'US', `${attr}.phoneNumber`);
}

export default {
  'recipient_collections.create': ({ organization, params, body, clock }) => {
    const campaign = organization.campaigns.require(params.campaignId);
    const { startAfter, endBefore, name, recipients } = body;
    if (recipients.length === 0) throw blank('recipients cannot be blank', 'recipients');
    if (endBefore && Date.parse(endBefore) <= Date.parse(startAfter)) {
      throw invalid('endBefore must occur after startAfter', 'endBefore');
    }
    recipients.forEach((recipient, at) => checkRecipient(campaign, recipient, at));
    return organization.recipientCollections.add({
      campaignId: campaign.id,
      type: campaign.type,
      startAfter,
      endBefore,
      name,
      status: Date.parse(startAfter) > clock.now() ? 'SCHEDULED' : 'ACTIVE',
      _recipients: recipients,
    });
  },
};
