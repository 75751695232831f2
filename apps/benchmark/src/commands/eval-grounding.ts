import { basename } from 'node:path';
import { exitStatus } from '../exit-status.ts';
import { type Asked, askRows } from '../grounding/ask-rows.ts';
import { evaluateGrounding } from '../grounding/evaluate-grounding.ts';
import { askSufficiency, askVerdict, type Timed } from '../grounding/grounder.ts';
import { readGroundingRows } from '../grounding/grounding-rows.ts';
import { mistakesOf } from '../grounding/mistakes.ts';
import { reliabilityPage } from '../grounding/reliability-page.ts';
import { interrupted } from '../interrupted.ts';
import { writePrivately } from '../redaction/private-output.ts';
import { withService } from '../stack/with-service.ts';
import { renderGrounding } from '../terminal/grounding-view.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { widthOf } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

export type EvalGroundingOptions = {
  /** Any service with the grounder's API; our own grounder where it is not set. */
  url?: string;
  /** Send it ROLLCALL_SERVICE_TOKEN. */
  token?: boolean;
  /** Least score of a supported claim, from 0 to 1. */
  threshold?: number;
  /** Only the first so many lines of each file. */
  limit?: number;
  /** Ask everything again, and count what is answered otherwise. */
  twice?: boolean;
  /** A file for the wrong judgements, with their texts. */
  errors?: string;
  /** A page with the reliability diagram. */
  html?: string;
  json?: boolean;
};

/**
 * `rollcall eval grounding <files>`: asks a grounder whether answers are borne out by their sources, and whether
 * sources can carry an answer, and says how often it was right, how far its scores are probabilities, and whether
 * what it points to is there. Exit 3 where it was interrupted, or where a row has no verdict.
 */
export const evalGroundingCommand = async (
  context: CommandContext,
  files: string[],
  options: EvalGroundingOptions,
): Promise<number> => {
  const { signal } = interrupted();
  const { threshold, limit, twice = false } = options;
  const rows = await readGroundingRows(files, limit);
  return withService(context, { ...options, name: 'grounder' }, signal, async (service) => {
    const ask = <R, T>(title: string, of: readonly R[], one: (row: R) => Promise<Timed<T>>) =>
      askAll(of, one, { title, twice, signal });
    const answers = await ask('Checking answers', rows.answers, (row) => askVerdict(service, row, threshold));
    const questions = await ask('Checking questions', rows.questions, (row) => askSufficiency(service, row));
    if (signal.aborted) {
      context.note('Interrupted: no figures.');
      return exitStatus.incomplete;
    }
    const name = files.map((file) => basename(file)).join(', ');
    const evaluation = evaluateGrounding(answers, questions, { twice });
    if (options.html !== undefined) await writePrivately(options.html, reliabilityPage(evaluation, name));
    if (options.errors !== undefined) {
      const lines = mistakesOf(answers, questions).map((mistake) => `${JSON.stringify(mistake)}\n`);
      await writePrivately(options.errors, lines.join(''));
    }
    context.print(
      options.json
        ? JSON.stringify({ name, ...evaluation })
        : `${name}\n\n${renderGrounding(evaluation, widthOf())}`,
    );
    const isComplete = [...answers, ...questions].every((asked) => 'said' in asked);
    return isComplete ? exitStatus.complete : exitStatus.incomplete;
  });
};

const askAll = async <R, T>(
  rows: readonly R[],
  ask: (row: R) => Promise<Timed<T>>,
  { title, twice, signal }: { title: string; twice: boolean; signal: AbortSignal },
): Promise<Asked<R, T>[]> => {
  if (rows.length === 0) return [];
  const bar = createProgressBar(title);
  try {
    return await askRows(rows, ask, {
      twice,
      signal,
      onProgress: (done) => bar.update({ done, total: rows.length, note: '' }),
    });
  } finally {
    bar.end();
  }
};
