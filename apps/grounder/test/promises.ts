import { type Evidence, type Verdict, verdict as verdictShape } from '@rollcall/pipeline';
import type { Passage } from '../src/sources.ts';

type Checked = { answer: string; passages: readonly Passage[]; threshold?: number | undefined };
type Place = { start: number; end: number };

const isWithin = ({ start, end }: Place, from: number, to: number): boolean =>
  start >= from && end > start && end <= to;

const isChance = (score: number): boolean => score >= 0 && score <= 1;

/** Which promises a verdict breaks, in words without the texts; none for a sound one. */
export const brokenBy = ({ answer, passages, threshold = 0.5 }: Checked, found: Verdict): string[] => {
  const broken = new Set<string>();
  const must = (promise: string, isKept: boolean): void => {
    if (!isKept) broken.add(promise);
  };
  const texts = new Map(passages.map(({ id, text }) => [id, text]));
  const { claims } = found;
  must('it has the pipeline’s shape', verdictShape.safeParse(found).success);
  must('an answer is as good as its weakest claim', found.score === weakest(claims));
  must('it supports what has claims, all of them supported', found.supported === areSupported(claims));
  let last = 0;
  for (const claim of claims) {
    const { text, start, end, kind, score, supported, citations, reasons, unsupportedSpans } = claim;
    must('a claim lies within the answer', isWithin(claim, 0, answer.length));
    must('claims stand in order and do not overlap', start >= last);
    last = end;
    must('a claim is the slice that its offsets name', answer.slice(start, end) === text);
    must('a score is a number from 0 to 1', isChance(score));
    if (kind === 'claim') {
      must('a supported claim has a citation, another none', citations.length > 0 === supported);
      must('a claim is supported from the threshold on', !supported || score >= threshold);
    } else {
      must('what claims nothing stands without citations', supported && citations.length === 0);
    }
    must(
      'an unsupported claim has an unsupported part, another none',
      unsupportedSpans.length > 0 !== supported,
    );
    must(
      'a part lies within its claim',
      unsupportedSpans.every((span) => isWithin(span, start, end)),
    );
    for (const citation of citations) {
      const cited = texts.get(citation.passageId);
      must('a citation names a passage', cited !== undefined);
      if (cited === undefined) continue;
      must('a citation lies within its passage', isWithin(citation, 0, cited.length));
      const slice = cited.slice(citation.start, citation.end);
      must('a citation begins and ends with what it says', slice === slice.trim());
    }
    for (const { span } of reasons) {
      must('a reason names a part', span === undefined || unsupportedSpans[span as number] !== undefined);
    }
  }
  return [...broken];
};

const weakest = (claims: Verdict['claims']): number =>
  claims.length === 0 ? 0 : Math.min(...claims.map(({ score }) => score));

const areSupported = (claims: Verdict['claims']): boolean =>
  claims.length > 0 && claims.every(({ supported }) => supported);

/** Which promises the evidence for a question breaks. */
export const brokenByEvidence = (
  { question, passages }: { question: string; passages: readonly Passage[] },
  { score, sufficient, best, missing }: Evidence,
): string[] => {
  const ids = new Set(passages.map(({ id }) => id));
  const promises: [string, boolean][] = [
    ['a score is a number from 0 to 1', isChance(score)],
    ['it is sufficient from one half on', sufficient === score >= 0.5],
    [
      'the best are passages, each once',
      best.every((id) => ids.has(id)) && new Set(best).size === best.length,
    ],
    ['what is missing is of the question', missing.every((term) => term !== '' && question.includes(term))],
    ['without passages there is no evidence', passages.length > 0 || score === 0],
  ];
  return promises.flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
};
