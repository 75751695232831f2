import { alignTable } from './align-columns.ts';
import type { Latencies } from './latencies.ts';

/** Calls of one thread, one after the other: by the clock, and by the processor time that they took. */
export type CoreRate = { calls: number; perSecond: number; perCpuSecond: number };

export type GroundingFigures = {
  file: string;
  cases: number;
  claimsPerAnswer: number;
  /** The share of the claims that was found supported: an unsupported one costs the search for its parts, too. */
  supportedShare: number;
  verify: CoreRate;
  assess: CoreRate;
  /** Requests of the open loop. */
  perSecond: number;
  latencies: Latencies;
  /** Answers over HTTP that were others than those in process. */
  changed: number;
};

const SECOND = 1000;
const microseconds = 1e6;

/** Seconds of calls before those that count: what is not compiled yet is slow. */
const warmUpSeconds = 3;

/**
 * Calls for so many seconds, after a warm-up. Processor time is that of all threads of the process, the compiler's and
 * the collector's included: what the call costs, whatever else the machine does.
 */
export const oneCore = (call: (index: number) => void, seconds: number): CoreRate => {
  callFor(call, Math.min(warmUpSeconds, seconds));
  const before = process.cpuUsage();
  const from = performance.now();
  const calls = callFor(call, seconds);
  const tookMs = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  return {
    calls,
    perSecond: (calls * SECOND) / tookMs,
    perCpuSecond: (calls * microseconds) / (user + system),
  };
};

const callFor = (call: (index: number) => void, seconds: number): number => {
  const until = performance.now() + seconds * SECOND;
  let calls = 0;
  while (performance.now() < until) {
    call(calls);
    calls += 1;
  }
  return calls;
};

/** The figures as plain text. */
export const renderGroundingFigures = (figures: GroundingFigures): string => {
  const { file, cases, claimsPerAnswer, supportedShare, verify, assess, perSecond, latencies, changed } =
    figures;
  const rate = (name: string, { perSecond, perCpuSecond }: CoreRate): string[] => [
    name,
    perSecond.toFixed(0),
    perCpuSecond.toFixed(0),
  ];
  return [
    `${file}: ${cases} answers of ${claimsPerAnswer.toFixed(1)} claims, ${(100 * supportedShare).toFixed(0)} % supported, 2,000 characters of sources each`,
    '',
    ...alignTable(
      ['in process, one core', 'a second', 'a CPU second'],
      [rate('answers verified', verify), rate('questions assessed', assess)],
      1,
    ),
    '',
    ...alignTable(
      [
        'over HTTP',
        'asked/s',
        'answered/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'most ms',
        'failed',
        'other than in process',
      ],
      [
        [
          'POST /v1/ground',
          String(perSecond),
          latencies.perSecond.toFixed(0),
          ...[latencies.p50, latencies.p95, latencies.p99, latencies.most].map((ms) => ms.toFixed(1)),
          String(latencies.failed),
          String(changed),
        ],
      ],
      1,
    ),
  ].join('\n');
};
