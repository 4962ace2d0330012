/** An answer that is no JSON. */
export class Raw {
  constructor(body, { status = 200, headers = {} } = {}) {
    Object.assign(this, { body, status, headers });
  }
}
