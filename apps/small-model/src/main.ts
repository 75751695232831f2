import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { routes } from './routes.ts';

const name = 'small-model';
const log = createLog(name);
const config = readConfig();

await runService({
  name,
  settings: config,
  log,
  router: routes({
    modelIds: config.SMALL_MODEL_IDS,
    behaviour: config.SMALL_MODEL_BEHAVIOUR,
    keepBodies: config.SMALL_MODEL_RECORD_REQUESTS ? config.SMALL_MODEL_RECORD_LIMIT : 0,
    token: config.ROLLCALL_SERVICE_TOKEN,
  }),
});
