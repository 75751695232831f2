import type { AnswerKind } from './answer.ts';
import type { Bounds } from './bounds.ts';
import { curveOf, growthWithoutReturn, leastAtEnd, namesOf, peakOf, serverPeak } from './curve.ts';
import type { Outcome } from './outcome.ts';
import { closedOf, counted, type Sample, sum } from './sample.ts';

export type Verdict = { verdict: 'pass' | 'fail'; reasons: string[] };

const SECOND = 1000;
const MIB = 1024 * 1024;

/**
 * Looks at the end of a curve that must all be above zero: background loops borrow a connection for some
 * milliseconds all the time, and one look may meet one of them.
 */
const looksAtEnd = 4;

/** Memory that is still rising at the end is a leak only from this size on: a heap warms up by less. */
const growthThatCounts = 512 * MIB;

/**
 * Judges a storm by what was seen. Pure. It passes where every document came back answered or abstained, once,
 * with an answer that says so, and the system stayed within its bounds and came to rest. Each reason of a
 * failed one is a sentence of its own.
 */
export const judge = (samples: Sample[], outcome: Outcome, bounds: Bounds): Verdict => {
  const reasons = [
    ...rows(outcome),
    ...answers(outcome),
    ...connections(samples, bounds),
    ...servers(samples, bounds),
    ...leaks(samples),
    ...waits(samples),
    ...rest(samples),
    ...queue(samples),
    ...memory(samples),
    ...restarts(samples),
  ];
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons };
};

const rows = ({ documents, rows: found, failures }: Outcome): string[] => {
  const missing = documents - closedOf(found) - found.open;
  const codes = Object.keys(failures).length === 0 ? '' : `: ${counted(failures)}`;
  return [
    ...(missing > 0 ? [`${missing} of ${documents} documents have no row`] : []),
    ...(missing < 0 ? [`${many(-missing, 'row')} more than documents`] : []),
    ...(found.open > 0 ? [`${found.open} of ${documents} rows were never closed`] : []),
    ...(found.failed + found.lost > 0
      ? [`${found.failed + found.lost} of ${documents} rows failed or were lost${codes}`]
      : []),
  ];
};

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What each kind of bad answer is called in a reason. Refusals are named by the rows and their codes. */
const badAnswers: Partial<Record<AnswerKind, string>> = {
  empty_body: 'an empty body',
  not_json: 'an answer that is not JSON',
  no_row: 'an answer that names no row or has no text',
  no_code: 'an error without a code',
};

const answers = ({ answers: got, refusals, cuts, failures }: Outcome): string[] => {
  const bad = Object.entries(badAnswers).flatMap(([kind, text]) => {
    const count = got[kind as AnswerKind] ?? 0;
    return count > 0 ? [`${many(count, 'caller')} got ${text}`] : [];
  });
  // A refusal whose code no row has: the caller was told something that the ledger does not know.
  const unknown = Object.entries(refusals).filter(([code, count]) => count > (failures[code] ?? 0));
  return [
    ...bad,
    ...(sum(cuts) > 0 ? [`callers got no answer at all: ${counted(cuts)}`] : []),
    ...(unknown.length > 0
      ? [`callers were refused without a row: ${counted(Object.fromEntries(unknown))}`]
      : []),
  ];
};

const inSeconds = (ms: number): string => `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0)} s`;

const connections = (samples: Sample[], { pools }: Bounds): string[] =>
  Object.entries(pools).flatMap(([pool, most]) => {
    const curve = curveOf(samples, 'connections', pool);
    const peak = peakOf(curve)?.value ?? 0;
    if (peak <= most) return [];
    const grown = growthWithoutReturn(curve);
    return grown === undefined
      ? [`connections of ${pool} over their bound: ${peak} of ${most}`]
      : [
          `connections grew without bound in ${pool}, ${grown.from} -> ${grown.to} in ${inSeconds(grown.overMs)}, where ${most} are allowed`,
        ];
  });

const servers = (samples: Sample[], bounds: Bounds): string[] =>
  Object.entries(bounds.servers).flatMap(([server, most]) => {
    const peak = serverPeak(samples, server, most);
    return peak < most
      ? []
      : [`the Postgres of the ${server} was full: all ${most} connections for ordinary roles were taken`];
  });

const leaks = (samples: Sample[]): string[] => {
  const before = samples.at(0)?.leaks ?? [];
  return (samples.at(-1)?.leaks ?? []).flatMap(({ service, pool, site, count }) => {
    const known = before.find((leak) => leak.pool === pool && leak.site === site)?.count ?? 0;
    return count > known ? [`a leak in ${service}: ${site} kept ${many(count - known, 'connection')}`] : [];
  });
};

const waits = (samples: Sample[]): string[] =>
  namesOf(samples, 'waiting').flatMap((pool) => {
    const left = leastAtEnd(curveOf(samples, 'waiting', pool), looksAtEnd);
    return left > 0 ? [`${many(left, 'caller')} in ${pool} still waited for a connection at the end`] : [];
  });

const rest = (samples: Sample[]): string[] =>
  namesOf(samples, 'borrowed').flatMap((pool) => {
    const left = leastAtEnd(curveOf(samples, 'borrowed', pool), looksAtEnd);
    return left > 0 ? [`${many(left, 'connection')} of ${pool} not given back`] : [];
  });

const queue = (samples: Sample[]): string[] => {
  const before = sum(samples.at(0)?.queue ?? {});
  const left = samples.at(-1)?.queue ?? {};
  if (sum(left) <= before) return [];
  const hops = Object.fromEntries(Object.entries(left).filter(([, jobs]) => jobs > 0));
  return [`the queue did not drain: ${counted(hops)}`];
};

/** Memory that rises from third to third of the storm, by a size that no warm-up explains. */
const memory = (samples: Sample[]): string[] =>
  namesOf(samples, 'memory').flatMap((service) => {
    const curve = curveOf(samples, 'memory', service);
    const size = Math.ceil(curve.length / 3);
    const thirds = [0, 1, 2].map((third) => {
      const part = curve.slice(third * size, (third + 1) * size).map(({ value }) => value);
      return part.reduce((total, value) => total + value, 0) / Math.max(1, part.length);
    });
    const [first = 0, second = 0, last = 0] = thirds;
    const steady = second > first && last - second >= (second - first) / 2;
    return steady && last - first > growthThatCounts
      ? [`memory of ${service} kept growing, ${Math.round(first / MIB)} -> ${Math.round(last / MIB)} MiB`]
      : [];
  });

const restarts = (samples: Sample[]): string[] =>
  namesOf(samples, 'startedAt').flatMap((service) => {
    const times = new Set(curveOf(samples, 'startedAt', service).map(({ value }) => value)).size - 1;
    return times > 0 ? [`${service} was started again ${times === 1 ? 'once' : `${times} times`}`] : [];
  });
