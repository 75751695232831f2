import type { Generated, ModelParams } from '@rollcall/pipeline';
import { type Attributes, withSpan } from '@rollcall/telemetry';
import type { Endpoint } from './endpoint.ts';

export type ChatFacts = {
  model: string;
  params: ModelParams;
  maxTokens: number;
  provider: string;
  stream: boolean;
  endpoint: Endpoint;
};

/**
 * The client span `chat {model}` around one call, by the GenAI semantic conventions
 * (opentelemetry.io/docs/specs/semconv/gen-ai): parameters, usage and timing, never a message.
 */
export const inChatSpan = (facts: ChatFacts, work: () => Promise<Generated>): Promise<Generated> =>
  withSpan(`chat ${facts.model}`, { kind: 'client', attributes: asked(facts) }, async (span) => {
    const generated = await work();
    span.setAttributes(answered(generated, facts));
    return generated;
  });

const asked = ({ model, params, maxTokens, provider, stream, endpoint }: ChatFacts): Attributes => {
  const { hostname, port, protocol } = new URL(endpoint.baseUrl);
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'gen_ai.request.max_tokens': maxTokens,
    'gen_ai.request.stream': stream,
    ...(params.temperature === undefined ? {} : { 'gen_ai.request.temperature': params.temperature }),
    ...(params.topP === undefined ? {} : { 'gen_ai.request.top_p': params.topP }),
    ...(params.seed === undefined ? {} : { 'gen_ai.request.seed': params.seed }),
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
};

const answered = ({ model, finishReason, usage, ttftMs }: Generated, { stream }: ChatFacts): Attributes => ({
  'gen_ai.response.model': model,
  'gen_ai.response.finish_reasons': [finishReason],
  ...(usage === undefined
    ? {}
    : {
        'gen_ai.usage.input_tokens': usage.promptTokens,
        'gen_ai.usage.output_tokens': usage.completionTokens,
      }),
  // The convention counts in seconds, and for streams only.
  ...(stream && ttftMs !== undefined ? { 'gen_ai.response.time_to_first_chunk': ttftMs / 1000 } : {}),
});
