import { type EntityType, entityTypes } from './entities.ts';
import { idsBesideNames } from './ids-beside-names.ts';
import { occurrencesOf } from './known-values.ts';
import { findPersons } from './names/find.ts';
import { nameForms } from './names/forms.ts';
import { withoutOverlaps } from './overlaps.ts';
import { recognizers } from './recognizers/all.ts';
import { findWith } from './recognizers/find.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** Findings under this score are left out unless the caller says otherwise. */
export const defaultThreshold = 0.4;

export type AnalyzeOptions = {
  /** Types to look for; all by default. */
  entities?: readonly EntityType[];
  /** Least score, from 0 to 1. Default 0.4. */
  threshold?: number;
  /** Least score of single types, in place of `threshold`. */
  thresholds?: Readonly<Record<string, number>>;
  /** Values that are no findings, compared exactly. */
  allowList?: readonly string[];
  /** See `withoutOverlaps`. */
  covering?: boolean;
};

/** The personal data in one text: findings without overlaps, in order. Offsets are UTF-16 units. */
export const analyze = (text: string, options: AnalyzeOptions = {}): Finding[] =>
  analyzeTogether([text], options)[0]!;

/**
 * The personal data in the parts of one document. What is found in one part is found wherever it stands in
 * the others, and a person by any part of the name: "Anna Kovacs" in a title makes "Kovacs" a finding in a
 * passage. Answers one list a part. Time is linear in the text.
 */
export const analyzeTogether = (texts: readonly string[], options: AnalyzeOptions = {}): Finding[][] => {
  const wanted = new Set(options.entities ?? entityTypes);
  const threshold = options.threshold ?? defaultThreshold;
  const allowed = new Set(options.allowList ?? []);
  const sure = ({ entity, score }: Finding): boolean =>
    score >= (options.thresholds?.[entity] ?? threshold) && wanted.has(entity);

  const own = texts.map((text) =>
    findIn(text, wanted).filter(
      (finding) => sure(finding) && !allowed.has(text.slice(finding.start, finding.end)),
    ),
  );
  const known = own.flatMap((findings, part) =>
    withoutOverlaps(findings).map((finding) => ({
      finding,
      value: texts[part]!.slice(finding.start, finding.end),
    })),
  );
  const forms = [
    ...nameForms(known.filter(({ finding }) => finding.entity === 'PERSON').map(({ value }) => value)),
    ...repeatedForms(known),
  ];
  return texts.map((text, part) => {
    const everywhere = occurrencesOf(forms, text).filter(sure);
    return withoutOverlaps([...own[part]!, ...everywhere], options.covering).filter(
      (finding) => !allowed.has(text.slice(finding.start, finding.end)),
    );
  });
};

const findIn = (text: string, wanted: ReadonlySet<EntityType>): Finding[] => {
  const byForm = recognizers
    .filter(({ entity }) => wanted.has(entity))
    .flatMap((recognizer) => findWith(recognizer, text));
  const persons = wanted.has('PERSON') ? findPersons(text) : [];
  return [...byForm, ...persons, ...idsBesideNames(text, persons)];
};

/** Shorter values, or values without a digit, may stand elsewhere for something else. */
const shortestRepeated = 5;

const repeatedForms = (known: readonly { finding: Finding; value: string }[]) =>
  known
    .filter(
      ({ finding, value }) =>
        finding.entity !== 'PERSON' && finding.entity !== 'DATE_TIME' && isTelling(value),
    )
    .map(({ finding, value }) => ({
      text: value,
      entity: finding.entity,
      score: finding.score,
      exact: true,
    }));

const isTelling = (value: string): boolean =>
  value.length >= shortestRepeated && /\d|@/.test(value) && !/^\d{1,5}$/.test(value);
