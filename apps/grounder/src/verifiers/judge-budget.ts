import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure } from '@rollcall/failures';
import { activeTraceparent, type Log } from '@rollcall/telemetry';
import { z } from 'zod';

const SECOND = 1000;

/** The ledger answers in milliseconds; a verdict does not wait for one that does not. */
const longestMs = 2 * SECOND;

const answered = z.object({ granted: z.boolean() });

/** What the calls to a judge may cost a run; the ledger keeps count (`runs.judge_calls`, `runs.judge_tokens`). */
export type JudgeBudget = {
  breaker: Breaker;
  /**
   * Books one call and its tokens on the run of a row, before the call is made. Throws `judge.over_budget` where
   * the run has not so much left or the row is closed, and `judge.budget_unknown` where the ledger cannot be asked.
   */
  reserve(row: { rowId: string; epoch: number }, tokens: number, signal: AbortSignal): Promise<void>;
};

export type JudgeBudgetOptions = {
  /** The gateway's: it keeps the ledger, and the grounder has no database. */
  url: string;
  token: string | undefined;
  /** Of one run. */
  mostCalls: number;
  mostTokens: number;
  log: Log;
};

/** A budget that is kept by the gateway. */
export const openJudgeBudget = (options: JudgeBudgetOptions): JudgeBudget => {
  const { url, token, mostCalls, mostTokens, log } = options;
  const breaker = createBreaker({
    dependency: 'gateway',
    hear: ({ code }) => (code === 'judge.budget_unknown' ? 'outage' : 'answer'),
    log,
  });
  const call = async (body: object, signal: AbortSignal): Promise<boolean> => {
    const traceparent = activeTraceparent();
    const response = await fetch(new URL('/internal/judge-budget', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(longestMs), signal]),
    });
    if (response.ok) return answered.parse(await response.json()).granted;
    await response.body?.cancel();
    throw new Failure('judge.budget_unknown', { details: { upstreamStatus: response.status } });
  };
  return {
    breaker,
    reserve: async ({ rowId, epoch }, tokens, signal) => {
      const granted = await breaker.guard(async () => {
        try {
          return await call({ rowId, epoch, tokens, mostCalls, mostTokens }, signal);
        } catch (thrown) {
          if (signal.aborted) throw new Failure('service.draining', { cause: thrown });
          throw thrown instanceof Failure ? thrown : new Failure('judge.budget_unknown', { cause: thrown });
        }
      });
      if (!granted) throw new Failure('judge.over_budget');
    },
  };
};
