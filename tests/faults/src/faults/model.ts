import { everyone, type Fault, nobody } from '../fault.ts';

/**
 * What counts as an outage opens the breaker, and the calls behind the first ones are its probes, one after the other with
 * pauses between: so many are over while a job still waits.
 */
const outages = 5;

/** Few enough that no document meets them five times. */
const usualTimes = 8;

/** Behaviours of the small model (`PUT /admin/faults`) and what a model that never recovers leaves in the rows. */
const kinds: { fault: string; what: string; code?: string; times?: number }[] = [
  { fault: 'empty-200', what: 'an empty 200', code: 'model.empty_response' },
  { fault: 'html-200', what: 'a page of HTML with status 200', code: 'model.bad_response' },
  { fault: 'bad-json', what: 'JSON that is cut off', code: 'model.bad_response' },
  { fault: 'wrong-shape', what: 'JSON of another shape', code: 'model.bad_response' },
  { fault: 'http-429', what: '429 with Retry-After' },
  { fault: 'http-500', what: 'a 500', code: 'model.server_error', times: outages },
  { fault: 'hang', what: 'nothing at all', times: outages },
  { fault: 'reset', what: 'a cut connection', code: 'model.unavailable', times: outages },
  { fault: 'stalled-stream', what: 'a stream that stops in the middle', times: outages },
  { fault: 'empty-answer', what: 'an answer without text', code: 'model.empty_answer' },
];

const passing = kinds.map(
  ({ fault, what, times = usualTimes }): Fault => ({
    name: `model-${fault}`,
    what: `the model answers ${what}, ${times} times`,
    before: (site) => site.model.behave({ latencyMs: 150, fault, times }),
    expect: everyone,
  }),
);

const lasting = kinds.flatMap(({ fault, what, code }): Fault[] =>
  code === undefined
    ? []
    : [
        {
          name: `model-always-${fault}`,
          what: `the model answers ${what}, always`,
          before: (site) => site.model.behave({ fault }),
          undo: (site) => site.model.behave({ latencyMs: 150 }),
          expect: nobody(code),
        },
      ],
);

export const modelFaults: Fault[] = [
  ...passing,
  ...lasting,
  {
    name: 'model-slow-trickle',
    what: 'the model sends ten tokens a second: slow is no fault',
    before: (site) => site.model.behave({ tokensPerSecond: 10 }),
    undo: (site) => site.model.behave({ latencyMs: 150 }),
    expect: everyone,
  },
];
