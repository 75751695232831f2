import { type Payload, type StageResult, toHop } from '@rollcall/pipeline';
import { type Stage, type StageContext, stage } from '@rollcall/service';
import { type GenerateDeps, generate } from './generate.ts';

const SECOND = 1000;

/**
 * Asks the model. Each call counts from the moment it is sent, so that the row knows of failed ones too;
 * whether and when to try again is the queue's business.
 */
export const generateHop = async (
  job: Payload<'generate'>,
  deps: GenerateDeps,
  context: Pick<StageContext, 'signal' | 'countModelCall'>,
): Promise<StageResult> => {
  const generated = await generate(
    {
      messages: job.prompt.messages,
      params: job.params,
      signal: context.signal,
      deadlineAt: job.deadlineAt,
      onStart: context.countModelCall,
    },
    deps,
  );
  return toHop('verify', { generated });
};

/**
 * The hops of this service. `costly`: a job whose next one exists already is not paid for twice. Jobs beyond the
 * endpoint's places wait inside for one; in `timeoutMs` at least one call ends, so that a new job is taken.
 *
 * @param timeoutMs the longest call to the model
 */
export const stages = (deps: GenerateDeps, timeoutMs: number): Stage[] => [
  stage({
    hop: 'generate',
    costly: true,
    longestMs: timeoutMs + 10 * SECOND,
    run: (job, context) => generateHop(job, deps, context),
  }),
];
