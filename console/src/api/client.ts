// The way to the operator's API: typed by its own description, and every refusal as one kind of error.
import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/api';
import { ApiError, asError } from './error';
import { signedOut } from '../session';

export type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type Server = Schemas['Server'];
export type Minted = Schemas['MintedServer'];
export type JointServer = Schemas['SeveralServer'];
export type JointMinted = Schemas['MintedSeveralServer'];
export type Config = Schemas['Config'];
export type ConfigChange = Schemas['ConfigChange'];
export type Integration = Schemas['Integration'];
export type Capabilities = Schemas['Capabilities'];
export type Preview = Schemas['Preview'];
export type Member = Schemas['Member'];
export type Grant = Schemas['GrantList']['result'][number];
export type Webhook = Schemas['Webhook'];
export type WebhookKey = Schemas['MadeWebhook'];
export type EventName = NonNullable<Webhook['events']>[number];
export type ApiToken = Schemas['ApiToken'];
export type ApiKey = Schemas['MintedApiToken'];

/** The session is a cookie that comes along by itself, and that counts on this origin alone. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });

interface Exchange<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A record with the etag of the state that it was read in, for a change of exactly that. */
export interface Tagged<T> {
  data: T;
  etag: string;
}

/** What the API answered, or an ApiError. */
export async function ask<T>(exchange: Promise<Exchange<T>>): Promise<T> {
  return (await askWithTag(exchange)).data;
}

export async function askWithTag<T>(exchange: Promise<Exchange<T>>): Promise<Tagged<T>> {
  const { data, error, response } = await exchange.catch((failure: unknown) => {
    throw asError(failure);
  });
  if (response.ok) return { data: data as T, etag: response.headers.get('etag') ?? '' };
  if (response.status === 401) signedOut();
  // The API's own words are for a program, which can read the record again.
  if (response.status === 412) throw new ApiError(412, 'Somebody changed this after the page read it, so nothing was saved. Load the page again, and make your change anew.');
  throw ApiError.of(response.status, error);
}

interface PageQuery {
  limit: number;
  next_cursor?: string;
}

/** All pages of a list, each asked for by its query. Past so many records a page of the console is no way to look at them. */
export async function all<T>(page: (query: PageQuery) => Promise<{ result: T[]; next_cursor: string | null }>): Promise<T[]> {
  const found: T[] = [];
  const query: PageQuery = { limit: 100 };
  for (let pages = 0; pages < 50; pages += 1) {
    const { result, next_cursor } = await page(query);
    found.push(...result);
    if (next_cursor === null) break;
    query.next_cursor = next_cursor;
  }
  return found;
}

export interface Attempt {
  'idempotency-key': string;
}

/** Names one attempt, so that a repeat of it makes nothing twice. */
export const attempt = (): Attempt => ({ 'idempotency-key': crypto.randomUUID() });
