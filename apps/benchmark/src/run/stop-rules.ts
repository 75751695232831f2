import type { Closings } from '@rollcall/ledger';

/** When a failing run is ended early. A rule that is not set never strikes. */
export type StopRules = {
  /** Most failures: so many documents, or a share of the documents that the run called, in percent. */
  maxFailures?: { documents: number } | { percent: number } | undefined;
  /** So many failures one after the other, by the order in which rows were closed. */
  stopAfter?: number | undefined;
};

/** Which rule struck, and on what: `runs.stop_reason`. */
export type StopReason =
  | { rule: 'max-failures'; failed: number; allowed: number; documents: number }
  | { rule: 'stop-after'; failedInARow: number };

/**
 * Twenty failures one after the other are a broken system, not a hard dataset: a model that fails one document
 * in two would do that once in a million runs. A share of failures may be what somebody wants to measure, and
 * has no default.
 */
export const usualStopAfter = 20;

/** What is checked where nothing was asked for: nothing against the small model, whose calls cost nothing. */
export const rulesFor = (asked: StopRules, costsMoney: boolean): StopRules => ({
  ...asked,
  // `--stop-after 0` says never.
  stopAfter: (asked.stopAfter ?? (costsMoney ? usualStopAfter : 0)) || undefined,
});

/**
 * The rule that ends the run now, or undefined. Counted are rows that this command saw failing or being lost.
 *
 * A share is of all documents that the run called, not of those closed so far: 5 % of 400 allows 20 failures,
 * and the rule strikes at the 21st, whenever that comes. So it never strikes after 1 of 1, and it strikes
 * exactly when the share can no longer be kept. Pure.
 */
export const evaluateStopRules = (
  { failed, failedInARow, documents }: Closings & { documents: number },
  { maxFailures, stopAfter }: StopRules,
): StopReason | undefined => {
  if (maxFailures !== undefined) {
    const allowed =
      'documents' in maxFailures
        ? maxFailures.documents
        : Math.floor((documents * maxFailures.percent) / 100);
    if (failed > allowed) return { rule: 'max-failures', failed, allowed, documents };
  }
  if (stopAfter !== undefined && failedInARow >= stopAfter) return { rule: 'stop-after', failedInARow };
  return undefined;
};

/** A stop in words, for people. */
export const stopInWords = (reason: StopReason): string =>
  reason.rule === 'max-failures'
    ? `${reason.failed} of ${reason.documents} documents failed, at most ${reason.allowed} may (--max-failures)`
    : `${reason.failedInARow} documents failed one after the other (--stop-after)`;

/** `20` or `5%` as `--max-failures` takes it; undefined for a text of another form. */
export const parseMaxFailures = (text: string): StopRules['maxFailures'] => {
  const [, number = '', sign] = /^(\d+|\d+\.\d+(?=%))(%)?$/.exec(text) ?? [];
  if (number === '') return undefined;
  if (sign === undefined) return { documents: Number(number) };
  return Number(number) <= 100 ? { percent: Number(number) } : undefined;
};
