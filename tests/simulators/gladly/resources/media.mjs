import { recordingOf } from '../audio.mjs';
import { invalid, notFound } from '../errors.mjs';
import { itemOf } from './items.mjs';

const WITH_ATTACHMENTS = new Set([
  'CHAT_MESSAGE',
  'CONVERSATION_NOTE',
  'EMAIL',
  'FACEBOOK_MESSAGE',
  'INSTAGRAM_DIRECT',
  'SMS',
  'WHATSAPP',
]);

export default {
  'conversation_item_recordings.download': (context) => {
    const item = itemOf(context);
    if (item.content.recordingStatus !== 'AVAILABLE') throw notFound('recording does not exist');
    return { content: recordingOf(item) };
  },
  'voice_transcripts.get': (context) => {
    const { id: _, ...transcript } = context.organization.transcripts.require(itemOf(context).id);
    return transcript;
  },
  'conversation_item_attachments.download': (context) => {
    const { params, organization } = context;
    const item = itemOf(context);
    if (!WITH_ATTACHMENTS.has(item.content.type)) {
      throw invalid('conversation item content does not contain attachments');
    }
    const attachment = item.content.attachments?.find(({ id }) => id === params.attachmentId);
    if (!attachment) throw notFound();
    const name = encodeURIComponent(attachment.filename);
    return `https://attachments.gladly-files.example/${organization.slug}/${attachment.id}/${name}?signature=obviously-fake`;
  },
};
