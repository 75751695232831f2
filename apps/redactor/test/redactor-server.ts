import { type RunningService, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { type Backends, noBackends } from '../src/backends/backends.ts';
import type { LongTexts } from '../src/long-texts/long-texts.ts';
import { routes } from '../src/routes.ts';

export type Answer = { status: number; body: unknown; headers: Headers };

export type RedactorServer = {
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  stop(): Promise<void>;
};

/** The redactor's HTTP, without a database: on a port of its own, with a token or as on a laptop. */
export const startRedactor = async (
  serviceToken?: string,
  backends: Backends = noBackends,
  longTexts?: LongTexts,
): Promise<RedactorServer> => {
  const service: RunningService = await startService({
    name: 'redactor',
    settings: {
      HOST: '127.0.0.1',
      PORT: 0,
      DRAIN_DEADLINE_MS: 2000,
      ...(serviceToken === undefined ? {} : { ROLLCALL_SERVICE_TOKEN: serviceToken }),
    },
    log: createLog('test'),
    router: routes({
      serviceToken,
      maxBodyBytes: 200_000,
      threshold: 0.4,
      backends,
      ...(longTexts && { longTexts }),
    }),
    breakers: backends.breakers,
    checks: backends.checks,
    observe: backends.observe,
  });
  const answerOf = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    post: async (path, body, headers = {}) =>
      answerOf(
        await fetch(`${service.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    get: async (path) => answerOf(await fetch(`${service.url}${path}`)),
    stop: async () => {
      await service.stop();
    },
  };
};
