import { type Analyzer, type AnalyzeWishes, analyzeText } from './analyzer.ts';
import type { AnnotatedText } from './annotated-texts.ts';
import type { Analyzed } from './evaluate-redaction.ts';

export type AskOptions = AnalyzeWishes & {
  signal: AbortSignal;
  onProgress: (done: number) => void;
};

/**
 * Asks for the texts one after the other, so that the latencies are those of a service at rest. Aborted, it stops
 * before the next one. Throws what `analyzeText` throws: a text that is not analysed is no text without findings.
 */
export const askAll = async (
  analyzer: Analyzer,
  texts: readonly AnnotatedText[],
  { signal, onProgress, ...wishes }: AskOptions,
): Promise<Analyzed[]> => {
  const analyzed: Analyzed[] = [];
  onProgress(0);
  for (const text of texts) {
    if (signal.aborted) break;
    analyzed.push({ text, analysis: await analyzeText(analyzer, text.text, wishes) });
    onProgress(analyzed.length);
  }
  return analyzed;
};
