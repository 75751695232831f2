import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { Offsets } from './code-points.ts';
import { type EntityType, isEntityType } from './entities.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** Presidio's request and answer shapes, as its published API has them (docs/api-docs/api-docs.yml). */
export const languages = ['en'];

const offsetUnit = z.enum(['utf16', 'codepoint']).default('codepoint');

export const analyzeRequest = z.object({
  /** One text, or several at once: the answer is then a list of lists. */
  text: z.union([z.string().min(1), z.array(z.string()).min(1).max(1000)]),
  language: z.string().min(1).max(35),
  entities: z.array(z.string()).nullish(),
  score_threshold: z.number().min(0).max(1).nullish(),
  allow_list: z.array(z.string()).max(10_000).nullish(),
  allow_list_match: z.literal('exact').nullish(),
  return_decision_process: z.boolean().nullish(),
  offset_unit: offsetUnit,
  correlation_id: z.string().nullish(),
  trace: z.unknown().optional(),
  ad_hoc_recognizers: z.array(z.unknown()).nullish(),
  context: z.array(z.string()).nullish(),
});

const place = z.object({ entity_type: z.string().min(1).max(100), start: z.int(), end: z.int() });
const configs = z.record(z.string(), z.looseObject({ type: z.string() }));

export const anonymizeRequest = z.object({
  text: z.string(),
  analyzer_results: z.array(place.extend({ score: z.number() })).max(100_000),
  anonymizers: configs.nullish(),
  offset_unit: offsetUnit,
});

export const deanonymizeRequest = z.object({
  text: z.string(),
  anonymizer_results: z.array(place).max(100_000),
  deanonymizers: z.record(
    z.string(),
    z.union([
      z.object({ type: z.literal('decrypt'), key: z.string() }),
      z.object({ type: z.literal('keep') }),
    ]),
  ),
  offset_unit: offsetUnit,
});

/** Throws `redact.unsupported_language` for any other than English. */
export const demandLanguage = (language: string | undefined): void => {
  if (language === undefined || languages.includes(language)) return;
  throw new Failure('redact.unsupported_language', { details: { languages } });
};

/** Throws `request.unsupported_field` for what cannot be honoured: recognizers and words of the caller's own. */
export const demandSupported = (request: z.infer<typeof analyzeRequest>): void => {
  for (const field of ['ad_hoc_recognizers', 'context'] as const) {
    if ((request[field]?.length ?? 0) > 0) {
      throw new Failure('request.unsupported_field', { details: { field } });
    }
  }
};

/** The types that a request names. Throws `request.invalid` for one that is not known. */
export const readEntities = (names: readonly string[] | null | undefined): EntityType[] | undefined => {
  if (names == null || names.length === 0) return undefined;
  if (!names.every(isEntityType)) throw new Failure('request.invalid', { details: { fields: ['entities'] } });
  return names as EntityType[];
};

/** A finding as Presidio answers it. */
export const viewOf = (finding: Finding, offsets: Offsets, explain: boolean) => ({
  entity_type: finding.entity,
  start: offsets.fromUtf16(finding.start),
  end: offsets.fromUtf16(finding.end),
  score: finding.score,
  analysis_explanation: explain ? explanationOf(finding) : null,
  recognition_metadata: { recognizer_name: finding.because.recognizer },
});

const explanationOf = ({ score, because }: Finding) => ({
  recognizer: because.recognizer,
  pattern_name: because.pattern,
  pattern: because.regex ?? null,
  original_score: because.originalScore,
  score,
  textual_explanation: `Detected by \`${because.recognizer}\`: ${because.pattern}`,
  score_context_improvement: because.contextWord === undefined ? 0 : score - because.originalScore,
  supportive_context_word: because.contextWord ?? '',
  validation_result: because.validated ?? null,
});
