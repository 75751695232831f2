import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@rollcall/failures';
import type { ChildSpec, RunningChild } from './child.ts';
import { logTail } from './log-tail.ts';

const SECOND = 1000;
const POLL_MS = 100;

export type Answer = { status: number; body: string };

/** One GET of a health address; undefined without an answer in two seconds. */
export const askHealth = async (url: string): Promise<Answer | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2 * SECOND) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
};

/**
 * Resolves when the child's `readyUrl` answers 200. Throws `stack.service_failed` with the end of its log
 * when the child ends first or the time is up, and `stack.interrupted` when the signal is raised.
 */
export const becomeReady = async (
  spec: ChildSpec,
  child: RunningChild,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<void> => {
  const deadline = performance.now() + options.timeoutMs;
  let last: Answer | undefined;
  while (performance.now() < deadline) {
    if (options.signal?.aborted) throw new Failure('stack.interrupted');
    if (child.hasEnded()) throw await failure(spec, child, endText(await child.ended));
    if (spec.readyUrl === undefined) return;
    last = await askHealth(spec.readyUrl);
    // Another process may have taken the port: only the child's own answer, while it lives, counts.
    if (last?.status === 200 && isOwn(last, child) && !child.hasEnded()) return;
    await sleep(POLL_MS);
  }
  const answer = last === undefined ? 'no answer' : `status ${last.status}`;
  throw await failure(spec, child, `not ready after ${options.timeoutMs} ms: ${answer}`);
};

/** False where the answer names another process. */
const isOwn = ({ body }: Answer, child: RunningChild): boolean => {
  try {
    const { pid } = JSON.parse(body) as { pid?: unknown };
    return pid === undefined || pid === child.identity.pid;
  } catch {
    return true;
  }
};

const endText = ({ code, signal }: { code: number | null; signal: string | null }): string =>
  signal === null ? `ended with exit status ${code}` : `ended by ${signal}`;

const failure = async (spec: ChildSpec, child: RunningChild, reason: string): Promise<Failure> =>
  new Failure('stack.service_failed', {
    details: {
      service: spec.name,
      reason,
      log: spec.logFile,
      logTail: await logTail(spec.logFile, { from: child.logStart }),
    },
  });
