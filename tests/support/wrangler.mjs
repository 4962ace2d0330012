// wrangler, without its telemetry, banner, log files and look-up of a sample Request.cf: none of it belongs in a test or a local run.
Object.assign(process.env, {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
});

// Not an import statement: those run before the lines above.
export const { createTestHarness, unstable_readConfig: readConfig, unstable_startWorker: startLocal, getPlatformProxy: localBindings } = await import('wrangler');
