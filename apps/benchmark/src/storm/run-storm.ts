import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AnswerKind, answerKinds } from './answer.ts';
import { graceMs, isAtRest, leastRestMs, mostRestMs } from './come-to-rest.ts';
import type { Outcome } from './outcome.ts';
import { readStormRows } from './postgres-figures.ts';
import type { Sample } from './sample.ts';
import { createWatcher, type Watched } from './watcher.ts';

const pollMs = 100;

export type StormParts = {
  documents: number;
  /** Time that each document has; milliseconds. */
  deadlineMs: number;
  watched: Watched;
  /** Fires everything and resolves when everything has its last answer. */
  fire(signal: AbortSignal): Promise<{ answers: Answer[]; sentAgain: number }>;
  onSample(sample: Sample): void;
};

export type StormSeen = { samples: Sample[]; outcome: Outcome };

/** Watches, fires, waits until the system is at rest again (or has had its time for that), and counts. */
export const runStorm = async (parts: StormParts, signal: AbortSignal): Promise<StormSeen> => {
  const beganAt = performance.now();
  const watcher = createWatcher(parts.watched, beganAt);
  const before = await watcher.look();
  const stopWatching = watcher.start(parts.onSample);
  try {
    const { answers, sentAgain } = await parts.fire(signal);
    const stormMs = Math.round(performance.now() - beganAt);
    const cameToRest = await rest({ samples: watcher.samples, deadlineMs: parts.deadlineMs, before }, signal);
    await stopWatching();
    const last = await watcher.look();
    parts.onSample(last);
    const outcome = {
      documents: parts.documents,
      ...(await readStormRows(parts.watched.ledger, parts.watched.rows)),
      answers: countKinds(answers),
      refusals: countCodes(answers, 'refused'),
      cuts: countCodes(answers, 'no_answer'),
      sentAgain,
      stormMs,
      cameToRest,
    };
    return { samples: watcher.samples, outcome };
  } finally {
    await stopWatching();
  }
};

/**
 * Waits until the system is at rest. A row that is still open although its caller is gone gets its own deadline
 * for that, as was promised; everything else some seconds after the last row.
 */
const rest = async (
  { samples, deadlineMs, before }: { samples: Sample[]; deadlineMs: number; before: Sample },
  signal: AbortSignal,
): Promise<boolean> => {
  const began = performance.now();
  let closedAt = began;
  for (;;) {
    const now = performance.now();
    const latest = samples.at(-1);
    if (latest !== undefined && latest.rows.open > 0 && now - began < deadlineMs + graceMs) closedAt = now;
    const isThere = latest !== undefined && isAtRest(latest, before);
    if (isThere && now - closedAt >= leastRestMs) return true;
    if (now - closedAt >= mostRestMs || signal.aborted) return isThere;
    await sleep(pollMs);
  }
};

const countKinds = (answers: Answer[]): Outcome['answers'] =>
  Object.fromEntries(
    answerKinds
      .map((kind): [AnswerKind, number] => [kind, answers.filter((answer) => answer.kind === kind).length])
      .filter(([, count]) => count > 0),
  );

const countCodes = (answers: Answer[], of: AnswerKind): Record<string, number> => {
  const codes: Record<string, number> = {};
  for (const { kind, code } of answers) {
    if (kind === of && code !== undefined) codes[code] = (codes[code] ?? 0) + 1;
  }
  return codes;
};
