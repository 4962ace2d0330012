// MPEG-1 layer III, mono, 32 kbit/s at 44.1 kHz: what the vendor says it serves. All zeros behind the header is silence.
const FRAME_HEADER = [0xff, 0xfb, 0x10, 0xc4];
const FRAME_BYTES = 104;
const FRAMES_PER_SECOND = 44_100 / 1152;
const TITLE_ENCODING_UTF8 = 3;

/** Length in the seven-bit bytes that ID3 wants. */
const syncsafe = (length) => [21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f);

function titleTag(title) {
  const text = [TITLE_ENCODING_UTF8, ...Buffer.from(title)];
  const frame = [...Buffer.from('TIT2'), ...syncsafe(text.length), 0, 0, ...text];
  return [...Buffer.from('ID3'), 4, 0, 0, ...syncsafe(frame.length), ...frame];
}

/** Silence that any player takes, its title naming the item so that two recordings differ. */
export function recordingOf(item) {
  const frames = Math.ceil((item.content.recordingDuration ?? 1) * FRAMES_PER_SECOND);
  const tag = titleTag(`Recording ${item.id}`);
  const bytes = new Uint8Array(tag.length + frames * FRAME_BYTES);
  bytes.set(tag);
  for (let frame = 0; frame < frames; frame += 1) bytes.set(FRAME_HEADER, tag.length + frame * FRAME_BYTES);
  return bytes;
}
