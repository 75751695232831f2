import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { AdHocFinding } from './ad-hoc/find.ts';
import { adHocRecognizers, regexFlags } from './ad-hoc/request.ts';
import type { Offsets } from './code-points.ts';
import { type EntityType, isEntityType } from './entities.ts';

/** Presidio's request and answer shapes, as its published API has them (docs/api-docs/api-docs.yml). */
export const languages = ['en'];

const offsetUnit = z
  .enum(['utf16', 'codepoint'])
  .nullish()
  .transform((unit) => unit ?? 'codepoint');

/** Python takes 0 and 1 for truth values, and so do Presidio's clients. */
const truth = z.union([z.boolean(), z.number()]).transform(Boolean).nullish();

export const analyzeRequest = z.object({
  /** One text, or several at once: the answer is then a list of lists. */
  text: z.union([z.string().min(1), z.array(z.string()).min(1).max(1000)]),
  language: z.string().min(1).max(35),
  entities: z.array(z.string().max(100)).max(1000).nullish(),
  score_threshold: z.number().nullish(),
  allow_list: z.array(z.string().max(1000)).max(10_000).nullish(),
  allow_list_match: z.enum(['exact', 'regex']).nullish(),
  regex_flags: regexFlags.nullish(),
  return_decision_process: truth,
  offset_unit: offsetUnit,
  correlation_id: z.string().nullish(),
  /** Presidio's own service reads no such field any more, but its clients send it. */
  trace: z.unknown().optional(),
  ad_hoc_recognizers: adHocRecognizers.nullish(),
  context: z.array(z.string().max(200)).max(200).nullish(),
});

export type AnalyzeRequest = z.infer<typeof analyzeRequest>;

const place = z.object({ entity_type: z.string().min(1).max(100), start: z.int(), end: z.int() });
const configs = z.record(z.string(), z.looseObject({ type: z.string() }));

/** Presidio's service refuses an empty body, and takes a missing text for an empty one. */
const notEmpty = z.record(z.string(), z.unknown()).refine((body) => Object.keys(body).length > 0);

export const anonymizeRequest = notEmpty.pipe(
  z.object({
    text: z.string().default(''),
    analyzer_results: z.array(place.extend({ score: z.number() })).max(100_000),
    anonymizers: configs.nullish(),
    offset_unit: offsetUnit,
  }),
);

export const deanonymizeRequest = notEmpty.pipe(
  z.object({
    text: z.string().default(''),
    anonymizer_results: z.array(place).max(100_000).nullish(),
    deanonymizers: configs.nullish(),
    offset_unit: offsetUnit,
  }),
);

/** Throws `redact.unsupported_language` for any other than English. */
export const demandLanguage = (language: string | undefined): void => {
  if (language === undefined || languages.includes(language)) return;
  throw new Failure('redact.unsupported_language', { details: { languages } });
};

/** The types that a request names: ours, and those that nobody here knows. */
export type Wanted = { entities: EntityType[] | undefined; unknown: string[] };

/**
 * Sorts the types of a request. `own` are the types of its recognizers. As Presidio, leaves out a type that
 * nobody knows; throws `request.invalid` where none is left.
 */
export const readEntities = (
  names: readonly string[] | null | undefined,
  own: ReadonlySet<string>,
): Wanted => {
  if (names == null || names.length === 0) return { entities: undefined, unknown: [] };
  const unknown = names.filter((name) => !isEntityType(name) && !own.has(name));
  if (unknown.length === names.length) {
    throw new Failure('request.invalid', { details: { fields: ['entities'], rules: ['none_supported'] } });
  }
  return { entities: names.filter(isEntityType), unknown };
};

/** A finding as Presidio answers it. */
export const viewOf = (finding: AdHocFinding, offsets: Offsets, explain: boolean) => ({
  entity_type: finding.entity,
  start: offsets.fromUtf16(finding.start),
  end: offsets.fromUtf16(finding.end),
  score: finding.score,
  analysis_explanation: explain ? explanationOf(finding) : null,
});

const explanationOf = ({ score, because }: AdHocFinding) => ({
  recognizer: because.recognizer,
  pattern_name: because.pattern,
  pattern: because.regex ?? null,
  original_score: because.originalScore,
  score,
  textual_explanation: `Detected by \`${because.recognizer}\` using pattern \`${because.pattern}\``,
  score_context_improvement: because.contextWord === undefined ? 0 : round(score - because.originalScore),
  supportive_context_word: because.contextWord ?? '',
  validation_result: because.validated ?? null,
});

/** 0.45 - 0.1 is 0.35, not 0.35000000000000003. */
const round = (score: number): number => Math.round(score * 1000) / 1000;
