import { withCustomFields } from './custom-fields.mjs';
import { change, reference } from './records.mjs';
import { search } from '../search.mjs';
import { accountStub } from '../store.mjs';

const recordingOf = ({ organization, params }) => organization.callRecordings.require(params.id);

/** What Pylon writes down by itself: call recordings and audit logs. */
export default {
  'call_recordings.search': (context) =>
    context.page(search(context, 'call_recordings', context.organization.callRecordings.list(), 'call_recording')),
  'call_recordings.get': (context) => ({ data: recordingOf(context) }),
  'call_recordings.update': (context) => {
    const { organization, body, clock } = context;
    const recording = recordingOf(context);
    const changes = {
      account: reference(organization.accounts, body, 'account_id', accountStub, recording.account),
      custom_fields: withCustomFields(organization, 'call_recording', recording.custom_fields, body.custom_fields),
    };
    return { data: change(recording, changes, clock) };
  },
  'call_recordings.delete': (context) => {
    context.organization.callRecordings.remove(recordingOf(context));
    return {};
  },

  'audit_logs.list': ({ organization, page }) => page(organization.auditLogs.list()),
  'audit_logs.search': (context) => context.page(search(context, 'audit_logs', context.organization.auditLogs.list())),
};
