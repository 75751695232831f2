import { type Hop, hops, isHop, type RouteStep, stepOf } from './route.ts';

export type JobKey = {
  hop: Hop;
  rowId: string;
  epoch: number;
  /** The second way through `generate` and `verify` of one epoch; the first where left out. */
  round?: number | undefined;
};

/**
 * `<hop>-<row>-<epoch>`: the same work always has the same id, so that a second `add` is ignored, and
 * a row that was opened again (next epoch) is never blocked by its old job. A job of a further round has
 * `-r<round>` behind it.
 */
export const jobId = ({ hop, rowId, epoch, round = 1 }: JobKey): string =>
  `${hop}-${rowId}-${epoch}${round === 1 ? '' : `-r${round}`}`;

const form = /^([a-z]+)-([0-9a-f-]{36})-([1-9]\d*)(?:-r([2-9]))?$/;

/** The key behind a job id, or undefined for an id of another form. */
export const parseJobId = (id: string): JobKey | undefined => {
  const [, hop, rowId, epoch, round] = form.exec(id) ?? [];
  if (!isHop(hop) || rowId === undefined) return undefined;
  return { hop, rowId, epoch: Number(epoch), ...(round === undefined ? {} : { round: Number(round) }) };
};

type Way = { rowId: string; epoch: number; round?: number | undefined };

const roundsOf = (hop: Hop): number => (stepOf(hop) as { rounds?: number }).rounds ?? 1;

/** The job of a document at a hop: a hop that is passed but once has one for all rounds. */
export const keyOf = (hop: Hop, { rowId, epoch, round = 1 }: Way): JobKey => ({
  hop,
  rowId,
  epoch,
  ...(Math.min(round, roundsOf(hop)) === 1 ? {} : { round }),
});

/** Every job that a row can have at a hop in one epoch. */
export const keysAt = (hop: Hop, { rowId, epoch }: Pick<Way, 'rowId' | 'epoch'>): JobKey[] =>
  Array.from({ length: roundsOf(hop) }, (_, index) => keyOf(hop, { rowId, epoch, round: index + 1 }));

/**
 * Where a document can go from a hop: to the next one, straight to `settle`, or back for another round. One of
 * these jobs exists where the hop's own work was passed on.
 */
export const onward = (hop: Hop, way: Way): JobKey[] => {
  const next = hops[hops.indexOf(hop) + 1];
  const { backTo } = stepOf(hop) as RouteStep & { backTo?: Hop };
  const again = (way.round ?? 1) + 1;
  return [
    ...(next === undefined ? [] : [keyOf(next, way)]),
    ...(next === 'settle' || next === undefined ? [] : [keyOf('settle', way)]),
    ...(backTo === undefined || again > roundsOf(backTo) ? [] : [keyOf(backTo, { ...way, round: again })]),
  ];
};
