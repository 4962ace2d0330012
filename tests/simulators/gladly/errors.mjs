/** One entry of the vendor's error list. */
export const problem = (code, detail, attr, meta) => ({
  ...(attr && { attr }),
  code,
  ...(detail && { detail }),
  ...(meta && { meta }),
});

/** A refusal that the vendor would answer with its error envelope. */
export class ApiError extends Error {
  constructor(status, problems, headers = {}) {
    super(problems.map(({ attr, code, detail }) => detail ?? `${attr} ${code}`).join('; '));
    this.status = status;
    this.problems = problems;
    this.headers = headers;
  }
}

const refusal =
  (status) =>
  (...entry) =>
    new ApiError(status, [problem(...entry)]);

export const invalid = (detail, attr) => refusal(400)('invalid', detail, attr);
export const blank = (detail, attr) => refusal(400)('blank', detail, attr);
export const wrongState = (detail, attr) => refusal(400)('invalid_state', detail, attr);
export const inUse = refusal(400).bind(null, 'in_use');
export const notFound = (detail = 'entity does not exist') => refusal(404)('not_exist', detail);
export const conflict = refusal(409);

// The vendor documents no body for these two; ours are a guess.
export const unauthorized = () => refusal(401)('unauthorized', 'invalid credentials');
export const forbidden = (detail) => refusal(403)('forbidden', detail);

/** Undocumented as well: this is what the gateway whose header names the vendor uses would say. */
export const RATE_LIMITED = { message: 'API rate limit exceeded' };

/** The body as documented for this endpoint and status: mostly a list, now and then one object or a bare list. */
export function errorBody({ status, problems }, endpoint, errorShapes) {
  const odd = errorShapes === 'documented' && endpoint?.odd?.[status];
  if (odd === 'bare') return problems;
  return { errors: odd === 'object' && problems.length === 1 ? problems[0] : problems };
}
