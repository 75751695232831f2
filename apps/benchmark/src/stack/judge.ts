import type { BenchmarkConfig } from '../config.ts';
import { readStack, stateDirOf } from '../session.ts';
import { readSizing } from './sizing.ts';

/** A language model that judges uncertain claims, with its address as it may be shown. */
export type Judge = { model: string; endpoint: string };

/**
 * The judge of the running stack. Undefined where it was given none, and for the services of a deployment, whose
 * settings a command does not know.
 */
export const findJudge = async (config: BenchmarkConfig): Promise<Judge | undefined> => {
  const stack = await readStack(config);
  if (stack === undefined) return undefined;
  const { JUDGE_MODEL: model, JUDGE_URL: endpoint } = await readSizing(stateDirOf(config), stack);
  return model === undefined || endpoint === undefined ? undefined : { model, endpoint };
};
