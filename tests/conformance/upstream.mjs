// The invented vendor behind tests/integrations/conformance: it answers what the conformance suite wants to see arrive.

export const origin = 'https://api.conformance.example';
export const apiKey = 'conformance-fixture-key';

export const text = 'This is a simple text response for testing.';
export const note = '# A note\n';
export const sentence = 'This tool intentionally returns an error for testing';
export const image = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
export const audio = wav(new Uint8Array(8).fill(128));
export const document = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** A WAV file of 8-bit mono samples at 8 kHz. */
function wav(samples) {
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16); // length of what describes the samples
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(1, 22); // channels
  head.writeUInt32LE(8000, 24); // samples a second
  head.writeUInt32LE(8000, 28); // bytes a second
  head.writeUInt16LE(1, 32); // bytes a sample
  head.writeUInt16LE(8, 34); // bits a sample
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const file = (bytes, type) => () => new Response(bytes, { headers: { 'content-type': type } });
const json = (value) => () => Response.json(value);

const answers = {
  'GET /v1/me': json({ id: 'me' }),
  'GET /v1/contents/text': file(text, 'text/plain; charset=utf-8'),
  'GET /v1/contents/image': file(image, 'image/png'),
  'GET /v1/contents/audio': file(audio, 'audio/wav'),
  'GET /v1/contents/document': file(document, 'application/pdf'),
  'GET /v1/contents/note': file(note, 'text/markdown; charset=utf-8'),
  'GET /v1/contents/failure': json({ message: sentence }),
  'POST /v1/diagnostics/sample': json({ sampled: true }),
  'POST /v1/diagnostics/elicit': json({ elicited: false }),
  'POST /v1/diagnostics/log': json({ logged: false }),
  'POST /v1/people': async (request) => Response.json({ received: await request.json() }),
  'GET /v1/people': (request) => Response.json({ region: new URL(request.url).searchParams.get('region'), people: [] }),
};

/** The vendor as a fetch handler. */
export function answer(request) {
  if (request.headers.get('x-conformance-key') !== apiKey) {
    return Response.json({ message: 'The key is wrong.' }, { status: 401 });
  }
  const found = answers[`${request.method} ${new URL(request.url).pathname}`];
  return found ? found(request) : Response.json({ message: 'Not found.' }, { status: 404 });
}
