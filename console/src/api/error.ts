// What the API says when it refuses, by field where it names fields.

export interface Failure {
  field: string;
  message: string;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly failures: Failure[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Of the envelope `{statusCode, error, message, details?}`. */
  static of(status: number, body: unknown): ApiError {
    const { message, details } = (body ?? {}) as { message?: unknown; details?: { failures?: Failure[] } };
    const text = typeof message === 'string' ? message : `The Worker answered with status ${status}.`;
    return new ApiError(status, text, details?.failures ?? []);
  }

  /** What it says of a field, or of something inside it. */
  about(field: string): string | undefined {
    const found = this.failures.filter((failure) => isWithin(failure, field));
    if (found.length === 0) return undefined;
    return found.map(({ message }) => sentence(message)).join(' ');
  }

  /** Those of no field that the form shows. */
  besides(fields: string[]): Failure[] {
    return this.failures.filter((failure) => !fields.some((shown) => isWithin(failure, shown)));
  }
}

/** The API names what is inside a field with `.` or, in a list, with `[`. */
const isWithin = ({ field }: Failure, outer: string) => field === outer || field.startsWith(`${outer}.`) || field.startsWith(`${outer}[`);

/** The API's messages go on from the field's name; at a field they stand alone. */
function sentence(message: string): string {
  const start = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

/** What failed before there was an answer is the connection. */
export const asError = (failure: unknown): ApiError =>
  failure instanceof ApiError ? failure : new ApiError(0, 'The Worker could not be reached. Look at your connection and try again.');

/** What was said of a form when it was sent, and what is said of it as it stands now. */
export function both(sent: ApiError | undefined, now: ApiError | undefined): ApiError | undefined {
  if (sent === undefined || now === undefined) return sent ?? now;
  const isNew = ({ field, message }: Failure) => !sent.failures.some((one) => one.field === field && one.message === message);
  return new ApiError(sent.status, sent.message, [...sent.failures, ...now.failures.filter(isNew)]);
}
