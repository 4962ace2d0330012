const HOST = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z]{2}-[a-z0-9-]+)?\.gladly\.(com|qa)$/;

/** The organization and environment a host name stands for; null for any other host, where the token decides alone. */
export function readHost(hostname) {
  const [, organization, domain] = HOST.exec(hostname.toLowerCase()) ?? [];
  return organization ? { organization, environment: domain === 'qa' ? 'sandbox' : 'production' } : null;
}

/** The name under which the simulator keeps an organization: a sandbox has data of its own. */
export const stateKey = ({ organization, environment }) =>
  environment === 'sandbox' ? `${organization}-sandbox` : organization;
