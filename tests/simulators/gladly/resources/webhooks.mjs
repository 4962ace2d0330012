import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { now, refuseEmpty } from './records.mjs';

const webhookOf = ({ organization, params }) => organization.webhooks.require(params.webhookId);

/** Credentials and header values go in and never come out. */
const shown = ({ _credentials, _headers = {}, ...webhook }) => ({
  ...webhook,
  hasCredentials: Boolean(_credentials),
  headerKeys: Object.keys(_headers),
});

function readWebhook({ organization, body }, current) {
  const { url } = body;
  if (url !== undefined) {
    if (!url.startsWith('https://')) throw invalid('url must use HTTPS', 'url');
    if (organization.webhooks.find((other) => other.url === url && other !== current)) {
      throw invalid('another webhook already has this url', 'url');
    }
  }
  if (body.events?.length === 0) throw invalid('events cannot be empty', 'events');
  return {
    ...pick(body, 'name', 'events', 'url', 'enabled'),
    ...(body.credentials && { _credentials: body.credentials }),
    ...(body.headers && { _headers: body.headers }),
  };
}

/** Enabling a webhook, or giving an enabled one another target, makes the vendor try it. */
function refuseSilent({ settings }, { url, enabled }, before = {}) {
  if (enabled && (!before.enabled || before.url !== url) && !settings.ping(url)) {
    throw invalid('PING request to the url failed', 'url');
  }
}

export default {
  'webhooks.list': ({ organization }) => organization.webhooks.list().map(shown),
  'webhooks.get': (context) => shown(webhookOf(context)),
  'webhooks.create': (context) => {
    const { organization, settings } = context;
    if (organization.webhooks.size >= settings.caps.webhooks) {
      throw invalid(`an organization can have at most ${settings.caps.webhooks} webhooks`);
    }
    const fields = { enabled: false, ...readWebhook(context) };
    refuseSilent(context, fields);
    const time = now(context);
    return `/webhooks/${organization.webhooks.add({ ...fields, createdAt: time, updatedAt: time }).id}`;
  },
  'webhooks.update': (context) => {
    const webhook = webhookOf(context);
    refuseEmpty(context.body, 'url');
    const fields = readWebhook(context, webhook);
    refuseSilent(context, { ...webhook, ...fields }, webhook);
    Object.assign(webhook, fields, { updatedAt: now(context) });
    if (webhook.enabled) delete webhook.disabledAtDueToRetryLimit;
  },
  'webhooks.delete': (context) => {
    const webhook = webhookOf(context);
    if (webhook.enabled) throw invalid('webhook must be disabled before it can be deleted', 'enabled');
    context.organization.webhooks.remove(webhook);
  },
};
