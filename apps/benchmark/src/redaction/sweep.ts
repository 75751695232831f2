import { type Analyzed, type CountedTypes, evaluateRedaction } from './evaluate-redaction.ts';
import type { TypeMaps } from './type-map.ts';

/** The thresholds that a sweep asks for; each is a pass over all texts. */
export const sweptThresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** How good an analyzer is with one threshold; micro figures by overlap, from 0 to 1. */
export type SweepPoint = {
  threshold: number;
  precision: number;
  recall: number;
  f1: number;
  f2: number;
  leaked: number;
};

/**
 * One point of a sweep. The texts are analysed anew for each threshold and not filtered afterwards: what is found
 * depends on what else was found. Where nothing was found at all, precision is 1: nothing wrong was said.
 */
export const sweepPoint = (
  threshold: number,
  analyzed: readonly Analyzed[],
  naming: { maps: TypeMaps; counted: CountedTypes },
): SweepPoint => {
  const { micro, leaked } = evaluateRedaction(analyzed, naming);
  const { precision, recall, f1, f2 } = micro.overlap;
  return {
    threshold,
    precision: precision?.mean ?? 1,
    recall: recall?.mean ?? 0,
    f1: f1?.mean ?? 0,
    f2: f2?.mean ?? 0,
    leaked: leaked.share?.mean ?? 0,
  };
};
