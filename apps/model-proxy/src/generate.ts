import type { ChatMessage, Generated, ModelParams } from '@rollcall/pipeline';
import { inChatSpan } from './chat-span.ts';
import type { Endpoint, Reading } from './endpoint.ts';
import { readChunks } from './event-stream.ts';
import { isEventStream, readJson, statusOf } from './reply-body.ts';
import { completion, type UsageReply } from './reply-shapes.ts';
import { upstreamFailure } from './upstream-failure.ts';

export type GenerateDeps = {
  endpoint: Endpoint;
  /** The model of a document that names none. */
  defaultModel: string;
  /** Most tokens of an answer where the document does not say, and the request's field that says so. */
  maxTokens: number;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Whose API the endpoint is, for the span. */
  provider: string;
  /** Stream from the endpoint: only then is the time to the first token known. */
  stream: boolean;
};

export type GenerateRequest = {
  messages: ChatMessage[];
  params: ModelParams;
  signal: AbortSignal;
  /** No answer is of use after this moment; Unix milliseconds. */
  deadlineAt?: number | undefined;
  /** Told when the call is about to be made, and not while it waits for its place. */
  onStart?: () => void;
};

/**
 * Asks the model once and answers with its text, usage and timing. An answer without text, cut off or of
 * another shape is a failure, never a result: see the catalogue's `model.*` codes.
 */
export const generate = (request: GenerateRequest, deps: GenerateDeps): Promise<Generated> => {
  const model = request.params.model ?? deps.defaultModel;
  const body = bodyOf(request, model, deps);
  const facts = { ...deps, model, params: request.params, maxTokens: body.maxTokens };
  return inChatSpan(facts, async () => {
    let started = performance.now();
    const heard = await deps.endpoint.call(
      {
        method: 'post',
        path: '/chat/completions',
        body: body.json,
        signal: request.signal,
        deadlineAt: request.deadlineAt,
        onStart: () => {
          started = performance.now();
          request.onStart?.();
        },
      },
      (response, reading) =>
        isEventStream(response) ? readStream(response, reading) : readWhole(response, reading),
    );
    return generatedOf(heard, { model, started });
  });
};

const bodyOf = ({ messages, params }: GenerateRequest, model: string, deps: GenerateDeps) => {
  const maxTokens = params.maxTokens ?? deps.maxTokens;
  return {
    maxTokens,
    json: {
      model,
      messages,
      [deps.maxTokensField]: maxTokens,
      ...(params.temperature === undefined ? {} : { temperature: params.temperature }),
      ...(params.topP === undefined ? {} : { top_p: params.topP }),
      ...(params.seed === undefined ? {} : { seed: params.seed }),
      ...(deps.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    },
  };
};

/** What was heard of the model. `firstTokenAt` is on `performance.now()`'s clock. */
type Heard = {
  text: string;
  finishReason: string | undefined;
  model: string | undefined;
  usage: UsageReply | undefined;
  firstTokenAt: number;
  status: number;
};

const readWhole = async (response: Response, { maxBytes }: Reading): Promise<Heard> => {
  const reply = await readJson(response, completion, maxBytes);
  const [choice] = reply.choices;
  return {
    text: choice?.message.content || choice?.message.refusal || '',
    finishReason: choice?.finish_reason ?? 'stop',
    model: reply.model ?? undefined,
    usage: reply.usage ?? undefined,
    firstTokenAt: performance.now(),
    status: response.status,
  };
};

const readStream = async (response: Response, { maxBytes, alive }: Reading): Promise<Heard> => {
  let chunks = 0;
  let text = '';
  let firstTokenAt: number | undefined;
  let finishReason: string | undefined;
  let model: string | undefined;
  let usage: UsageReply | undefined;
  for await (const { choices, ...rest } of readChunks(response, maxBytes)) {
    chunks += 1;
    alive();
    model ??= rest.model ?? undefined;
    usage = rest.usage ?? usage;
    const choice = choices[0];
    const said = choice?.delta.content || choice?.delta.refusal || '';
    if (said !== '' || choice?.delta.reasoning_content) firstTokenAt ??= performance.now();
    text += said;
    finishReason = choice?.finish_reason ?? finishReason;
  }
  if (chunks === 0) throw upstreamFailure('model.empty_response', statusOf(response));
  return {
    text,
    finishReason,
    model,
    usage,
    firstTokenAt: firstTokenAt ?? performance.now(),
    status: response.status,
  };
};

const knownReasons = new Set(['stop', 'length', 'content_filter', 'tool_calls', 'function_call']);

const generatedOf = (heard: Heard, { model, started }: { model: string; started: number }): Generated => {
  const upstreamStatus = heard.status;
  if (heard.finishReason === undefined) {
    // The stream ended in the middle: what came of the answer must not pass for the whole.
    throw upstreamFailure('model.bad_response', { details: { upstreamStatus, cutOff: true } });
  }
  const finishReason = knownReasons.has(heard.finishReason) ? heard.finishReason : 'other';
  if (heard.text.trim() === '') {
    throw upstreamFailure('model.empty_answer', { details: { upstreamStatus, finishReason } });
  }
  return {
    text: heard.text,
    finishReason,
    model: heard.model ?? model,
    ...(heard.usage === undefined ? {} : { usage: usageOf(heard.usage) }),
    ttftMs: heard.firstTokenAt - started,
  };
};

const usageOf = ({ prompt_tokens, completion_tokens, total_tokens }: UsageReply): Generated['usage'] => ({
  promptTokens: prompt_tokens,
  completionTokens: completion_tokens,
  totalTokens: total_tokens ?? prompt_tokens + completion_tokens,
});
