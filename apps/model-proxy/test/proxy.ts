import { Failure } from '@rollcall/failures';
import { createLog } from '@rollcall/telemetry';
import { type EndpointOptions, openEndpoint } from '../src/endpoint.ts';
import { type GenerateDeps, type GenerateRequest, generate } from '../src/generate.ts';

export const endpointAt = (baseUrl: string, options: Partial<EndpointOptions> = {}) =>
  openEndpoint({
    baseUrl,
    timeoutMs: 5000,
    idleTimeoutMs: 5000,
    concurrency: 16,
    maxReplyBytes: 100_000,
    log: createLog('test', 'silent'),
    ...options,
  });

export const depsAt = (
  baseUrl: string,
  options: Partial<EndpointOptions & Omit<GenerateDeps, 'endpoint'>> = {},
): GenerateDeps => ({
  endpoint: endpointAt(baseUrl, options),
  defaultModel: 'tiny-1',
  maxTokens: 64,
  maxTokensField: 'max_tokens',
  provider: 'openai',
  stream: true,
  ...options,
});

export const question = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  messages: [{ role: 'user', content: 'Who published the gas law?' }],
  params: {},
  signal: new AbortController().signal,
  ...more,
});

/** The failure that a call ends with; throws where it succeeds. */
export const failureOf = async (deps: GenerateDeps, request = question()): Promise<Failure> => {
  const thrown = await generate(request, deps).then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (thrown instanceof Failure) return thrown;
  throw thrown;
};
