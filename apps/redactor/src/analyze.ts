import { type EntityType, entityTypes } from './entities.ts';
import type { FindingMemory } from './finding-cache.ts';
import { FormTable } from './form-table.ts';
import { hashedWordsOf } from './hashed-words.ts';
import { idsBesideNames } from './ids-beside-names.ts';
import { occurrencesOfNames } from './known-names.ts';
import { occurrencesOf } from './known-values.ts';
import { lookAheadOfNames, ownOf, type Part, partsOf } from './long-texts/parts.ts';
import { besideValues } from './names/beside-values.ts';
import { findNames } from './names/find-names.ts';
import { nameTypes } from './names/labels.ts';
import { samePeople } from './names/same-people.ts';
import { withoutOverlaps } from './overlaps.ts';
import { recognizersFor } from './recognizers/all.ts';
import { findAll } from './recognizers/find.ts';
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
  /** Words that came with the text, such as the name of its column; they count as standing beside every value. */
  context?: readonly string[];
  /** Regions (ISO 3166) whose telephone numbers are known without a country code and without context. */
  phoneRegions?: readonly string[];
  /** See `withoutOverlaps`. */
  covering?: boolean;
  /** Remembers what stands in each text by itself; what it means for the others is worked out each time. */
  cache?: FindingMemory | undefined;
  /** Say what speaks most for each name (`because.pattern`): it takes as long as finding it. Default false. */
  explain?: boolean;
  /** What others found in each of the texts; it counts as if our recognizers had found it. */
  alsoFound?: readonly (readonly Finding[])[] | undefined;
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
  const wanted = typesOf(options.entities);
  const threshold = options.threshold ?? defaultThreshold;
  const allowed = new Set(options.allowList);
  const sure = ({ entity, score }: Finding): boolean =>
    score >= (options.thresholds?.[entity] ?? threshold) && wanted.has(entity);

  const found = texts.map((text, part) =>
    withOthers(text, findOwn(text, options), options.alsoFound?.[part]),
  );
  const own = samePeople(texts, found).map((findings) => findings.filter(sure));
  const known = own
    .flatMap((findings, part) =>
      withoutOverlaps(findings).map((finding) => ({
        finding,
        value: texts[part]!.slice(finding.start, finding.end),
      })),
    )
    .filter(({ value }) => !allowed.has(value));
  const persons = new Set(
    known.filter(({ finding }) => finding.entity === 'PERSON').map(({ value }) => value),
  );
  const values = new FormTable(repeatedForms(known));
  const words = texts.map((text) => hashedWordsOf(known.length === 0 ? '' : text));
  const surely = texts.map((text, part) => [
    ...own[part]!,
    ...occurrencesOf(values, text, words[part]!).filter(sure),
  ]);
  const parts = texts.map((text, part) => ({ text, words: words[part]!, found: surely[part]! }));
  const named = occurrencesOfNames(parts, persons, options.covering);
  return texts.map((text, part) =>
    withoutOverlaps([...surely[part]!, ...named[part]!.filter(sure)], options.covering).filter(
      (finding) => !allowed.has(text.slice(finding.start, finding.end)),
    ),
  );
};

const allTypes: ReadonlySet<EntityType> = new Set(entityTypes);

const typesOf = (entities: readonly EntityType[] | undefined): ReadonlySet<EntityType> =>
  entities === undefined ? allTypes : new Set(entities);

/** A name that only others found makes what stands beside it an identifier, too. */
const withOthers = (
  text: string,
  own: readonly Finding[],
  others: readonly Finding[] = [],
): readonly Finding[] => {
  if (others.length === 0) return own;
  const persons = others.filter(({ entity }) => entity === 'PERSON');
  return [...own, ...others, ...idsBesideNames(text, persons)];
};

/** What is looked for in a text by itself. */
export type Sought = Required<Pick<AnalyzeOptions, 'threshold' | 'context' | 'explain'>> &
  Pick<AnalyzeOptions, 'phoneRegions'> & { entities: ReadonlySet<EntityType> };

/** What these options look for in each text by itself. */
export const soughtBy = ({
  entities,
  threshold = defaultThreshold,
  thresholds = {},
  context = [],
  phoneRegions,
  explain = false,
}: AnalyzeOptions): Sought => ({
  entities: typesOf(entities),
  // What is under every threshold need not be looked for.
  threshold: Math.min(threshold, ...Object.values(thresholds)),
  context,
  phoneRegions,
  explain,
});

/**
 * Finds what stands in a text by itself, for `options.cache` to remember it.
 *
 * @param find looks for it in place of us
 */
export const findAhead = (
  text: string,
  options: AnalyzeOptions & { cache: FindingMemory },
  find?: () => readonly Finding[],
): void => {
  findOwn(text, options, find);
};

/** What stands in a text by itself, from the cache where that knows it. */
const findOwn = (
  text: string,
  options: AnalyzeOptions,
  findElsewhere?: () => readonly Finding[],
): readonly Finding[] => {
  const sought = soughtBy(options);
  const find = findElsewhere ?? (() => findWhole(text, sought));
  if (options.cache === undefined) return find();
  const { entities, threshold, context, phoneRegions, explain } = sought;
  const looked = JSON.stringify([[...entities].sort(), threshold, context, phoneRegions, explain]);
  return options.cache.remember(text, looked, find);
};

/** What stands in a text by itself, in one go; `LongTexts` finds the same with others in between. */
export const findWhole = (text: string, sought: Sought): Finding[] =>
  partsOf(text).flatMap((part) => findInPart(text, part, sought));

/** What begins in a part of a text, which is all of it where it is not long. */
export const findInPart = (text: string, part: Part, { phoneRegions, ...options }: Sought): Finding[] => {
  const { to, start, end } = part;
  const around = text.slice(start, end);
  const byForm = findAll(recognizersFor(phoneRegions), around, options);
  const named = nameTypes.some((type) => options.entities.has(type))
    ? findNames([text.slice(start, Math.min(end, to + lookAheadOfNames))], options)[0]!
    : [];
  const names = besideValues(named, byForm);
  const persons = names.filter(({ entity }) => entity === 'PERSON');
  return ownOf(part, byForm.concat(names, idsBesideNames(around, persons)));
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
