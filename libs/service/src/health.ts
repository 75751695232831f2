import { asFailure } from '@rollcall/failures';
import type { Log } from '@rollcall/telemetry';
import type { Express } from 'express';
import type { Metrics } from './metrics.ts';

const SECOND = 1000;

/** One dependency that must answer; throws a Failure where it does not. */
export type Check = () => Promise<void>;

export type Readiness = { ready: boolean; checks: Record<string, string> };

/** Runs all checks, each bounded in time; a failed one shows its code. */
export const readiness = async (checks: Record<string, Check>): Promise<Readiness> => {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
  );
  return { ready: results.every(([, outcome]) => outcome === 'ok'), checks: Object.fromEntries(results) };
};

const outcomeOf = async (check: Check): Promise<string> => {
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, 2 * SECOND, 'no answer').unref();
  });
  const asked = check().then(
    () => 'ok',
    (thrown) => asFailure(thrown).code,
  );
  return Promise.race([asked, late]);
};

/**
 * `/livez` (the process), `/readyz` (its dependencies and consumers), `/metrics` (Prometheus). The answers
 * name the process: whoever started it can tell it from another one that took its port. `/livez` asks nobody:
 * a process is not restarted because Postgres is away. A change of what `/readyz` answers is logged once.
 */
export const healthRoutes = (
  app: Express,
  options: { service: string; checks: Record<string, Check>; metrics: Metrics; log: Log },
): void => {
  let told = '';
  app.get('/livez', (_request, response) => {
    response.json({ live: true, service: options.service, pid: process.pid });
  });
  app.get('/readyz', async (_request, response) => {
    const found = await readiness(options.checks);
    const outcome = JSON.stringify(found.checks);
    if (outcome !== told)
      options.log[found.ready ? 'info' : 'warn']('readiness', { ready: found.ready, ...found.checks });
    told = outcome;
    response.status(found.ready ? 200 : 503).json({ service: options.service, pid: process.pid, ...found });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
  });
};
