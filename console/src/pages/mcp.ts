// The Model Context Protocol as the playground speaks it: one request, one answer, at a URL that lives for an hour.
import { type Config, type Minted, api, ask } from '../api/client';
import { ApiError, asError } from '../api/error';
import type { Schema } from './schema';

/** Seconds that a URL of the playground lives. It is deleted when the page is left. */
const SECONDS = 3600;

export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: Schema;
  annotations?: Record<string, unknown>;
}

export interface Exchange {
  status: number;
  request: unknown;
  text: string;
  ms: number;
  bytes: number;
  left: string | undefined;
  limit: string | undefined;
  message: { result?: unknown; error?: { code: number; message: string } } | undefined;
}

/** A URL with these tools, for the playground alone. What would keep the browser out is left off. */
export function borrow(account: string, { require_api_token_auth: _, allowed_ips: __, ...config }: Config): Promise<Minted> {
  const expires_at = `${new Date(Date.now() + SECONDS * 1000).toISOString().slice(0, 19)}Z`;
  return ask(api.POST('/integrated-account/{id}/mcp', { params: { path: { id: account } }, body: { name: 'Playground', config, expires_at } }));
}

/** Also while the page goes away. */
export function giveBack({ id, integrated_account_id: account }: Minted): void {
  void fetch(`/integrated-account/${account}/mcp/${id}`, { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => undefined);
}

export async function send(token: string, method: string, params: unknown): Promise<Exchange> {
  const request = { jsonrpc: '2.0', id: 1, method, params };
  const started = performance.now();
  const answer = await fetch(`/mcp/${token}`, {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify(request),
  }).catch((failure: unknown) => {
    throw asError(failure);
  });
  const text = await answer.text();
  const header = (name: string) => answer.headers.get(name) ?? undefined;
  return {
    status: answer.status,
    request,
    text,
    ms: Math.round(performance.now() - started),
    bytes: new TextEncoder().encode(text).length,
    left: header('ratelimit-remaining'),
    limit: header('ratelimit-limit'),
    message: parsed(text),
  };
}

function parsed(text: string): Exchange['message'] {
  try {
    return JSON.parse(text) as Exchange['message'];
  } catch {
    return undefined;
  }
}

/** Every tool of a URL. */
export async function listTools(token: string): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  do {
    const { message, status } = await send(token, 'tools/list', cursor === undefined ? {} : { cursor });
    if (message?.error !== undefined || message?.result === undefined) throw new ApiError(status, message?.error?.message ?? `The server answered with status ${status}.`);
    const page = message.result as { tools: Tool[]; nextCursor?: string };
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}
