import { route } from '@rollcall/pipeline';
import { documents, everyone, type Fault } from '../fault.ts';

const stages = [...new Set(route.map((step) => step.service))];

/** In mid-run: some documents are through, others are at every hop. */
const some = 5;

/** A killed model forgets its calls, and a killed console no document: both are part of the stack, too. */
const killed = [...stages, 'small-model', 'console'].map(
  (service): Fault => ({
    name: `kill-${service}`,
    what: `kill -9 of the ${service} in mid-run; the supervisor starts it again`,
    inject: async (site, run) => {
      await run.closed(some);
      await site.signal(service, 'SIGKILL');
    },
    // One service killed once: not one document of forty may fail for it.
    expect: everyone,
  }),
);

/** A drain loses nothing, and pays for nothing twice. */
const drained = stages.map(
  (service): Fault => ({
    name: `drain-${service}`,
    what: `SIGTERM to the ${service} while it works; the supervisor starts it again`,
    inject: async (site, run) => {
      await run.closed(some);
      await site.signal(service, 'SIGTERM');
    },
    expect: { ...everyone, modelCalls: documents },
  }),
);

export const serviceFaults: Fault[] = [...killed, ...drained];
