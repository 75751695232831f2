import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { openEndpoint } from './endpoint.ts';
import { routes } from './routes.ts';
import { stages } from './stage.ts';

const name = 'model-proxy';
const config = readConfig();
const log = createLog(name);
const endpoint = openEndpoint({
  baseUrl: config.MODEL_BASE_URL,
  apiKey: config.MODEL_API_KEY,
  timeoutMs: config.MODEL_TIMEOUT_MS,
  idleTimeoutMs: config.MODEL_IDLE_TIMEOUT_MS,
  concurrency: config.MODEL_CONCURRENCY,
  maxReplyBytes: config.MODEL_MAX_REPLY_BYTES,
  log,
});
const owned = stages(
  {
    endpoint,
    defaultModel: config.MODEL_NAME,
    maxTokens: config.MODEL_MAX_TOKENS,
    maxTokensField: config.MODEL_MAX_TOKENS_FIELD,
    provider: config.MODEL_PROVIDER,
    stream: config.MODEL_STREAM,
  },
  config.MODEL_TIMEOUT_MS,
);
const queue = openQueue({
  url: config.QUEUE_URL,
  prefix: config.QUEUE_PREFIX,
  replica: config.ROLLCALL_REPLICA,
  service: name,
  consumers: owned.length,
  log,
});

await runService({
  name,
  settings: config,
  log,
  queue,
  breakers: [endpoint.breaker],
  stages: owned,
  concurrency: config.CONCURRENCY,
  router: routes({
    endpoint,
    defaultModel: config.MODEL_NAME,
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    log,
  }),
});
