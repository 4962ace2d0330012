// The way to the operator's API: typed by its own description, and every refusal as one kind of error.
import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/api';
import { ApiError } from './error';
import { signedOut } from '../session';

export type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type Server = Schemas['Server'];
export type Minted = Schemas['MintedServer'];
export type JointServer = Schemas['SeveralServer'];
export type JointMinted = Schemas['MintedSeveralServer'];
export type Config = Schemas['Config'];
export type Integration = Schemas['Integration'];
export type Capabilities = Schemas['Capabilities'];
export type Preview = Schemas['Preview'];
export type Member = Schemas['Member'];
export type Grant = Schemas['GrantList']['result'][number];
export type ApiToken = Schemas['ApiToken'];
export type ApiKey = Schemas['MintedApiToken'];

/** The session is a cookie that comes along by itself, and that counts on this origin alone. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });

interface Exchange<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the API answered, or an ApiError. */
export async function ask<T>(exchange: Promise<Exchange<T>>): Promise<T> {
  return (await askWithTag(exchange)).data;
}

/** The same with the etag of what was read, for a change of exactly that. */
export async function askWithTag<T>(exchange: Promise<Exchange<T>>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await exchange.catch((failure: unknown) => {
    throw ApiError.ofNetwork(failure);
  });
  if (response.ok) return { data: data as T, etag: response.headers.get('etag') ?? '' };
  if (response.status === 401) signedOut();
  throw ApiError.of(response.status, error);
}

/** All pages of a list. Past so many records a page of the console is no way to look at them. */
export async function all<T>(page: (cursor: string | undefined) => Promise<{ result: T[]; next_cursor: string | null }>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 50; pages += 1) {
    const { result, next_cursor } = await page(cursor);
    found.push(...result);
    if (next_cursor === null) break;
    cursor = next_cursor;
  }
  return found;
}

/** Names one attempt, so that a second click, or a repeat after a broken connection, makes nothing twice. */
export const attempt = () => ({ 'idempotency-key': crypto.randomUUID() });
