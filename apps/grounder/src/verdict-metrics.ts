import type { Verdict } from '@rollcall/pipeline';
import type { Metrics } from '@rollcall/service';
import { Counter } from 'prom-client';

/** Counts what became of answers by their verdicts, and how the plug-in verifiers answered. */
export const createVerdictMetrics = () => {
  const actions = new Counter({
    name: 'rollcall_verdict_actions_total',
    help: 'Answers by what their treatment made of the verdict: `policy` and what it `did`.',
    labelNames: ['policy', 'did'] as const,
    registers: [],
  });
  const askings = new Counter({
    name: 'rollcall_verifier_askings_total',
    help: 'Answers whose uncertain claims another verifier was asked about, by its end: `answered` or a code.',
    labelNames: ['verifier', 'outcome'] as const,
    registers: [],
  });
  return {
    /** Adds the metrics to the service's. */
    observe: ({ registry }: Metrics): void => {
      registry.registerMetric(actions);
      registry.registerMetric(askings);
    },
    noteAction: ({ action }: Verdict): void => {
      if (action !== undefined) actions.inc({ policy: action.policy, did: action.did });
    },
    noteAsking: (verifier: string, outcome: string): void => askings.inc({ verifier, outcome }),
  };
};
