import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { createInjectionMetric } from './injection-metric.ts';
import { routes } from './routes.ts';
import { stages } from './stage.ts';

const name = 'grounder';
const config = readConfig();
const log = createLog(name);
const injections = createInjectionMetric();
const deps = {
  promptTokens: config.PROMPT_TOKENS,
  threshold: config.GROUNDING_THRESHOLD,
  noteInjection: injections.note,
};
const owned = stages(deps);
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
  stages: owned,
  observe: injections.observe,
  concurrency: config.CONCURRENCY,
  router: routes({ serviceToken: config.ROLLCALL_SERVICE_TOKEN, threshold: config.GROUNDING_THRESHOLD }),
});
