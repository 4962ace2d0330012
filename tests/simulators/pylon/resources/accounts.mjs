import { pick, sent } from '../../shared/fields.mjs';
import { duplicate, invalid } from '../errors.mjs';
import { search } from '../search.mjs';
import { accountStub, personStub } from '../store.mjs';
import { withCustomFields } from './custom-fields.mjs';
import { change, reference, referAll } from './records.mjs';

const externalId = ({ external_id: id, label = '' }) => ({ external_id: id, label });

function refuseDuplicate({ organization, settings }, changes, own) {
  const taken = organization.accounts.find(
    (account) =>
      account !== own &&
      (account.domains.some((domain) => changes.domains?.includes(domain)) ||
        account.external_ids.some((known) =>
          changes.external_ids?.some((other) => other.external_id === known.external_id),
        )),
  );
  if (taken) throw duplicate(settings.duplicateStatus, 'An account with this domain or external id exists', taken.id);
}

function readDomains(body, current) {
  if (!sent(body, 'domains') && !sent(body, 'domain') && !sent(body, 'primary_domain')) return {};
  const domains = [...new Set([...(body.domains ?? current?.domains ?? []), ...(body.domain ? [body.domain] : [])])];
  const primary =
    body.primary_domain || (domains.includes(current?.primary_domain) ? current.primary_domain : domains[0]);
  if (primary && !domains.includes(primary)) throw invalid('primary_domain must be one of domains');
  return { domain: primary ?? null, domains, primary_domain: primary ?? null };
}

function readChanges(context, current) {
  const { organization, body } = context;
  if (sent(body, 'subaccount_ids')) referAll(organization.accounts, body.subaccount_ids, 'subaccount_ids');
  const changes = {
    ...pick(body, 'name', 'channels', 'tags', 'is_disabled'),
    ...readDomains(body, current),
    ...(sent(body, 'external_ids') && { external_ids: body.external_ids.map(externalId) }),
    ...(sent(body, 'account_type') && { type: body.account_type }),
    ...(sent(body, 'logo_url') && { _logo_url: body.logo_url }),
    ...(sent(body, 'subaccount_ids') && { _subaccount_ids: body.subaccount_ids }),
    owner: reference(organization.users, body, 'owner_id', personStub, current?.owner),
    custom_fields: withCustomFields(organization, 'account', current?.custom_fields, body.custom_fields),
  };
  refuseDuplicate(context, changes, current);
  return changes;
}

function combineTags(current, tags, mode = 'replace') {
  if (tags === undefined) return current;
  if (mode === 'append_only') return [...new Set([...current, ...tags])];
  return mode === 'remove_only' ? current.filter((tag) => !tags.includes(tag)) : tags;
}

export function createAccount(organization, fields, now) {
  return organization.accounts.add({
    channels: [],
    created_at: now,
    crm_settings: { details: [] },
    domain: null,
    domains: [],
    external_ids: [],
    is_disabled: false,
    latest_customer_activity_time: null,
    primary_domain: null,
    tags: [],
    type: 'customer',
    updated_at: now,
    ...fields,
  });
}

/** Everything that hangs off one account goes to another, or to none. */
function moveBelongings(organization, from, to) {
  const kinds = ['contacts', 'issues', 'tasks', 'projects', 'milestones', 'callRecordings'];
  for (const record of kinds.flatMap((kind) => organization[kind].list((one) => one.account?.id === from.id))) {
    record.account = to ? accountStub(to) : null;
  }
}

export default {
  'accounts.list': ({ organization, page }) => page(organization.accounts.list()),
  'accounts.search': (context) =>
    context.page(search(context, 'accounts', context.organization.accounts.list(), 'account')),
  'accounts.get': ({ organization, params }) => ({ data: organization.accounts.require(params.id) }),

  'accounts.create': (context) => ({
    data: createAccount(context.organization, readChanges(context), context.clock.iso()),
  }),

  'accounts.update': (context) => {
    const account = context.organization.accounts.require(context.params.id);
    return { data: change(account, readChanges(context, account), context.clock) };
  },

  'accounts.bulk_update': ({ organization, body, clock }) => {
    if (body.account_ids.length === 0) throw invalid('account_ids must not be empty');
    const changes = referAll(organization.accounts, body.account_ids, 'account_ids').map((account) => [
      account,
      {
        ...(sent(body, 'account_type') && { type: body.account_type }),
        tags: combineTags(account.tags, body.tags, body.tags_apply_mode),
        owner: reference(organization.users, body, 'owner_id', personStub, account.owner),
        custom_fields: withCustomFields(organization, 'account', account.custom_fields, body.custom_fields),
      },
    ]);
    for (const [account, fields] of changes) change(account, fields, clock);
    return { success: true };
  },

  'accounts.merge': ({ organization, body, clock }) => {
    const target = organization.accounts.refer(body.merge_into_account_id, 'merge_into_account_id');
    const merged = referAll(organization.accounts, body.merge_account_ids, 'merge_account_ids');
    if (merged.length === 0 || merged.includes(target)) {
      throw invalid('merge_account_ids must name other accounts than merge_into_account_id');
    }
    for (const account of merged) {
      moveBelongings(organization, account, target);
      organization.accounts.remove(account);
    }
    const union = (key) => [...target[key], ...merged.flatMap((account) => account[key])];
    return {
      data: change(
        target,
        { domains: union('domains'), external_ids: union('external_ids'), tags: [...new Set(union('tags'))] },
        clock,
      ),
    };
  },

  'accounts.delete': ({ organization, params }) => {
    const account = organization.accounts.require(params.id);
    moveBelongings(organization, account, null);
    organization.accounts.remove(account);
    return {};
  },
};
