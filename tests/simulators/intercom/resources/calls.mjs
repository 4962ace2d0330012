import { ApiError, conflict, notFound } from '../errors.mjs';
import { Raw } from '../raw.mjs';

const stamp = (seconds) =>
  `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;

const callIn = ({ workspace, params }) => workspace.calls.require(params.call_id);

const transcriptText = (call) =>
  call._transcript.map(({ at, speaker, text }) => `[${stamp(at)}] ${speaker}: "${text}"`).join('\n');

/** Telephony partners get JSON for a redirect that failed, in a form of its own. */
const refuseRedirect = (status, key, message) =>
  new ApiError(status, key, message, { body: { error_key: key, message } });

const aiCallBy =
  (key) =>
  ({ workspace, params }) => {
    const [value] = Object.values(params);
    const call = workspace.aiCalls.find((one) => String(one[key]) === value);
    if (!call) throw notFound('Not Found');
    return call;
  };

export default {
  'calls.list': ({ workspace, paged }) =>
    paged(workspace.calls.list(), undefined, { order: { key: (call) => call.created_at, descending: true } }),
  'calls.get': callIn,
  'calls.get_recording': (context) => {
    const call = callIn(context);
    if (!call.recording_url) throw notFound('Recording Not Found');
    const location = `https://recordings.intercom.example/${call.id}.mp3`;
    return new Raw(null, { status: 302, headers: { location } });
  },
  'calls.get_transcript': (context) =>
    new Raw(transcriptText(callIn(context)), { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
  'calls.search': ({ workspace, body }) => {
    const ids = body.conversation_ids.map(String);
    const found = workspace.calls.list((call) => ids.includes(call.conversation_id));
    const transcript = (call) => call._transcript.map(({ at, speaker, text }) => ({ speaker, text, start_time: at }));
    const data = found.map((call) => ({ ...call, transcript: transcript(call), transcript_status: 'completed' }));
    return { type: 'list', data };
  },

  'phone_call_redirects.create': ({ workspace, body }) => {
    if (!/^\+\d{7,15}$/.test(body.phone)) throw refuseRedirect(422, 'invalid_phone_number', 'Invalid phone number');
    return { type: 'phone_call_redirect', url: `https://via.intercom.example/msgr/${workspace.id}`, phone: body.phone };
  },

  'fin_voice_calls.register': ({ workspace, body }) => {
    const externalId = String(body.call_id);
    if (workspace.aiCalls.find((call) => call.external_call_id === externalId))
      throw conflict('A call with this call_id is registered already');
    return workspace.aiCalls.add({
      id: Number(workspace.number()),
      app_id: 1,
      user_phone_number: body.phone_number,
      status: 'registered',
      intercom_call_id: null,
      external_call_id: externalId,
      intercom_conversation_id: null,
      call_transcript: [],
      call_summary: '',
      intent: [],
    });
  },
  'fin_voice_calls.get': aiCallBy('id'),
  'fin_voice_calls.get_by_external_id': aiCallBy('external_call_id'),
  'fin_voice_calls.get_by_phone_number': aiCallBy('user_phone_number'),
  'fin_voice_calls.list_by_conversation': ({ workspace, params }) =>
    workspace.aiCalls.list((call) => call.intercom_conversation_id === params.conversation_id),
};
