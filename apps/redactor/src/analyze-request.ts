import { Failure } from '@rollcall/failures';
import { withoutContained } from './ad-hoc/contained.ts';
import { type AdHocFinding, findAdHoc } from './ad-hoc/find.ts';
import { defaultFlags, readAdHoc, readAllowPatterns } from './ad-hoc/recognizers.ts';
import { type AnalyzeOptions, analyze } from './analyze.ts';
import type { EntityType } from './entities.ts';
import type { FindingMemory } from './finding-cache.ts';
import { matchesIn } from './linear-regex/regex.ts';
import { type Work, WorkExceeded } from './linear-regex/work.ts';
import { type AnalyzeRequest, demandLanguage, readEntities } from './presidio.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** Steps that the caller's own patterns may take over all texts of a request: half a second or so. */
const mostWork = 30_000_000;

/** A request that has been read: what can be refused has been. */
export type Analysis = {
  /** The findings of one text, in order. Throws `redact.pattern_too_costly`. */
  of(text: string, known: Known): AdHocFinding[];
  /** What our own recognizers are asked for. */
  ours: AnalyzeOptions;
  /** The types of ours that the request names; all where it names none. */
  entities: readonly EntityType[] | undefined;
  /** Types that the request names and that nobody here knows. */
  unknownEntities: string[];
};

/** What is known of a text already. */
export type Known = {
  /** What others found in it. */
  alsoFound: readonly Finding[];
  /** What ours found in it. */
  cache?: FindingMemory | undefined;
};

/**
 * Reads a request of Presidio's `/analyze`. What the caller's own recognizers find stands beside what ours
 * find, and may overlap it: the caller asked for it. Ours leave out what is under `threshold` where the
 * request says nothing; the caller's own scores are taken at their word, as Presidio takes all.
 *
 * Throws `redact.unsupported_language`, `redact.unsupported_pattern` and, where no type is known,
 * `request.invalid`.
 */
export const readAnalysis = (asked: AnalyzeRequest, threshold: number): Analysis => {
  demandLanguage(asked.language);
  const own = readAdHoc(asked.ad_hoc_recognizers ?? []).filter(({ language }) => language === asked.language);
  const named = asked.entities?.length ? new Set(asked.entities) : undefined;
  const wantedOwn = own.filter(({ entity }) => named === undefined || named.has(entity));
  const { entities, unknown } = readEntities(asked.entities, new Set(own.map(({ entity }) => entity)));
  const allows = readAllowList(asked);
  const context = asked.context ?? [];
  const work: Work = { left: mostWork };
  const options = {
    threshold: asked.score_threshold ?? threshold,
    context,
    explain: asked.return_decision_process ?? false,
    ...(entities === undefined ? {} : { entities }),
  };

  const findingsOf = (text: string, { alsoFound, cache }: Known): AdHocFinding[] => {
    const ours = analyze(text, { ...options, cache, alsoFound: [alsoFound] });
    const theirs = wantedOwn
      .flatMap((recognizer) => findAdHoc(recognizer, text, { work, context }))
      .filter(({ score }) => score > 0 && score >= (asked.score_threshold ?? 0));
    const all = theirs.length === 0 ? ours : withoutContained([...ours, ...theirs]);
    return all.filter(({ start, end }) => !allows(text.slice(start, end), work));
  };

  return {
    unknownEntities: unknown,
    entities,
    ours: options,
    of: (text, known) => {
      try {
        return findingsOf(text, known);
      } catch (thrown) {
        if (thrown instanceof WorkExceeded) throw new Failure('redact.pattern_too_costly');
        throw thrown;
      }
    },
  };
};

/** Whether a value is no finding: one of the list, or with `regex` one that holds a match of one of them. */
const readAllowList = ({
  allow_list,
  allow_list_match,
  regex_flags,
}: AnalyzeRequest): ((value: string, work: Work) => boolean) => {
  const list = allow_list ?? [];
  if (allow_list_match !== 'regex') {
    const exact = new Set(list);
    return (value) => exact.has(value);
  }
  const expressions = readAllowPatterns(list, regex_flags ?? defaultFlags);
  return (value, work) => expressions.some((expression) => matchesIn(expression, value, work));
};
