import { readAftermath } from './aftermath.ts';
import type { Fault } from './fault.ts';
import { findings } from './findings.ts';
import { startRun } from './run-under-fire.ts';
import type { Backend, Site } from './site.ts';

/** What came of one fault. */
export type Result = {
  fault: string;
  backend: Backend;
  passed: boolean;
  /** What was not as it must be. */
  findings: string[];
  seconds: number;
  answered: number;
  codes: Record<string, number>;
  /** Calls to the model for each row that was answered or abstained; null where none was. */
  callsPerAnswer: number | null;
};

/** The model as it behaves between two faults: it takes its time and makes no mistakes. */
const calm = { latencyMs: 150 };

/** Carries one fault out on a site that is well, and waits until the site is well again. */
export const carryOut = async (fault: Fault, site: Site): Promise<Result> => {
  const started = performance.now();
  const failed = (what: string): Result => ({
    fault: fault.name,
    backend: site.backend,
    passed: false,
    findings: [what],
    seconds: (performance.now() - started) / 1000,
    answered: 0,
    codes: {},
    callsPerAnswer: null,
  });
  try {
    await site.ready();
    await site.model.behave(calm);
    await site.model.forget();
    await fault.before?.(site);
    const run = await startRun(site);
    await fault.inject?.(site, run);
    const { code: exit, summary } = await run.end();
    await fault.undo?.(site);
    await site.ready();
    // A model that was started again has forgotten what it was asked.
    const modelRequests = fault.expect.modelCalls === undefined ? undefined : await site.model.requests();
    const after = await readAftermath(site, run.id);
    const found = findings(fault.expect, { exit, summary, modelRequests }, after);
    const good = summary.answered + summary.abstained;
    return {
      ...failed(''),
      passed: found.length === 0,
      findings: found,
      answered: good,
      codes: after.codes,
      callsPerAnswer: good === 0 ? null : summary.modelCalls / good,
    };
  } catch (thrown) {
    await fault.undo?.(site).catch(() => undefined);
    return failed(thrown instanceof Error ? thrown.message : String(thrown));
  }
};
