import { asFailure } from '@rollcall/failures';
import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog, failureFields } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { createInjectionMetric } from './injection-metric.ts';
import { routes } from './routes.ts';
import { stages } from './stage.ts';
import { createVerdictMetrics } from './verdict-metrics.ts';
import { openVerifiers } from './verifiers/open-verifiers.ts';

const name = 'grounder';
const config = readConfig();
const log = createLog(name);
const injections = createInjectionMetric();
const verdicts = createVerdictMetrics();
const opened = await openVerifiers(config, log).catch((thrown) => {
  const failure = asFailure(thrown);
  log.error('could not start', { ...failureFields(failure), problem: failure.details?.problem as string });
  process.exit(1);
});
const verifiers = { list: opened.list, band: config.GROUNDING_BAND, note: verdicts.noteAsking };
const owned = stages(
  {
    promptTokens: config.PROMPT_TOKENS,
    threshold: config.GROUNDING_THRESHOLD,
    verifiers,
    noteInjection: injections.note,
    noteVerdict: verdicts.noteAction,
  },
  opened.longestMs,
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
  stages: owned,
  breakers: opened.breakers,
  observe: (metrics) => {
    injections.observe(metrics);
    verdicts.observe(metrics);
  },
  concurrency: config.CONCURRENCY,
  router: routes({
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    threshold: config.GROUNDING_THRESHOLD,
    verifiers,
  }),
});
