// The Model Context Protocol by hand, so that a test decides every byte of what it sends.
import { parsed } from './json.mjs';

export const MODERN = '2026-07-28';
export const LEGACY = '2025-11-25';

const meta = 'io.modelcontextprotocol/';

/** The `_meta` that every request of the 2026-07-28 era carries. */
export function claim(version = MODERN) {
  return {
    [`${meta}protocolVersion`]: version,
    [`${meta}clientCapabilities`]: {},
    [`${meta}clientInfo`]: { name: 'fairlead-tests', version: '0' },
  };
}

/** The headers that mirror a 2026-07-28 request. */
export function mirrored(method, params = {}) {
  const name = params.name ?? params.uri;
  return {
    'mcp-protocol-version': MODERN,
    'mcp-method': method,
    ...(name === undefined ? {} : { 'mcp-name': name }),
  };
}

/** One JSON-RPC request as fetch() wants it. `id: null` makes it a notification. */
export function request(method, params, { era = 'modern', id = 1, headers = {} } = {}) {
  const modern = era === 'modern';
  const sent = modern ? { ...params, _meta: { ...claim(), ...params?._meta } } : params;
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(modern ? mirrored(method, params) : { 'mcp-protocol-version': LEGACY }),
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      ...(id === null ? {} : { id }),
      method,
      ...(sent === undefined ? {} : { params: sent }),
    }),
  };
}

/** What a tool answered: its `text`, `json` when that is JSON, and the HTTP body as `raw`. */
export function toolAnswer(answer) {
  const text = answer.result?.content?.[0]?.text ?? answer.text;
  return { ...answer, raw: answer.text, isError: answer.result?.isError === true, text, json: parsed(text) };
}
