// A mock of a vendor that somebody else wrote: Prism, made of the vendor's own description, says what is wrong with a request.
import { createRequire } from 'node:module';
import { parse as parseQuery } from 'node:querystring';

const silent = { debug() {}, info() {}, warn() {}, error() {}, success() {}, trace() {} };
const logger = { ...silent, child: () => silent };

const bodyOf = (headers, text) => {
  if (text === '') return undefined;
  return (headers['content-type'] ?? '').includes('json') ? JSON.parse(text) : text;
};

const worded = ({ path, location, message }) => `${(path ?? location ?? []).join('.')}: ${message}`;

/** `modules` is where the packages of mock/package.json are. Gives a function from a request to the list of what is wrong with it. */
export async function openMock(modules, document) {
  const { createInstance, getHttpOperationsFromSpec } = createRequire(`${modules}/package.json`)('@stoplight/prism-http');
  const operations = await getHttpOperationsFromSpec(structuredClone(document));
  const mock = createInstance({ validateRequest: true, validateResponse: false, checkSecurity: true, errors: false }, { logger });
  return async function wrongWith(request) {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const headers = { ...Object.fromEntries(request.headers), 'content-length': String(Buffer.byteLength(text)) };
    const url = { path: pathname, query: parseQuery(search.slice(1)) };
    const answered = await mock.request({ method: request.method.toLowerCase(), url, headers, body: bodyOf(headers, text) }, operations, {
      // Made anew: the mock keeps the media types of the first request in it.
      mock: { dynamic: false },
    })();
    if (answered._tag === 'Right') return answered.right.validations.input.map(worded);
    // Where the description has no answer for a bad request, the mock fails with what is wrong with it.
    const { detail, message, additional } = answered.left;
    return additional?.validation?.map(worded) ?? [detail ?? message];
  };
}
