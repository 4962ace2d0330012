// Who is signed in. The session itself is in a cookie that no script reads; this knows only whose it is.
import { signal } from '@preact/signals';
import { ApiError, asError } from './api/error';
import { forget } from './api/use';

export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface Session {
  /** Whether people can sign in, beside who has ADMIN_TOKEN. */
  sign_in: boolean;
  /** Absent where it is a token's. */
  member?: Person;
  /** Absent where nobody is signed in. */
  expires_at?: string;
  /** Somebody is, who may not use the console. */
  refused?: string;
}

/** Undefined until it is known. */
export const session = signal<Session | undefined>(undefined);

/** Why it could not be learned. */
export const trouble = signal<string | undefined>(undefined);

async function send(method: string, body?: unknown): Promise<Session> {
  const init: RequestInit = { method, credentials: 'same-origin' };
  if (body !== undefined) Object.assign(init, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await fetch('/session', init).catch((failure: unknown) => {
    throw asError(failure);
  });
  const said = (await answer.json().catch(() => ({}))) as Session;
  if (!answer.ok) throw ApiError.of(answer.status, said);
  return said;
}

export async function learn(): Promise<void> {
  try {
    session.value = await send('GET');
    trouble.value = undefined;
  } catch (error) {
    trouble.value = asError(error).message;
  }
}

/** With an API token, which is sent once and kept nowhere here. */
export async function signInWith(token: string): Promise<void> {
  await send('POST', { token });
  forget();
  await learn();
}

export async function signOut(): Promise<void> {
  await send('DELETE');
  forget();
  session.value = { sign_in: session.value?.sign_in ?? false };
}

/** The API no longer takes the session. */
export function signedOut(): void {
  if (session.value?.expires_at !== undefined) session.value = { sign_in: session.value.sign_in };
}

export const isOperator = (known: Session): boolean => known.expires_at !== undefined && known.refused === undefined;
