import { basename } from 'node:path';
import { builtInDataset } from '../dataset/built-in.ts';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import type { Analyzer } from '../redaction/analyzer.ts';
import { type AnnotatedText, readAnnotatedTexts } from '../redaction/annotated-texts.ts';
import { askAll } from '../redaction/ask-all.ts';
import {
  type Analyzed,
  type CountedTypes,
  comparable,
  evaluateRedaction,
} from '../redaction/evaluate-redaction.ts';
import { mistakesOf } from '../redaction/mistakes.ts';
import { writePrivately } from '../redaction/private-output.ts';
import type { SplitPart } from '../redaction/split.ts';
import { type SweepPoint, sweepPoint, sweptThresholds } from '../redaction/sweep.ts';
import { sweepPage } from '../redaction/sweep-page.ts';
import { readTypeMaps } from '../redaction/type-map.ts';
import { withService } from '../stack/with-service.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { renderRedaction } from '../terminal/redaction-view.ts';
import { widthOf } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

export type EvalRedactionOptions = {
  /** Any service with Presidio's API; our own redactor where it is not set. */
  url?: string;
  /** Send it ROLLCALL_SERVICE_TOKEN. */
  token?: boolean;
  /** A file that says what a type counts as. */
  map?: string;
  /** Only these types. */
  types?: string[];
  /** Only PERSON, LOCATION and ORGANIZATION. */
  names?: boolean;
  /** Types that are marked nowhere, too: what is found of them is wrong. */
  allTypes?: boolean;
  /** Least score of a finding, from 0 to 1. */
  threshold?: number;
  part?: SplitPart;
  /** Only the first so many lines. */
  limit?: number;
  /** A file for what was missed and what was wrong, with the texts around it. */
  errors?: string;
  /** A page with the figures by threshold. */
  sweep?: string;
  json?: boolean;
};

export const nameTypes = ['PERSON', 'LOCATION', 'ORGANIZATION'];

/**
 * `rollcall eval redaction [file]`: asks an analyzer for the personal data in annotated texts (the casebook where no
 * file is named) and says how much it found, of what, and what it would let through. Exit 3 where it was interrupted.
 */
export const evalRedactionCommand = async (
  context: CommandContext,
  file: string | undefined,
  options: EvalRedactionOptions,
): Promise<number> => {
  const { signal } = interrupted();
  const path = file ?? builtInDataset();
  const { limit, part, threshold } = options;
  const texts = await readAnnotatedTexts(path, { limit, part });
  const maps = options.map === undefined ? { expected: {}, found: {} } : await readTypeMaps(options.map);
  const naming = { maps, counted: countedOf(options) };
  return withService(context, { ...options, name: 'redactor' }, signal, async (analyzer) => {
    const analyzed = await ask(analyzer, texts, { threshold, signal, title: 'Analysing' });
    const points: SweepPoint[] = [];
    for (const swept of options.sweep === undefined ? [] : sweptThresholds) {
      const again = await ask(analyzer, texts, { threshold: swept, signal, title: `Threshold ${swept}` });
      if (!signal.aborted) points.push(sweepPoint(swept, again, naming));
    }
    if (signal.aborted) {
      context.note('Interrupted: no figures.');
      return exitStatus.incomplete;
    }
    const name = basename(path);
    if (options.sweep !== undefined) {
      await writePrivately(options.sweep, sweepPage(points, { name, texts: texts.length }));
    }
    if (options.errors !== undefined) {
      const { texts: compared, counted } = comparable(analyzed, naming);
      const lines = mistakesOf(compared, counted).map((mistake) => `${JSON.stringify(mistake)}\n`);
      await writePrivately(options.errors, lines.join(''));
    }
    const evaluation = evaluateRedaction(analyzed, naming);
    const sweep = points.length === 0 ? {} : { sweep: points };
    context.print(
      options.json
        ? JSON.stringify({ name, ...evaluation, ...sweep })
        : `${name}\n\n${renderRedaction(evaluation, widthOf())}`,
    );
    return exitStatus.complete;
  });
};

const countedOf = ({ types, names, allTypes }: EvalRedactionOptions): CountedTypes => {
  if (types !== undefined) return types;
  if (names) return nameTypes;
  return allTypes ? 'all' : 'marked';
};

const ask = async (
  analyzer: Analyzer,
  texts: readonly AnnotatedText[],
  { threshold, signal, title }: { threshold: number | undefined; signal: AbortSignal; title: string },
): Promise<Analyzed[]> => {
  const bar = createProgressBar(title);
  try {
    return await askAll(analyzer, texts, {
      threshold,
      signal,
      onProgress: (done) => bar.update({ done, total: texts.length, note: '' }),
    });
  } finally {
    bar.end();
  }
};
