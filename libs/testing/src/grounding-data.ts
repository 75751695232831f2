import { readTestConfig } from './config.ts';

/** The folder of judged answers and questions; undefined where the environment names none. */
export const testGroundingData = (): string | undefined => readTestConfig().ROLLCALL_TEST_GROUNDING_DATA;
